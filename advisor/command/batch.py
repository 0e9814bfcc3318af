"""Answers for programs: lines of JSON in, one answer object a line out, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from advisor.advisor import Advisor
from advisor.errors import ScenarioError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Request(Struct, frozen=True):
    """A line of a batch: a scenario under an id, and where it is a multiple-choice question, its options and how many to choose."""

    scenario: str
    id: str | int | None = None
    options: tuple[str, ...] = ()
    choose: Annotated[int, Meta(ge=1)] = 1


class Answer(Struct, frozen=True):
    """The answer object of a line; `failed` where it holds an error."""

    data: dict[str, Any]
    failed: bool = False


def answer_lines(advisor: Advisor, lines: Iterable[bytes], top: int) -> Iterator[Answer]:
    """An answer for every line that is not blank. A line that cannot be read or answered gets an error, and the rest go on."""
    for number, line in enumerate(lines, 1):
        line = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
        if line.strip():
            yield answer_line(advisor, number, line, top)


def answer_line(advisor: Advisor, number: int, line: bytes, top: int) -> Answer:
    """The answer to one line; its id is null where the line cannot be read."""
    try:
        request = msgspec.json.decode(line.decode("utf-8").strip(), type=Request)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
        return failure(None, number, reason)
    try:
        advice = advisor.ask(request.scenario, top=top, options=request.options, choose=request.choose)
    except ScenarioError as error:
        return failure(request.id, number, str(error))
    return Answer({**advice.to_dict(), "id": advice.id if request.id is None else request.id})


def failure(id: str | int | None, number: int, reason: str) -> Answer:
    """The answer object of a line that has none."""
    return Answer({"id": id, "error": f"line {number}: {reason}"}, failed=True)
