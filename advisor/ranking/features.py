"""The features that a text is learned and ranked by: tokens in, words, pairs of words and parts of words out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from advisor.text.analysis import Query
from advisor.text.focus import place_weight
from advisor.text.tokens import NOT_SO, Token

PART = 5
REMEMBERED_WORDS = 20_000


def query_features(query: Query) -> dict[str, float]:
    """Feature → weight for a query, as `text_features` has them: each weighs what the heaviest of the tokens weighs that it stands on."""
    weighed = [(token, query.weights.get(token.term) or place_weight(query.focus, token.start)) for token in query.tokens]  # stop words have none
    values: dict[str, float] = {}
    for token, weight in weighed:
        for feature in (token.term, *parts_of_word(token.word)):
            values[feature] = max(values.get(feature, 0.0), weight)
    for (a, first), (b, second) in pairwise(weighed):
        pair = f"{a.term} {b.term}"
        values[pair] = max(values.get(pair, 0.0), first, second)
    return values


def text_features(tokens: Sequence[Token]) -> list[str]:
    """The features of a text that the ranker learns from: its terms, its pairs of neighbouring terms, and the parts of its words.

    Stop words too: "who deleted" and "connect to" say more than "deleted" and "connect".
    """
    terms = [token.term for token in tokens]
    return [*terms, *(f"{a} {b}" for a, b in pairwise(terms)), *(part for token in tokens for part in parts_of_word(token.word))]


@lru_cache(maxsize=REMEMBERED_WORDS)
def parts_of_word(word: str) -> tuple[str, ...]:
    """The runs of five letters of a word, its ends marked: what "replicas", "replicate" and "replication" share beyond a stem.

    The mark in front keeps them apart from words. None for "non-interruptible", which is no kind of "interruptible".
    """
    if word.startswith(NOT_SO):
        return ()
    marked = f"^{word}$"
    return tuple(f"@{marked[at : at + PART]}" for at in range(len(marked) - PART + 1))


def kind_features(tokens: Sequence[Token]) -> list[str]:
    """The features of a text that its kind is told by: all its words, stop words too, their parts, and the pairs that it begins with.

    The mark in front keeps them apart from those of the other heads.
    """
    terms = [token.term for token in tokens]
    parts = (f"?{part}" for token in tokens for part in parts_of_word(token.word))
    return [*(f"?{term}" for term in terms), *(f"?{a} {b}" for a, b in pairwise(["^", *terms[:5]])), *parts]
