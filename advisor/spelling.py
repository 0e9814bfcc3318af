"""Slips of the keyboard mended: a word that no text of the knowledge holds, taken for the known word that it is nearest to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

MOST_KEPT_WORDS = 20_000
LEAST_LETTERS = 5  # shorter words have too many neighbours
LETTERS_A_SLIP = 5  # one slip in a word of five letters, two in one of ten
LEAST_USES = 15  # of the word that is meant: what our own texts hardly use is as likely a name

Stem = Callable[[str], str]
Counts = Callable[[Sequence[str]], Mapping[str, int]]
Similar = Callable[[str, int, int], Iterable[tuple[str, int]]]


class Speller:
    """Mends single words. `counts` tells how often knowledge uses words and stems, `similar` its (word, uses) that begin with a letter and have between so many and so many letters."""

    def __init__(self, counts: Counts, similar: Similar, stem: Stem) -> None:
        self._counts, self._similar, self._stem = counts, similar, stem
        self.mend = lru_cache(MOST_KEPT_WORDS)(self._mend)

    def _mend(self, word: str) -> str:
        """The word that a word is meant to be: itself where it is known or nothing is near enough."""
        if len(word) < LEAST_LETTERS or not (word.isascii() and word.isalpha()) or self._counts([word, self._stem(word)]):
            return word
        slips = len(word) // LETTERS_A_SLIP
        likely = [(other, uses) for other, uses in self._similar(word[0], len(word) - slips, len(word) + slips) if uses >= LEAST_USES]
        if not likely:
            return word
        from rapidfuzz.distance import OSA  # only a slip needs it: it takes a tenth of an answer's start to import

        distance, _, other = min((OSA.distance(word, other, score_cutoff=slips), -uses, other) for other, uses in likely)
        return other if distance <= slips else word
