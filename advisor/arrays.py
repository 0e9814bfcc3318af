"""Passage scores in numpy's arrays: what `advisor.scores` does in dicts, sum for sum, some times faster.

Nothing imports this module at start; see `Retriever`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.scores import PassageScores, Posting

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]
NOTHING: Any = np.zeros(0)
LOW_BITS = 16
LOW = np.uint32((1 << LOW_BITS) - 1)


def add_up(parts: Sequence[tuple[Posting, float, float]]) -> tuple[PassageScores, PassageScores]:
    """The BM25 and TF-IDF sums of (posting, BM25 factor, TF-IDF factor), term by term."""
    if not parts:
        return ArrayScores(NOTHING, NOTHING), ArrayScores(NOTHING, NOTHING)
    counts = [len(posting.passages) for posting, _, _ in parts]
    found = join_rows((posting.passages for posting, _, _ in parts), np.uint32).astype(np.intp)
    by_bm25 = join_rows((posting.bm25 for posting, _, _ in parts), np.float32) * np.repeat([weight for _, weight, _ in parts], counts)
    by_tfidf = join_rows((posting.tfidf for posting, _, _ in parts), np.float32) * np.repeat([share for _, _, share in parts], counts)
    bm25, tfidf = (np.bincount(found, weights).astype(np.float64, copy=False) for weights in (by_bm25, by_tfidf))
    passages = np.flatnonzero(tfidf > 0)  # every term adds more than 0 to its passages
    return ArrayScores(passages, bm25[passages]), ArrayScores(passages, tfidf[passages])


def add_weights_in_arrays(bias: Sequence[float], parts: Sequence[tuple[float, Sequence[int], Sequence[float]]]) -> list[float]:
    """The bias plus, for each (value, columns, weights), the value times the weights in their columns; sum for sum as `ranking.add_weights` has it."""
    if not parts:
        return list(bias)
    values = np.repeat([value for value, _, _ in parts], [len(columns) for _, columns, _ in parts])
    columns = join_rows((columns for _, columns, _ in parts), np.uint16)
    weights = join_rows((weights for _, _, weights in parts), np.float32).astype(np.float64)
    found: list[float] = (np.asarray(bias, dtype=np.float64) + np.bincount(columns, values * weights, minlength=len(bias))).tolist()
    return found


class KeyRows:
    """Rows of keys, one for each passage, in one array."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        self._keys = np.frombuffer(b"".join(rows), dtype=np.uint32)
        self._ends = np.cumsum([len(row) // self._keys.itemsize for row in rows], dtype=np.intp)

    def add_shared(self, weights: Mapping[int, float], passages: Sequence[int]) -> tuple[list[float], list[int]]:
        """For each passage the weights of those of its keys that have one, added up in their order, and how many keys it has."""
        rows = np.array(passages, dtype=np.intp)
        ends = self._ends[rows]
        lengths = ends - np.where(rows > 0, self._ends[rows - 1], 0)
        stops = np.cumsum(lengths)
        keys = self._keys[np.arange(stops[-1]) + np.repeat(ends - stops, lengths)]
        known = np.array(sorted(weights), dtype=np.uint32)
        values = np.array([weights[key] for key in known.tolist()])
        may_be_known = np.zeros(1 << LOW_BITS, dtype=bool)
        may_be_known[known & LOW] = True
        met = np.flatnonzero(may_be_known[keys & LOW])  # few are: only these are looked for among the known
        places = np.minimum(np.searchsorted(known, keys[met]), len(known) - 1)
        shared = np.bincount(np.repeat(np.arange(len(rows)), lengths)[met], np.where(known[places] == keys[met], values[places], 0.0), minlength=len(rows))
        return shared.tolist(), lengths.tolist()


def find_runs(values: NDArray[Any]) -> Numbers:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def take_best(scores: Floats, starts: Numbers, counts: Numbers, rounds: int) -> Iterator[tuple[Floats, Numbers]]:
    """Round by round, for each run of scores, the highest that is left and its place, the first of equals; from a run that is used up, anything."""
    left, run_of = scores.copy(), np.repeat(np.arange(len(starts)), counts)
    for _ in range(rounds):
        best = np.maximum.reduceat(left, starts)
        equal = np.flatnonzero(left == best[run_of])
        places = equal[find_runs(run_of[equal])]
        left[places] = -np.inf
        yield best, places


def join_rows(rows: Iterable[Sequence[Any]], kind: Any) -> NDArray[Any]:
    """Rows of numbers one behind the other; those of `array`s are joined as bytes, which takes a third of the time."""
    every = list(rows)
    if all(isinstance(row, array) for row in every):
        return np.frombuffer(b"".join(every), dtype=kind)  # type: ignore[arg-type]
    return np.concatenate([as_array(row, kind) for row in every])


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

    def below(self, end: int) -> PassageScores:
        """The scores of the passages with numbers below `end`."""
        count = int(np.searchsorted(self._passages, end))
        return ArrayScores(self._passages[:count], self._scores[:count])

    def pool(self, owners: Sequence[int], depths: Sequence[int]) -> list[dict[int, float]]:
        """For each depth: service number → mean of its `depth` best passages' scores."""
        if not len(self._passages):
            return [{} for _ in depths]
        own = as_array(owners, np.uint16)[self._passages]
        starts = find_runs(own)
        counts = np.diff(np.append(starts, len(own)))
        sums, found = np.zeros(len(starts)), {}
        for taken, (best, _) in enumerate(take_best(self._scores, starts, counts, max(depths)), start=1):
            np.add(sums, best, out=sums, where=counts >= taken)
            if taken in depths:
                found[taken] = dict(zip(own[starts].tolist(), (sums / taken).tolist(), strict=True))
        return [found[depth] for depth in depths]

    def best_of_each(self, services: Sequence[int], owners: Sequence[int], block: range, most: int) -> list[list[int]]:
        """For each service: the `most` best of its passages in a block, best first."""
        ranges = [(place, first, last) for place, (first, last) in enumerate(self._ranges(services, owners, block)) if first < last]
        found: list[list[int]] = [[] for _ in services]
        if not ranges:
            return found
        counts = np.array([last - first for _, first, last in ranges])
        starts = np.cumsum(counts) - counts
        places = np.arange(counts.sum()) + np.repeat(np.array([first for _, first, _ in ranges]) - starts, counts)
        rounds = [self._passages[places[best]].tolist() for _, best in take_best(self._scores[places], starts, counts, most)]
        for (place, first, last), own in zip(ranges, zip(*rounds, strict=True), strict=True):
            found[place] = list(own[: last - first])
        return found

    def _ranges(self, services: Sequence[int], owners: Sequence[int], block: range) -> list[tuple[int, int]]:
        """For each service: where its passages in a block begin and end."""
        wanted = np.array(services, dtype=np.uint16)  # of another type, all owners would be copied
        own = as_array(owners, np.uint16)[block.start : block.stop]
        starts, ends = (np.searchsorted(self._passages, block.start + np.searchsorted(own, wanted, side)).tolist() for side in ("left", "right"))
        return list(zip(starts, ends, strict=True))
