"""Amounts with a unit in a text, as needs tell them ("half an hour", "20 GB", "200k IOPS"): a text in, comparable numbers with their places out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from advisor.pattern import compile_late
from advisor.text.units import NUMBER_OF, SPOKEN, TIMES, TWO_WORDS, UNIT_OF, read_number

SCALES = TIMES | {"k": 1e3}
NUMBER = rf"\d+(?:,\d{{3}})+|\d+(?:\.\d+)?|{TWO_WORDS}|{'|'.join(sorted(NUMBER_OF | SPOKEN, key=len, reverse=True))}"
# A text is searched for units, which are rarer than numbers; what counts them is read backwards from there.
WORD = compile_late(r"[^\W\d_]+(?:/[^\W\d_]+)?")
RATE = compile_late(r"\s(?:per|a) second\b", re.IGNORECASE)  # "6 GB per second" is no size
COUNT = compile_late(
    rf"(?:(?<![\w.,$-])(?P<number>{NUMBER})(?:\s?(?P<scale>k|thousand|million))?(?P<half> and a half)?[\s-]*|\b(?P<article>an?)(?: (?:whole|full|entire))? )$", re.IGNORECASE | re.ASCII
)
TELLS_LENGTH = compile_late(r"\b(?:takes?|taking|for|lasts?|lasting|about|around|over|than|to|runs?|running|needs?|almost|nearly|least|requires?|of) $", re.IGNORECASE)  # "ten calls an hour" does not
MANY = frozenset({"hours", "days", "weeks", "months", "years", "gigabytes", "terabytes", "petabytes"})  # alone: two or more of them
HALF_MORE = compile_late(r" and a half\b", re.IGNORECASE)
THAN = r"(?:more|longer|greater|larger|bigger|higher|over|above|beyond|exceed\w*)(?: than)?"
MORE = compile_late(rf"{THAN}(?: the)?\s+$", re.IGNORECASE)
NO_MORE = compile_late(rf"\b(?:(?:not?|never)\s(?:\w+\s){{0,2}}?{THAN}|at most|under|below|within|(?:less|fewer|shorter|smaller) than|maximum of)\s+$", re.IGNORECASE)
REPEATS = compile_late(r"\b(?:every|each|per)\s+(?:other\s+)?$", re.IGNORECASE)
AGES = compile_late(r"\b(?:older|younger|newer) than\s+$", re.IGNORECASE)
LONGEST_LEAD = 40  # characters in front of an amount that say how it is meant


class Amount(Struct, frozen=True):
    """So much of something, in what `advisor.text.units` tells its measure in; `above` where the text says that it is more than that, `at_most` where it says that it is no more."""

    measure: str
    value: float
    start: int
    end: int
    above: bool = False
    at_most: bool = False

    def exceeds(self, other: Amount) -> bool:
        """Whether this is more than another amount of the same measure."""
        is_more = self.value > other.value or (self.above and self.value == other.value)
        return self.measure == other.measure and is_more and not (self.at_most and other.value)  # "at most 20 ms" is more than none


def find_amounts(text: str) -> Iterator[Amount]:
    """The amounts in a text, in reading order, but for those that tell how often something is done ("every 20 minutes") or of what age it is ("older than 3 hours")."""
    for unit in WORD.finditer(text):
        known = UNIT_OF.get(unit.group().lower())
        if not known or RATE.match(text, unit.end()):
            continue
        lead = text[max(0, unit.start() - LONGEST_LEAD) : unit.start()]
        count = COUNT.search(lead)
        if count:
            lead = lead[: count.start()]
            if count["article"] and not TELLS_LENGTH.search(lead):
                continue
        elif unit.group().lower() not in MANY or not TELLS_LENGTH.search(lead):
            continue
        if REPEATS.search(lead) or AGES.search(lead):
            continue
        half = HALF_MORE.match(text, unit.end())
        number = (1.0 if count["article"] else read_number(count["number"]) * SCALES.get((count["scale"] or "").lower(), 1.0)) if count else 2.0
        measure, size = known
        value = (number + (0.5 if half or (count and count["half"]) else 0.0)) * size
        at_most = bool(NO_MORE.search(lead))
        start = unit.start() - (len(count.group()) if count else 0)
        yield Amount(measure, value, start, half.end() if half else unit.end(), not at_most and bool(MORE.search(lead)), at_most)


def read_amount(text: str) -> Amount:
    """The one amount that a text is ("15 minutes"). Raises ValueError where it is none, or more."""
    found = list(find_amounts(text))
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text)):
        raise ValueError(f"'{text}' is no amount with a unit, such as '15 minutes' or '400 KB'")
    return found[0]
