"""Passage scores in numpy's arrays: what `advisor.scores` does in dicts, sum for sum, some times faster.

Nothing imports this module at start; see `Retriever`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.scores import PassageScores, Posting

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


def add_up(parts: Sequence[tuple[Posting, float, float]]) -> tuple[PassageScores, PassageScores]:
    """The BM25 and TF-IDF sums of (posting, BM25 factor, TF-IDF factor), term by term."""
    size = max((posting.passages[-1] + 1 for posting, _, _ in parts), default=0)
    bm25, tfidf, seen = np.zeros(size), np.zeros(size), np.zeros(size, dtype=bool)
    for posting, weight, share in parts:
        passages = as_array(posting.passages, np.uint32)
        bm25[passages] += weight * as_array(posting.bm25, np.float64)
        tfidf[passages] += share * as_array(posting.tfidf, np.float64)
        seen[passages] = True
    passages = np.flatnonzero(seen)
    return ArrayScores(passages, bm25[passages]), ArrayScores(passages, tfidf[passages])


def as_array(values: Sequence[Any], kind: Any) -> NDArray[Any]:
    """Values as an array; those of an `array` are not copied."""
    return np.asarray(values, dtype=kind) if isinstance(values, (list, tuple)) else np.frombuffer(values, dtype=kind)  # type: ignore[call-overload]


class ArrayScores:
    """`PassageScores` in two arrays: passages, ascending, and their scores."""

    def __init__(self, passages: Numbers, scores: Floats) -> None:
        self._passages, self._scores = passages, scores

    def get(self, passage: int) -> float:
        """A passage's score; 0 where it shares nothing."""
        place = int(np.searchsorted(self._passages, passage))
        return float(self._scores[place]) if place < len(self._passages) and self._passages[place] == passage else 0.0

    def items(self) -> Iterable[tuple[int, float]]:
        """(passage, score) of each passage that shares a term."""
        return zip(self._passages.tolist(), self._scores.tolist(), strict=True)

    def best(self) -> float:
        """The highest score; 0 where there is none."""
        return float(self._scores.max(initial=0.0)) if len(self._scores) else 0.0

    def top(self, k: int) -> list[tuple[int, float]]:
        """The k best passages with a score above 0; ties go to the lower number."""
        places = np.flatnonzero(self._scores > 0)
        if len(places) > k > 0:
            least = np.partition(self._scores[places], -k)[-k]
            places = places[self._scores[places] >= least]
        places = places[np.argsort(-self._scores[places], kind="stable")][:k]
        return list(zip(self._passages[places].tolist(), self._scores[places].tolist(), strict=True))

    def pool(self, owners: Sequence[int], depth: int) -> dict[int, float]:
        """Service number → mean of its `depth` best passages' scores."""
        if not len(self._passages):
            return {}
        own = as_array(owners, np.uint16)[self._passages]
        order = np.argsort(-self._scores)
        order = order[np.argsort(own[order], kind="stable")]  # by service, and the best first in each
        own, scores = own[order], self._scores[order]
        starts = np.flatnonzero(np.concatenate(([True], own[1:] != own[:-1])))
        counts = np.diff(np.append(starts, len(own)))
        sums = scores[starts]
        for place in range(1, depth):
            has = counts > place
            sums[has] += scores[starts[has] + place]
        return dict(zip(own[starts].tolist(), (sums / depth).tolist(), strict=True))

    def best_of(self, owner: int, owners: Sequence[int]) -> tuple[int, float] | None:
        """The best passage of one service with its score, or None."""
        places = np.flatnonzero(as_array(owners, np.uint16)[self._passages] == owner)
        if not len(places):
            return None
        best = places[int(np.argmax(self._scores[places]))]
        return (int(self._passages[best]), float(self._scores[best])) if self._scores[best] > 0 else None
