"""Quantities in what is known and in options, one form for one amount, with a unit or without: "six" is 6, "10,240 MB" is 10 GB, "two weeks" are 14 days."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from advisor.pattern import compile_late
from advisor.text.units import NUMBER_OF, TIMES, TWO_WORDS, UNIT_OF, read_number

IN_WORDS = rf"{TWO_WORDS}|{'|'.join(NUMBER_OF | TIMES)}"
NUMBER = compile_late(
    rf"(?<![\w.,/$])(?<![A-Za-z]-)(?:(?P<digits>\d+(?:,\d\d\d)*(?:\.\d+)?)|(?P<word>{IN_WORDS})(?![a-z]))(?: (?P<times>{'|'.join(TIMES)})\b)?",
    re.IGNORECASE | re.ASCII,
)
UNIT = compile_late(r"[ -]?(%|[A-Za-z]+(?:/s)?)(?![\w/])")
INSIDE_NAME = compile_late(r"[\w/]|[.,]\d")
UNIT_ASKED = compile_late(r"\b(?:how many|number of|in) (\w+)", re.IGNORECASE)


class Quantity(Struct, frozen=True):
    """An amount with its place in the text: `key` is the same for equal amounts, `number` is the figure alone, as it was told."""

    key: str
    number: str
    start: int
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a text in reading order; numbers within names and addresses ("t3.micro", "10.0.0.0/16") are none."""
    return [found for match in NUMBER.finditer(text) if (found := read_quantity(match))]


def read_quantity(match: re.Match[str]) -> Quantity | None:
    """The quantity that begins with a number; None where that is a part of a name."""
    digits, word, times = match.group("digits", "word", "times")
    value = read_number(digits or word) * TIMES.get((times or "").lower(), 1.0)
    number = f"{value:.12g}"
    behind = UNIT.match(match.string, match.end())
    unit = behind.group(1).lower() if behind else ""
    if behind and unit == "nines":
        return Quantity(f"{100 - 10 ** (2 - min(value, 12)):.12g} %", number, match.start(), behind.end())
    known = UNIT_OF.get(unit)
    if behind and known:
        measure, size = known
        return Quantity(f"{value * size:.12g} {measure}", number, match.start(), behind.end())
    return None if INSIDE_NAME.match(match.string, match.end()) else Quantity(number, number, match.start(), match.end())


def add_asked_unit(question: str, answer: str) -> str:
    """An answer that is a bare number with the unit that its question asks for: "90" to "for how many days ...?" is "90 days"."""
    asked = next((word for word in UNIT_ASKED.findall(question.lower()) if word in UNIT_OF), None)
    return f"{answer.strip()} {asked}" if asked and [found.key == found.number for found in find_quantities(answer)] == [True] and len(answer.split()) == 1 else answer


def have_amounts(found: Sequence[Quantity], wanted: str) -> bool:
    """Whether some quantities hold every amount of a text; a figure without a unit in the text may have one among them."""
    keys, numbers = {one.key for one in found}, {one.number for one in found}
    return all(one.key in keys or (one.key == one.number and one.number in numbers) for one in find_quantities(wanted))
