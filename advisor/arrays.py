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
DENSE = 20  # looking through all sums costs less than sorting where more than one in so many was added to
WORTH_A_BOUND = 20_000  # postings that are left
LIKELY_BOUND = 0.3  # the tenth best of a million passages seldom has more of what all terms could give together
ROUNDING = 1e-9  # sums in another order differ in their last digits


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


def find_best(parts: Sequence[tuple[Posting, float]], k: int) -> list[tuple[int, float]]:
    """The k best passages by the sums of (posting, factor), factors above 0, exactly; ties to the lower number.

    The rarest terms come first and are added up for all their passages. The k-th best sum within any one posting is a
    bound: once it is more than all terms that are left could give together, no new passage can come in, and what is left
    is only looked up for the few that still can (the idea of MaxScore: Turtle and Flood 1995).
    """
    ordered = sorted(parts, key=lambda part: len(part[0].passages))
    left, later = [0.0], [0]
    for posting, factor in reversed(ordered):
        left.insert(0, left[0] + max(posting.most * factor, 0.0))
        later.insert(0, later[0] + len(posting.passages))
    sums = np.zeros(max((posting.passages[-1] + 1 for posting, _ in parts), default=0))
    seen: list[Numbers] = []
    bound = 0.0
    for rest, (posting, factor) in enumerate(ordered, start=1):
        if bound > left[rest - 1] + ROUNDING:
            break
        passages = as_array(posting.passages, np.uint32).astype(np.intp)  # numpy would convert them at each use
        own = sums[passages] + factor * as_doubles(posting.bm25)
        sums[passages] = own
        seen.append(passages)
        # A bound costs as much as adding up: it is looked for where it may be high enough and much is left to be saved, and once at the end.
        if len(own) >= k > 0 and (later[rest] == 0 or (left[rest] < LIKELY_BOUND * left[0] and later[rest] > WORTH_A_BOUND)):
            bound = max(bound, float(np.partition(own, -k)[-k]))
    found = still_possible(seen, sums, bound - left[len(seen)])
    for (posting, factor), most in zip(ordered[len(seen) :], left[len(seen) + 1 :], strict=True):
        passages = as_array(posting.passages, np.uint32)
        places = np.minimum(np.searchsorted(passages, found.astype(np.uint32)), len(passages) - 1)
        has = passages[places] == found
        sums[found[has]] += factor * as_doubles(posting.bm25)[places[has]]
        found = found[sums[found] >= bound - most - ROUNDING]
    return ArrayScores(found, sums[found]).top(k)


def still_possible(seen: Sequence[NDArray[Any]], sums: Floats, least: float) -> Numbers:
    """The distinct passages of several postings, ascending, whose sum is not below `least`."""
    if sum(map(len, seen)) > len(sums) // DENSE:
        return np.flatnonzero(sums >= max(least - ROUNDING, np.nextafter(0, 1)))
    kept = [passages[sums[passages] >= least - ROUNDING] for passages in seen]
    return np.unique(np.concatenate(kept)).astype(np.int64) if kept else np.zeros(0, dtype=np.int64)


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
