"""Texts as tokens, and phrases found in them: a text in, its words with their stemmed terms and places out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from msgspec import Struct

from advisor.text.spelling import Stem
from advisor.text.vocabulary import Vocabulary

NOT_SO = "non-"  # with the word behind it one word, which says the opposite of that
WORD = rf"(?:{NOT_SO})?[^\W_]+(?:['’][^\W_]+)*"
MOST_KEPT_TERMS = 20_000
GAP = "..."
MOST_GAP_WORDS = 4


class Token(Struct, frozen=True):
    """A word of the scenario: its stemmed term, its plain word, and its character offsets."""

    term: str
    word: str
    start: int
    end: int


class Tokenizer:
    """Splits text into tokens: protected names whole, everything else lower-cased, unified in spelling ("non-stop" is "nonstop"), and stemmed."""

    def __init__(self, vocabulary: Vocabulary, stem: Stem) -> None:
        compounds = sorted((w for w in {*vocabulary.protected, *vocabulary.replace} if re.search(r"\W", w)), key=len, reverse=True)
        self._pattern = re.compile("|".join([rf"(?<!\w)(?:{'|'.join(map(re.escape, compounds))})(?!\w)", WORD] if compounds else [WORD]), re.IGNORECASE)
        self._vocabulary = vocabulary
        self._stem = stem
        self.term: Stem = lru_cache(MOST_KEPT_TERMS)(self._make_term)

    def tokens(self, text: str) -> list[Token]:
        """All tokens, stop words included."""
        term = self.term
        return [Token(term(word := match[0].lower()), word, *match.span()) for match in self._pattern.finditer(text)]

    def _make_term(self, word: str) -> str:
        """The term of one word; `term` keeps those that were asked for."""
        word = word.lower().replace("'", "").replace("’", "").replace(NOT_SO, "non")
        word = self._vocabulary.replace.get(word, word)
        return word if word in self._vocabulary.protected or not word.isascii() else self._stem(word) or word  # the stem of "s" is nothing

    def terms(self, text: str) -> list[str]:
        """The terms that are indexed: no stop words."""
        words = map(str.lower, self._pattern.findall(text))
        return [term for word in words if not self._says_nothing(word, term := self.term(word))]

    def is_stop(self, token: Token) -> bool:
        """True for a word that says nothing on its own."""
        return self._says_nothing(token.word, token.term)

    def _says_nothing(self, word: str, term: str) -> bool:
        return word in self._vocabulary.stop_words or (len(term) == 1 and not term.isalnum())


def answering_stem() -> Stem:
    """Porter's original algorithm without importing nltk."""
    import Stemmer

    stem: Stem = Stemmer.Stemmer("porter").stemWord
    return stem


class PhraseTrie:
    """Finds every phrase of a set in a sequence of terms; the time depends on the text, not on the number of phrases.

    A phrase is a tuple of terms; the term `...` in it stands for up to four words. `root` is plain nested dicts
    (term → node, `""` → the names of the phrases that end there), so that it can be stored as it is; the outermost may be any mapping.
    """

    def __init__(self, root: Mapping[str, object] | None = None) -> None:
        self.root: Mapping[str, object] = {} if root is None else root

    def add(self, phrase: Sequence[str], name: str) -> None:
        """Add a phrase under a name; an empty phrase is passed over."""
        if not phrase:
            return
        node: Any = self.root
        for term in phrase:
            node = node.setdefault(term, {})
        names: list[str] = node.setdefault("", [])
        if name not in names:
            names.append(name)

    def find(self, terms: Sequence[str]) -> list[tuple[str, int, int]]:
        """(name, first, last + 1) of each match, overlaps kept, in reading order."""
        found: set[tuple[int, int, str]] = set()
        for first, (term, following) in enumerate(pairwise((*terms, ""))):
            node: Any = self.root.get(term)
            if node and (following in node or "" in node or GAP in node):  # most words begin some phrase, and go on otherwise
                self._follow(node, terms, first, first + 1, found)
        return [(name, first, end) for first, end, name in sorted(found)]

    def _follow(self, node: Any, terms: Sequence[str], first: int, at: int, found: set[tuple[int, int, str]]) -> None:
        for name in node.get("", ()):
            found.add((first, at, name))
        if at == len(terms):
            return
        following = node.get(terms[at])
        if following:
            self._follow(following, terms, first, at + 1, found)
        gap = node.get(GAP)
        if gap:
            for skip in range(at, min(at + MOST_GAP_WORDS + 1, len(terms))):
                if terms[skip] in gap:
                    self._follow(gap[terms[skip]], terms, first, skip + 1, found)


def keep_longest(matches: Iterable[tuple[str, int, int]], taken: Collection[int] = ()) -> Iterator[tuple[str, int, int]]:
    """The matches of a trie, longest first, without those that share a place with a longer one or with what is taken."""
    gone = set(taken)
    for name, first, end in sorted(matches, key=lambda match: (match[1] - match[2], match[1], match[0])):
        if gone.isdisjoint(range(first, end)):
            gone.update(range(first, end))
            yield name, first, end


def phrase_terms(tokenizer: Tokenizer, vocabulary: Vocabulary, phrase: str) -> list[str]:
    """The terms of a cue's phrase or a service's name, light words passed over, `...` kept as a gap."""
    terms: list[str] = []
    for index, part in enumerate(phrase.split(GAP)):
        terms += [GAP] * (index > 0) + [token.term for token in tokenizer.tokens(part) if token.word not in vocabulary.light_words]
    return terms


def make_trie(tokenizer: Tokenizer, vocabulary: Vocabulary, phrases: Iterable[tuple[str, str]]) -> PhraseTrie:
    """A trie of (phrase, name)."""
    trie = PhraseTrie()
    for phrase, name in phrases:
        trie.add(phrase_terms(tokenizer, vocabulary, phrase), name)
    return trie
