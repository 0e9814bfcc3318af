"""Passage scores added up from postings, in dicts; `advisor.arrays` does the same in arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

# So many postings for each passage, and it is faster to give every passage its place than to keep a dict.
DENSE_FROM = 0.25


class Posting(Struct, frozen=True):
    """One term's passages (ascending numbers) with the term's BM25 and TF-IDF weight in each, and its idf."""

    passages: Sequence[int]
    bm25: Sequence[float]
    tfidf: Sequence[float]
    idf: float


class PassageScores(Protocol):
    """The scores of the passages that share a term with a query, by passage number."""

    def items(self) -> Iterable[tuple[int, float]]:
        """(passage, score) of each passage that shares a term."""

    def best(self) -> float:
        """The highest score; 0 where there is none."""

    def top(self, k: int) -> list[tuple[int, float]]:
        """The k best passages with a score above 0; ties go to the lower number."""

    def below(self, end: int) -> PassageScores:
        """The scores of the passages with numbers below `end`."""

    def find_best(self, owners: Sequence[int], block: range, most: int) -> BestPassages:
        """The `most` best passages of each service in a block of numbers, of those that share a term; ties go to the lower number.

        `owners` is passage number → service number, ascending within the block: the passages of a service lie together.
        """


class BestPassages(Protocol):
    """The best passages of each service, at most so many as were asked for, and how good they are."""

    def average(self, depth: int) -> dict[int, float]:
        """Service number → mean of its `depth` best passages' scores; missing passages count as 0."""

    def passages_of(self, services: Sequence[int]) -> list[list[int]]:
        """For each of some services: its best passages, best first."""


def add_up_plainly(parts: Sequence[tuple[Posting, float, float]]) -> tuple[PassageScores, PassageScores]:
    """The BM25 and TF-IDF sums of (posting, BM25 factor, TF-IDF factor), term by term."""
    if sum(len(posting.passages) for posting, _, _ in parts) >= DENSE_FROM * max((posting.passages[-1] + 1 for posting, _, _ in parts), default=1):
        from advisor.dense_scores import add_up_densely  # few questions are so long

        return add_up_densely(parts)
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

    def best(self) -> float:
        """The highest score; 0 where there is none."""
        return max(self._scores.values(), default=0.0)

    def top(self, k: int) -> list[tuple[int, float]]:
        """The k best passages with a score above 0; ties go to the lower number."""
        return sorted(((p, s) for p, s in self._scores.items() if s > 0), key=lambda item: (-item[1], item[0]))[:k]

    def below(self, end: int) -> PassageScores:
        """The scores of the passages with numbers below `end`."""
        return DictScores({passage: score for passage, score in self._scores.items() if passage < end})

    def find_best(self, owners: Sequence[int], block: range, most: int) -> BestPassages:
        """The `most` best passages of each service in a block."""
        found: dict[int, list[tuple[float, int]]] = {}
        for passage, score in self._scores.items():
            if passage in block:
                found.setdefault(owners[passage], []).append((-score, passage))
        return ListedBest({service: sorted(own)[:most] for service, own in found.items()})


class ListedBest:
    """`BestPassages` in lists: service → (score below 0, passage), best first."""

    def __init__(self, best: Mapping[int, Sequence[tuple[float, int]]]) -> None:
        self._best = best

    def average(self, depth: int) -> dict[int, float]:
        """Service number → mean of its `depth` best passages' scores."""
        return {service: add([-below for below, _ in own[:depth]]) / depth for service, own in self._best.items()}

    def passages_of(self, services: Sequence[int]) -> list[list[int]]:
        """For each of some services: its best passages, best first."""
        return [[passage for _, passage in self._best.get(service, ())] for service in services]


def add(values: Iterable[float]) -> float:
    """The sum from the left: `sum` rounds otherwise from Python 3.12 on, and both ways of adding up have to agree."""
    total = 0.0
    for value in values:
        total += value
    return total
