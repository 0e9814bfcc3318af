"""Labelled scenarios from evaluation files: JSON lines or YAML lists in, rows and the problems of the others out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from advisor.errors import EvaluationError, ScenarioError
from advisor.knowledge.documents import Problem, parse_yaml
from advisor.knowledge.naming import ServiceNames
from advisor.text.scenario import advice_id, clean_text

FINAL_TENTHS = 3


class LabelledRow(Struct, frozen=True):
    """A scenario with the ids of its right services (none where it is not labelled), and its options with the indices of the right ones."""

    id: str
    scenario: str
    labels: tuple[str, ...]
    options: tuple[str, ...]
    answer: tuple[int, ...]
    file: str
    line: int
    is_final: bool


class _Entry(Struct):
    """A row as a file has it."""

    scenario: str
    services: list[str]
    id: str | int | None = None
    options: list[str] | None = None
    answer: list[Annotated[int, Meta(ge=0)]] | None = None


def is_final(id: str) -> bool:
    """Whether a row belongs to the three tenths that only `--final` reads: by a hash of its id, the same for ever."""
    return int(hashlib.sha256(f"advisor:{id}".encode()).hexdigest(), 16) % 10 < FINAL_TENTHS


def read_labelled(paths: Iterable[Path], names: ServiceNames) -> tuple[list[LabelledRow], list[Problem]]:
    """The rows of all files in order, those without a label included, and a problem for each line that is left out or in doubt.

    A file whose name ends in .yaml or .yml is a YAML list, any other holds a JSON object a line; each has `scenario` and
    `services` (ids or names), and may have `id`, `options` and `answer`. Raises EvaluationError where a file cannot be used
    at all.
    """
    rows: list[LabelledRow] = []
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for path in paths:
        read = _yaml_entries if path.suffix in (".yaml", ".yml") else _json_entries
        for line, data in read(_read_file(path), str(path)):
            if isinstance(data, Problem):
                problems.append(data)
                continue
            row, found = _make_row(data, path, line, names)
            if row and row.id in first:
                found, row = [f"the row '{row.id}' stands already in {first[row.id]}"], None
            if row:
                first[row.id] = f"{path}:{line}"
                rows.append(row)
            problems += (Problem(str(path), line, message) for message in found)
    return rows, problems


def _read_file(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise EvaluationError(f"{path} is a folder: name the files in it") from None
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if not content.strip():
        raise EvaluationError(f"{path} is empty: it needs rows with 'scenario' and 'services'")
    if b"\0" in content:
        raise EvaluationError(f"{path} is no text: it needs rows with 'scenario' and 'services'")
    return content


def _json_entries(content: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """(line, data or Problem) of each line that is not blank."""
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            yield number, msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield number, Problem(name, number, f"is not JSON: {error}")


def _yaml_entries(content: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """(line, data or Problem) of each entry of a YAML list."""
    try:
        document, problems = parse_yaml(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{name}:{content[: error.start].count(10) + 1}: is not UTF-8 text") from error
    yield from ((problem.line, problem) for problem in problems)
    if document is not None and not isinstance(document.data, list):
        yield 1, Problem(name, 1, "is not a list of scenarios")
    elif document is not None:
        yield from ((document.line_of(index), data) for index, data in enumerate(document.data))


def _make_row(data: Any, path: Path, line: int, names: ServiceNames) -> tuple[LabelledRow | None, list[str]]:
    """The row that an entry makes, if any, and what is wrong with the entry."""
    try:
        entry = msgspec.convert(data, _Entry)
        scenario = clean_text(entry.scenario)
    except (msgspec.ValidationError, ScenarioError) as error:
        return None, [str(error)]
    options, answer = tuple(entry.options or ()), tuple(entry.answer or ())
    if any(index >= len(options) for index in answer):
        return None, [f"there are {len(options)} options, and 'answer' counts them from 0"]
    ids = {name: names.find(name) for name in entry.services}
    unknown = [f"there is no service '{name}'{names.suggest(name)}" for name, id in ids.items() if id is None]
    labels = tuple(dict.fromkeys(id for id in ids.values() if id is not None))
    if ids and not labels:
        return None, unknown
    id = None if entry.id is None else str(entry.id)
    return LabelledRow(id or advice_id(scenario), scenario, labels, options, answer, str(path), line, is_final(id or scenario)), unknown


def select_part(rows: Sequence[LabelledRow], part: str) -> list[LabelledRow]:
    """The rows of a part: `look`, `final`, or `all`."""
    return [row for row in rows if part == "all" or row.is_final == (part == "final")]
