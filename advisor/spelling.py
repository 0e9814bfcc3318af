"""Slips of the keyboard mended: a word that no text of the knowledge holds, taken for the known word that it is nearest to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

MOST_KEPT_WORDS = 20_000
LEAST_LETTERS = 5  # shorter words have too many neighbours
LETTERS_A_SLIP = 5  # one slip in a word of five letters, two in one of ten
LEAST_USES = 15  # of the word that is meant: what our own texts hardly use is as likely a name

Stem = Callable[[str], str]
Mend = Callable[[Sequence[str]], Sequence[str]]
Counts = Callable[[Sequence[str]], Mapping[str, int]]
Similar = Callable[[str, int, int], Iterable[tuple[str, int]]]


class Speller:
    """Mends words. `counts` tells how often knowledge uses words and stems, `similar` its (word, uses) that begin with a letter and have between so many and so many letters."""

    def __init__(self, counts: Counts, similar: Similar, stem: Stem) -> None:
        self._counts, self._similar, self._stem = counts, similar, stem
        self._mended: dict[str, str] = {}

    def mend(self, words: Sequence[str]) -> list[str]:
        """What each of some words is meant to be: itself where it is known or nothing is near enough. Knowledge is asked once for all of them, since a text has many."""
        mended = self._mended
        new = [word for word in words if word not in mended]
        if new:
            if len(mended) + len(new) > MOST_KEPT_WORDS:
                mended = self._mended = {word: mended[word] for word in words if word in mended}  # another thread may still read the full one
            mended.update(self._mend_new(new))
        return [mended[word] for word in words]

    def _mend_new(self, words: Iterable[str]) -> dict[str, str]:
        """Word → what it is meant to be."""
        stems = {word: self._stem(word) for word in words if len(word) >= LEAST_LETTERS and word.isascii() and word.isalpha()}
        known = self._counts(list({*stems, *stems.values()})) if stems else {}
        return {word: word if word not in stems or word in known or stems[word] in known else self._find_nearest(word) for word in words}

    def _find_nearest(self, word: str) -> str:
        """The known word that an unknown one is nearest to; itself where none is near enough."""
        slips = len(word) // LETTERS_A_SLIP
        likely = [(other, uses) for other, uses in self._similar(word[0], len(word) - slips, len(word) + slips) if uses >= LEAST_USES]
        if not likely:
            return word
        from rapidfuzz.distance import OSA  # only a slip needs it: it takes a tenth of an answer's start to import

        distance, _, other = min((OSA.distance(word, other, score_cutoff=slips), -uses, other) for other, uses in likely)
        return other if distance <= slips else word
