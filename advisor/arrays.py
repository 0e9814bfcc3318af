"""Passage scores in numpy's arrays: what `advisor.scores` does in dicts, sum for sum, some times faster.

Nothing imports this module at start; see `Retriever`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.scores import BestPassages, ListedBest, PassageScores, Posting

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
        equal = np.flatnonzero(left == np.repeat(best, counts))
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

    def find_best(self, owners: Sequence[int], block: range, most: int) -> BestPassages:
        """The `most` best passages of each service in a block."""
        first, last = np.searchsorted(self._passages, (block.start, block.stop)).tolist()
        if first == last:
            return ListedBest({})
        own = as_array(owners, np.uint16)[self._passages[first:last]]
        starts = find_runs(own)
        counts = np.diff(np.append(starts, last - first))
        rounds = list(take_best(self._scores[first:last], starts, counts, most))
        passages = self._passages[np.concatenate([places for _, places in rounds]) + first].reshape(most, -1)
        return ArrayBest(own[starts], counts, [scores for scores, _ in rounds], passages)


class ArrayBest:
    """`BestPassages` in arrays: services, how many passages of each share a term, and for each round the score and the passage that it has of each of them."""

    def __init__(self, services: NDArray[np.uint16], counts: Numbers, scores: Sequence[Floats], passages: Numbers) -> None:
        self._services, self._counts, self._scores, self._passages = services, counts, scores, passages

    def average(self, depth: int) -> dict[int, float]:
        """Service number → mean of its `depth` best passages' scores."""
        sums = np.zeros(len(self._services))
        for taken, scores in enumerate(self._scores[:depth]):
            np.add(sums, scores, out=sums, where=self._counts > taken)
        return dict(zip(self._services.tolist(), (sums / depth).tolist(), strict=True))

    def passages_of(self, services: Sequence[int]) -> list[list[int]]:
        """For each of some services: its best passages, best first."""
        wanted = np.array(services, dtype=self._services.dtype)
        places = np.minimum(np.searchsorted(self._services, wanted), len(self._services) - 1)
        counts = np.where(self._services[places] == wanted, self._counts[places], 0).tolist()
        return [own[:count] for own, count in zip(self._passages[:, places].T.tolist(), counts, strict=True)]
