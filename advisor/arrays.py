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
    bm25, tfidf = np.zeros(size), np.zeros(size)
    for posting, weight, share in parts:
        passages = as_array(posting.passages, np.uint32).astype(np.intp)  # numpy would convert them at each use
        bm25[passages] += weight * as_doubles(posting.bm25)
        tfidf[passages] += share * as_doubles(posting.tfidf)
    passages = np.flatnonzero(tfidf > 0)  # every term adds more than 0 to its passages
    return ArrayScores(passages, bm25[passages]), ArrayScores(passages, tfidf[passages])


def add_weights_in_arrays(bias: Sequence[float], parts: Sequence[tuple[float, Sequence[int], Sequence[float]]]) -> list[float]:
    """The bias plus, for each (value, columns, weights), the value times the weights in their columns; sum for sum as `ranking.add_weights` has it."""
    if not parts:
        return list(bias)
    values = np.repeat([value for value, _, _ in parts], [len(columns) for _, columns, _ in parts])
    columns = np.concatenate([as_array(columns, np.uint16) for _, columns, _ in parts])
    weights = np.concatenate([as_array(weights, np.float32) for _, _, weights in parts]).astype(np.float64)
    found: list[float] = (np.asarray(bias, dtype=np.float64) + np.bincount(columns, values * weights, minlength=len(bias))).tolist()
    return found


def find_runs(values: NDArray[Any]) -> Numbers:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def as_array(values: Sequence[Any], kind: Any) -> NDArray[Any]:
    """Values as an array; those of an `array` are not copied."""
    return np.asarray(values, dtype=kind) if isinstance(values, (list, tuple)) else np.frombuffer(values, dtype=kind)  # type: ignore[call-overload]


def as_doubles(weights: Sequence[float]) -> Floats:
    """Weights, kept in single precision, in double: products and sums are as those of `advisor.scores`."""
    return as_array(weights, np.float32).astype(np.float64)


class ArrayScores:
    """`PassageScores` in two arrays: passages, ascending, and their scores."""

    def __init__(self, passages: Numbers, scores: Floats) -> None:
        self._passages, self._scores = passages, scores

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

    def pool(self, owners: Sequence[int], depths: Sequence[int]) -> list[dict[int, float]]:
        """For each depth: service number → mean of its `depth` best passages' scores."""
        if not len(self._passages):
            return [{} for _ in depths]
        own = as_array(owners, np.uint16)[self._passages]
        starts = find_runs(own)
        counts = np.diff(np.append(starts, len(own)))
        place_of = np.repeat(np.arange(len(starts)), counts)
        left, sums, found = self._scores.copy(), np.zeros(len(starts)), {}
        for taken in range(1, max(depths) + 1):
            best = np.maximum.reduceat(left, starts)
            np.add(sums, best, out=sums, where=counts >= taken)
            equal = np.flatnonzero(left == best[place_of])
            left[equal[find_runs(place_of[equal])]] = -np.inf  # of equal bests a service gives one at a time
            if taken in depths:
                found[taken] = dict(zip(own[starts].tolist(), (sums / taken).tolist(), strict=True))
        return [found[depth] for depth in depths]

    def best_of(self, owner: int, owners: Sequence[int]) -> tuple[int, float] | None:
        """The best passage of one service with its score, or None."""
        of_owner = np.searchsorted(as_array(owners, np.uint16), np.array((owner, owner + 1), dtype=np.uint16))  # of another type, all owners would be copied
        first, last = np.searchsorted(self._passages, of_owner)
        if first == last:
            return None
        best = first + int(np.argmax(self._scores[first:last]))
        return (int(self._passages[best]), float(self._scores[best])) if self._scores[best] > 0 else None
