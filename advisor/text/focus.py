"""Which part of a text says what is asked or needed, and which places lie in it: a text and places in, character ranges, weights, or yes or no, out."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+|(?<=[;:])\s")
NEED = re.compile(
    r"\?|\b(?:which|what|how|wants?|wish(?:es)?|need(?:s|ed)?|(?:has|have|is|are) to|must|require[sd]?|requirements?|should|would like|looking for|recommend|ensure|"
    r"goal|asks?|required|minimi[sz]e|reduce|prevent|avoid|least|most|best|cheapest|choose|pick)\b",
    re.IGNORECASE,
)
BACKGROUND_WEIGHT = 0.6
LEAST_ASKED_WORDS = 5


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in ascending order, those that share a place made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def find_focus(text: str, words: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The character ranges of the sentences that say what is asked or needed; all of the text where none does.

    `words` are the offsets of the words that say something, ascending. A sentence that asks with hardly any of them
    ("Which service fits?") asks for what the sentence before it tells.
    """
    ranges: list[tuple[int, int]] = []
    before, start = None, 0
    for match in [*SENTENCE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if NEED.search(text, start, end):
            if before and ranges[-1:] != [before] and bisect_left(words, end) - bisect_left(words, start) < LEAST_ASKED_WORDS:
                ranges.append(before)
            ranges.append((start, end))
        before, start = (start, end), match.end() if match else end
    return tuple(ranges) or ((0, len(text)),)


def lies_in(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a character offset lies in one of some spans, which ascend and do not overlap."""
    place = bisect_right(spans, (at, sys.maxsize)) - 1
    return place >= 0 and at < spans[place][1]


def place_weight(focus: Sequence[tuple[int, int]], at: int) -> float:
    """How much a word at a character offset counts: 1 in what is asked, less in the background."""
    return 1.0 if lies_in(focus, at) else BACKGROUND_WEIGHT
