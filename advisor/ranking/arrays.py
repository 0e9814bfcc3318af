"""Passage scores in numpy's arrays: what `advisor.ranking.scores` does in dicts, sum for sum, some times faster.

Nothing imports this module at start; see `Retriever`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.ranking.scores import ROUNDED, BestPassages, Block, PassageScores, WeighedPosting, probed

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NOTHING: Any = np.zeros(0)
LOW_BITS = 16
LOW = np.uint32((1 << LOW_BITS) - 1)


def add_up(parts: Sequence[WeighedPosting]) -> tuple[PassageScores, PassageScores]:
    """`scores.add_up_plainly` in arrays."""
    if not parts:
        return ArrayScores(NOTHING), ArrayScores(NOTHING)
    counts = [len(posting.passages) for posting, _, _ in parts]
    found = join_rows([posting.passages for posting, _, _ in parts], np.uint32).astype(np.intp)  # as it is counted by, twice
    by_bm25 = join_rows([posting.bm25 for posting, _, _ in parts], np.float32) * np.array([weight for _, weight, _ in parts]).repeat(counts)
    by_tfidf = join_rows([posting.tfidf for posting, _, _ in parts], np.float32) * np.array([share for _, _, share in parts]).repeat(counts)
    bm25, tfidf = (np.bincount(found, weights).astype(np.float64, copy=False) for weights in (by_bm25, by_tfidf))
    return ArrayScores(bm25), ArrayScores(tfidf)


def add_weights_in_arrays(bias: Sequence[float], parts: Sequence[tuple[float, Sequence[int], Sequence[float]]], wanted: range) -> list[float]:
    """For the columns of a range the bias plus, for each (value, columns, weights), the value times the weights in their columns; sum for sum as `ranking.add_weights` has it."""
    values = np.array([value for value, _, _ in parts]).repeat([len(columns) for _, columns, _ in parts])
    columns = join_rows([columns for _, columns, _ in parts], np.uint16)
    weights = join_rows([weights for _, _, weights in parts], np.float32)
    sums = np.bincount(columns, values * weights, minlength=len(bias))
    found: list[float] = (as_doubles(bias) + sums)[wanted.start : wanted.stop].tolist()
    return found


class KeyRows:
    """Rows of keys, one for each passage, in one array."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        self._keys = np.frombuffer(b"".join(rows), dtype=np.uint32)
        self._bounds = np.cumsum([0, *(len(row) // self._keys.itemsize for row in rows)], dtype=np.intp)

    def add_shared(self, weights: Mapping[int, float], passages: Sequence[int]) -> tuple[list[float], list[int]]:
        """For each passage the weights of those of its keys that have one, added up in their order, and how many keys it has."""
        rows = np.array(passages, dtype=np.intp)
        ends = self._bounds[rows + 1]
        lengths = ends - self._bounds[rows]
        stops = lengths.cumsum()
        keys = self._keys[np.arange(stops[-1]) + (ends - stops).repeat(lengths)]
        known = np.array(sorted(weights), dtype=np.uint32)
        values = np.array([weights[key] for key in known.tolist()])
        may_be_known = np.zeros(1 << LOW_BITS, dtype=bool)
        may_be_known[known & LOW] = True
        met = may_be_known[keys & LOW].nonzero()[0]  # few are: only these are looked for among the known
        keys = keys[met]
        places = np.minimum(known.searchsorted(keys), len(known) - 1)
        shared = np.bincount(stops.searchsorted(met, side="right"), values[places] * (known[places] == keys), minlength=len(rows))
        return shared.tolist(), lengths.tolist()


def join_rows(rows: Sequence[Sequence[Any]], kind: Any) -> NDArray[Any]:
    """Rows of numbers one behind the other; those of `array`s are joined as bytes, which takes a third of the time."""
    if {type(row) for row in rows} == {array}:
        return np.frombuffer(b"".join(rows), dtype=kind)  # type: ignore[arg-type]
    return np.concatenate([as_array(row, kind) for row in rows])


def as_array(values: Sequence[Any], kind: Any) -> NDArray[Any]:
    """Values as an array; those of an `array` are not copied."""
    return np.asarray(values, dtype=kind) if isinstance(values, (list, tuple)) else np.frombuffer(values, dtype=kind)  # type: ignore[call-overload]


def as_doubles(weights: Sequence[float]) -> Floats:
    """Weights, kept in single precision, in double: products and sums are as those of `advisor.ranking.scores`."""
    return as_array(weights, np.float32).astype(np.float64)


class ArrayScores:
    """`PassageScores` by passage number in an array, 0 for passages that share no term: every term adds more than 0 to its own."""

    def __init__(self, scores: Floats) -> None:
        self._scores = scores

    def items(self) -> Iterable[tuple[int, float]]:
        """(passage, score) of each passage that shares a term."""
        passages = self._find_passages()
        return zip(passages.tolist(), self._scores[passages].tolist(), strict=True)

    def _find_passages(self) -> Numbers:
        return (self._scores > 0).nonzero()[0]

    def of(self, passage: int) -> float:
        """The score of a passage; 0 where it shares no term."""
        return float(self._scores[passage]) if passage < len(self._scores) else 0.0

    def best(self) -> float:
        """The highest score; 0 where there is none."""
        return float(self._scores.max(initial=0.0))

    def top(self, k: int) -> list[tuple[int, float]]:
        """The k best passages with a score above 0; ties go to the lower number."""
        passages = self._find_passages()
        return find_top(passages, self._scores[passages], k)

    def below(self, end: int) -> PassageScores:
        """The scores of the passages with numbers below `end`."""
        return ArrayScores(self._scores[:end])

    def find_best(self, block: Block, most: int) -> BestPassages:
        """The `most` best passages of each service in a block."""
        scores = self._scores[block.passages.start : block.passages.stop]
        missing = len(block.passages) - len(scores)
        return ArrayBest(np.concatenate((scores, np.zeros(missing))) if missing else scores, find_runs(block), most)


def find_top(passages: Numbers, scores: Floats, k: int) -> list[tuple[int, float]]:
    """The k best of some passages, which ascend, with their scores; ties go to the lower number."""
    if len(passages) > k > 0:
        places = (scores >= find_least(scores, k)).nonzero()[0]
        passages, scores = passages[places], scores[places]
    order = np.argsort(-scores, kind="stable")[:k]
    return list(zip(passages[order].tolist(), scores[order].tolist(), strict=True))


def find_least(values: Floats, most: int) -> float:
    """The last of the `most` highest of at least so many values."""
    return float(np.partition(values, -most)[-most])


class ArrayRuns:
    """The runs of a block in arrays: each service, where its passages begin in the block, and where in these arrays it is; `spans` are where the passages of each begin and end."""

    def __init__(self, block: Block) -> None:
        self.first_passage = block.passages.start
        self.spans = [(first - self.first_passage, end - self.first_passage) for first, end in block.runs.values()]
        self.services = np.array(list(block.runs), dtype=np.intp)
        self.starts = np.array([start for start, _ in self.spans], dtype=np.intp)
        self.place = {service: place for place, service in enumerate(block.runs)}


find_runs = lru_cache(maxsize=8)(ArrayRuns)  # a process has two blocks for each advisor


class ArrayBest:
    """`BestPassages` in arrays, of a block's scores and the runs of its services."""

    def __init__(self, scores: Floats, runs: ArrayRuns, most: int) -> None:
        self._scores, self._runs, self._most = scores, runs, most

    @cached_property
    def _highest(self) -> Floats:
        """The highest score of each service."""
        found: Floats = np.maximum.reduceat(self._scores, self._runs.starts) if len(self._scores) else NOTHING
        return found

    def find_highest(self, depth: int, most: int) -> list[int]:
        """The services with the `most` highest means of their `depth` best passages, found among those whose best passage is not below the last of these."""
        means = highest = self._highest
        if np.count_nonzero(highest) <= most:
            return self._list_services(highest > 0)
        if depth > 1:
            means = np.zeros(len(highest))
            leading = highest >= find_least(highest, min(probed(most), len(highest)))
            means[leading] = self._mean(leading, depth)
            others = (highest * ROUNDED >= find_least(means, most)) & ~leading
            means[others] = self._mean(others, depth)
        return self._list_services(means >= find_least(means, most))

    def _list_services(self, chosen: Flags) -> list[int]:
        found: list[int] = self._runs.services[chosen].tolist()
        return found

    def _mean(self, chosen: Flags, depth: int) -> Floats:
        """The means of the `depth` best passages' scores of some services."""
        places = chosen.nonzero()[0].tolist()
        sums = np.zeros(len(places))
        for scores, _ in self._take_best(places, depth):
            sums += scores
        return sums / depth

    def _take_best(self, places: Sequence[int], rounds: int) -> Iterator[tuple[Floats, Numbers]]:
        """Round by round, for each of the services at some places, the highest score that is left to it and the passage, the first of equals; 0 where none is left."""
        if not places:
            return
        runs, scores = self._runs, self._scores
        rows = [scores[start:end] for start, end in [runs.spans[place] for place in places]]
        left, counts = np.concatenate(rows), np.array([len(row) for row in rows])
        starts = counts.cumsum() - counts
        moved = runs.starts[places] - starts + runs.first_passage
        for _ in range(rounds):
            best = np.maximum.reduceat(left, starts)
            equal = (left == best.repeat(counts)).nonzero()[0]
            first = equal[equal.searchsorted(starts)]
            left[first] = 0.0
            yield best, first + moved

    def take(self, services: Sequence[int]) -> list[list[tuple[float, int]]]:
        """For each of some services: (score, passage) of its best passages, best first."""
        found: dict[int, list[tuple[float, int]]] = {service: [] for service in services}
        known = [service for service in found if service in self._runs.place]
        for scores, passages in self._take_best([self._runs.place[service] for service in known], self._most):
            for service, score, passage in zip(known, scores.tolist(), passages.tolist(), strict=True):
                if score:
                    found[service].append((score, passage))
        return [found[service] for service in services]
