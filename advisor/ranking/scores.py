"""Passage scores added up from postings, in dicts; `advisor.ranking.arrays` does the same in arrays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

from msgspec import Struct

Key = TypeVar("Key")

ROUNDED = 1 + 1e-12  # a mean of equal scores may be a little more than they are


class Posting(Struct, frozen=True):
    """One term's passages (ascending numbers) with the term's BM25 and TF-IDF weight in each, and its idf."""

    passages: Sequence[int]
    bm25: Sequence[float]
    tfidf: Sequence[float]
    idf: float


WeighedPosting = tuple[Posting, float, float]  # with its factor by BM25 and by TF-IDF


class PassageScores(Protocol):
    """The scores of the passages that share a term with a query, by passage number."""

    def items(self) -> Iterable[tuple[int, float]]:
        """(passage, score) of each passage that shares a term."""

    def of(self, passage: int) -> float:
        """The score of a passage; 0 where it shares no term."""

    def best(self) -> float:
        """The highest score; 0 where there is none."""

    def top(self, k: int) -> list[tuple[int, float]]:
        """The k best passages with a score above 0; ties go to the lower number."""

    def below(self, end: int) -> PassageScores:
        """The scores of the passages with numbers below `end`."""

    def find_best(self, block: Block, most: int) -> BestPassages:
        """The `most` best passages of each service in a block, of those that share a term; ties go to the lower number."""


class Block:
    """Passages that lie together: a range of numbers in which `owners`, the services by passage number, ascend, so that those of a service stand side by side."""

    def __init__(self, owners: Sequence[int], passages: range) -> None:
        self.owners, self.passages = owners, passages

    @cached_property
    def runs(self) -> dict[int, tuple[int, int]]:
        """Service → the first of its passages, and the number behind the last."""
        found: dict[int, tuple[int, int]] = {}
        first, stop = self.passages.start, self.passages.stop
        while first < stop:
            service = self.owners[first]
            end = bisect_left(self.owners, service + 1, first, stop)
            found[service] = (first, end)
            first = end
        return found


class BestPassages(Protocol):
    """The best passages of each service, at most so many as were asked for: found for those that are asked about, since few of all services can be among the first."""

    def find_highest(self, depth: int, most: int) -> list[int]:
        """The services with the `most` highest means of their `depth` best passages' scores, missing ones counting as 0, and those that equal the last of them."""

    def take(self, services: Sequence[int]) -> list[list[tuple[float, int]]]:
        """For each of some services: (score, passage) of its best passages, best first."""


def add_up_plainly(parts: Sequence[WeighedPosting]) -> tuple[PassageScores, PassageScores]:
    """The BM25 and TF-IDF sums of some terms, one after the other."""
    bm25: dict[int, float] = {}
    tfidf: dict[int, float] = {}
    for posting, weight, share in parts:
        for passage, by_bm25, by_tfidf in zip(posting.passages, posting.bm25, posting.tfidf, strict=True):
            bm25[passage] = bm25.get(passage, 0.0) + weight * by_bm25
            tfidf[passage] = tfidf.get(passage, 0.0) + share * by_tfidf
    return DictScores(bm25), DictScores(tfidf)


class DictScores:
    """`PassageScores` in a dict."""

    def __init__(self, scores: Mapping[int, float]) -> None:
        self._scores = scores

    def items(self) -> Iterable[tuple[int, float]]:
        """(passage, score) of each passage that shares a term."""
        return self._scores.items()

    def of(self, passage: int) -> float:
        """The score of a passage; 0 where it shares no term."""
        return self._scores.get(passage, 0.0)

    def best(self) -> float:
        """The highest score; 0 where there is none."""
        return max(self._scores.values(), default=0.0)

    def top(self, k: int) -> list[tuple[int, float]]:
        """The k best passages with a score above 0; ties go to the lower number."""
        return sorted(((p, s) for p, s in self._scores.items() if s > 0), key=lambda item: (-item[1], item[0]))[:k]

    def below(self, end: int) -> PassageScores:
        """The scores of the passages with numbers below `end`."""
        return DictScores({passage: score for passage, score in self._scores.items() if passage < end})

    def find_best(self, block: Block, most: int) -> BestPassages:
        """The `most` best passages of each service in a block."""
        owners, passages = block.owners, block.passages
        found: dict[int, list[tuple[float, int]]] = {}
        for passage, score in self._scores.items():
            if passage in passages:
                found.setdefault(owners[passage], []).append((-score, passage))
        return ListedBest({service: -min(own)[0] for service, own in found.items()}, found.__getitem__, most)


class ListedBest:
    """`BestPassages` in lists: service → the highest score of its passages, and what reads (score below 0, passage) of all of them."""

    def __init__(self, highest: Mapping[int, float], read: Callable[[int], Sequence[tuple[float, int]]], most: int) -> None:
        self._highest, self._read, self._most = highest, read, most

    def find_highest(self, depth: int, most: int) -> list[int]:
        """The services with the `most` highest means of their `depth` best passages, found among those whose best passage is not below the last of these."""
        if depth == 1 or len(self._highest) <= most:
            return find_highest(self._highest, most)
        leading = find_highest(self._highest, probed(most))
        means = dict(zip(leading, mean_scores(self.take(leading), depth), strict=True))
        least = find_least(means.values(), most)
        others = [service for service, score in self._highest.items() if score * ROUNDED >= least and service not in means]
        means.update(zip(others, mean_scores(self.take(others), depth), strict=True))
        return find_highest(means, most)

    def take(self, services: Sequence[int]) -> list[list[tuple[float, int]]]:
        """For each of some services: (score, passage) of its best passages, best first."""
        return [[(-below, passage) for below, passage in sorted(self._read(service))[: self._most]] if service in self._highest else [] for service in services]


def probed(most: int) -> int:
    """Of how many services the means are looked at to know how high those of the `most` highest are at least: of a few more, which tells it much more closely."""
    return most + most // 2


def find_least(values: Collection[float], most: int) -> float:
    """The last of the `most` highest of at least so many values."""
    every = list(values)
    bound = min([max(every[at::most]) for at in range(most)])  # so many are no lower, one of each group: the others need no sorting
    return sorted([value for value in every if value >= bound], reverse=True)[most - 1]


def find_highest(values: Mapping[Key, float], most: int) -> list[Key]:
    """The keys of the `most` highest values, and of those that equal the last of them."""
    if len(values) <= most:
        return list(values)
    least = find_least(values.values(), most)
    return [key for key, value in values.items() if value >= least]


def mean_scores(best: Iterable[Sequence[tuple[float, int]]], depth: int) -> list[float]:
    """For each of several (score, passage) lists, best first: the mean of the `depth` best scores, missing ones counting as 0."""
    return [add([score for score, _ in own[:depth]]) / depth for own in best]


def add(values: Iterable[float]) -> float:
    """The sum from the left: `sum` rounds otherwise from Python 3.12 on, and both ways of adding up have to agree."""
    total = 0.0
    for value in values:
        total += value
    return total
