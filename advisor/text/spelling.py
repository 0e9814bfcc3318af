"""Slips of the keyboard mended: a word that is neither known nor English, taken for the known word, or the two, that it is nearest to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

MOST_KEPT_WORDS = 20_000
LEAST_LETTERS, MOST_LETTERS = 4, 40  # shorter words have too many neighbours, and a longer one is no word
LETTERS_A_SLIP = 5  # one slip in a word of up to nine letters, two in one of ten
LEAST_USES = 30  # of the word that is meant: what our own texts hardly use is as likely a name
LEAST_USES_FOR_SHORT, SHORT = 300, 4  # a word of four letters may be a name as well
LEAST_STEM = 4  # a stem of fewer letters is that of too many words ("imges" is no form of "img")
# Two words written as one: how often knowledge uses each, and how many letters they have.
LEAST_USES_OF_SURE_PART, LEAST_USES_OF_PART, LEAST_LETTERS_OF_PART, LEAST_LETTERS_OF_TWO = 1000, 200, 2, 6
LEAST_LETTERS_OF_ENDING = 3

Stem = Callable[[str], str]
Counts = Callable[[Sequence[str]], Mapping[str, int]]
Similar = Callable[[str, int, int, int], Iterable[tuple[str, int]]]


class Speller:
    """Mends words. `counts` tells how often knowledge uses words and stems, 0 for those that are only English; `similar` its (word, uses)
    that begin with a letter, have between so many and so many letters, and are used at least so often."""

    def __init__(self, counts: Counts, similar: Similar, stem: Stem) -> None:
        self._counts, self._similar, self._stem = counts, similar, stem
        self._mended: dict[str, str] = {}

    def mend(self, words: Sequence[str]) -> list[str]:
        """What each of some words is meant to be: itself where it is known or nothing is near enough, two with a space between where one is missing.

        Knowledge is asked once for all of them, since a text has many.
        """
        mended = self._mended
        new = dict.fromkeys(word for word in words if word not in mended)
        if new:
            if len(mended) + len(new) > MOST_KEPT_WORDS:
                mended = self._mended = {word: mended[word] for word in words if word in mended}  # another thread may still read the full one
            mended.update(self._mend_new(new))
        return [mended[word] for word in words]

    def _mend_new(self, words: Collection[str]) -> dict[str, str]:
        """Word → what it is meant to be."""
        stems = {word: self._stem(word) for word in words if LEAST_LETTERS <= len(word) <= MOST_LETTERS and word.isascii() and word.isalpha()}
        known = self._counts(list({*stems, *(stem for stem in stems.values() if len(stem) >= LEAST_STEM)})) if stems else {}
        return {word: word if word not in stems or word in known else self._find_slip_of_form(word) if stems[word] in known else self._find_meant(word) for word in words}

    def _find_meant(self, word: str) -> str:
        """What an unknown word is meant to be; itself where nothing is near enough."""
        return self._split(word, LEAST_USES_OF_SURE_PART) or self._find_nearest(word) or self._split(word, LEAST_USES_OF_PART) or self._split_slip(word) or word

    def _find_slip_of_form(self, word: str) -> str:
        """What a word is meant to be whose stem is known: a word that is used often and one slip away within the stem; else itself."""
        other = self._find_nearest(word, LEAST_USES_FOR_SHORT)
        return other if other and abs(len(other) - len(word)) <= 1 and not other.startswith(word[:-1]) and len(word) < 2 * LETTERS_A_SLIP else word

    def _find_nearest(self, word: str, least: int = LEAST_USES) -> str | None:
        """The known word, used at least so often, that an unknown one is nearest to, or None where none is near enough."""
        slips = max(len(word) // LETTERS_A_SLIP, 1)
        likely = list(self._similar(word[0], max(len(word) - slips, LEAST_LETTERS), len(word) + slips, LEAST_USES_FOR_SHORT if len(word) <= SHORT else least))
        if not likely:
            return None
        from rapidfuzz.distance import OSA  # only a slip needs it: it takes a tenth of an answer's start to import

        # Letters that changed places are the likelier slip, and a short word with another letter is another word.
        changed = ((other, uses, sorted(word) != sorted(other)) for other, uses in likely)
        near = [(OSA.distance(word, other, score_cutoff=slips), is_other, -uses, other) for other, uses, is_other in changed if not (is_other and len(word) == len(other) <= SHORT)]
        distance, _, _, other = min(near, default=(slips + 1, True, 0, ""))
        return other if distance <= slips else None

    def _split(self, word: str, least: int) -> str | None:
        """The two known words, used at least so often, that an unknown one is made of, or None."""
        pairs, uses = self._part(word)
        whole = [(min(uses[first], uses[second]), first, second) for first, second in pairs if min(uses.get(first, 0), uses.get(second, 0)) >= least]
        return " ".join(max(whole)[1:]) if whole else None

    def _split_slip(self, word: str) -> str | None:
        """The two known words that an unknown one is made of with a slip in the second ("loadbalencer"), or None."""
        pairs, uses = self._part(word)
        for first, second in reversed(pairs):  # the longest known word first
            if uses.get(first, 0) >= LEAST_USES_OF_PART and len(first) >= LEAST_LETTERS and len(second) > SHORT:
                meant = self._find_nearest(second)
                if meant:
                    return f"{first} {meant}"
        return None

    def _part(self, word: str) -> tuple[list[tuple[str, str]], Mapping[str, int]]:
        """The ways to part a word in two, and how often knowledge uses the parts."""
        if len(word) < LEAST_LETTERS_OF_TWO:
            return [], {}
        pairs = [(word[:at], word[at:]) for at in range(LEAST_LETTERS_OF_PART, len(word) - LEAST_LETTERS_OF_ENDING + 1)]
        return pairs, self._counts(list({part for pair in pairs for part in pair}))
