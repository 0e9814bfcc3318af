"""Passages ranked for a query: rank-bm25 and scikit-learn weigh each term in each passage once, a query only adds up.

A passage's score is the sum, over the query's terms, of query weight × passage weight. Both signals have that form:

- BM25 (Robertson and Zaragoza 2009, rank-bm25's `BM25Okapi`): the passage weight of a term is its whole contribution.
- TF-IDF cosine (scikit-learn's `TfidfVectorizer`, sublinear tf, l2 norm): the passage weight is the normalised
  tf-idf; the query's own weight is idf over the query's norm.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

# A query keeps its rarest terms: the common ones of a long story cost the most and say the least.
MOST_QUERY_TERMS = 40


class Posting(Struct, frozen=True):
    """One term's passages (ascending numbers) with the term's BM25 and TF-IDF weight in each, and its idf."""

    passages: Sequence[int]
    bm25: Sequence[float]
    tfidf: Sequence[float]
    idf: float


PostingReader = Callable[[Sequence[str]], Mapping[str, Posting]]


def build_postings(passages: Sequence[Sequence[str]]) -> dict[str, Posting]:
    """The postings of tokenized passages, terms in sorted order.

    rank-bm25 floors the idf of terms in more than half of the passages and divides by the number of passages, so an
    empty collection has no postings here instead of a division by zero there.
    """
    if not any(passages):
        return {}
    from rank_bm25 import BM25Okapi
    from sklearn.feature_extraction.text import TfidfVectorizer

    bm25 = BM25Okapi(passages)
    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    matrix = vectorizer.fit_transform(passages).tocsc()
    matrix.sort_indices()
    made = {}
    for term in sorted(vectorizer.vocabulary_):
        column = vectorizer.vocabulary_[term]
        rows = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]]
        made[term] = Posting(
            array("I", rows.tolist()),
            array("d", (bm25_weight(bm25, term, row) for row in rows.tolist())),
            array("d", matrix.data[matrix.indptr[column] : matrix.indptr[column + 1]].tolist()),
            float(vectorizer.idf_[column]),
        )
    return made


def bm25_weight(bm25: Any, term: str, row: int) -> float:
    """A term's contribution to `BM25Okapi.get_scores` for one passage."""
    frequency = bm25.doc_freqs[row].get(term, 0)
    length = bm25.doc_len[row] / bm25.avgdl
    weight: float = (bm25.idf.get(term) or 0) * (frequency * (bm25.k1 + 1) / (frequency + bm25.k1 * (1 - bm25.b + bm25.b * length)))
    return weight


class Scores(Struct, frozen=True):
    """Passage number → score, for the passages that share a term with the query; `known` are the query's terms that any passage holds."""

    bm25: Mapping[int, float]
    tfidf: Mapping[int, float]
    known: tuple[str, ...]


class Retriever:
    """Scores passages from postings that it asks for by term."""

    def __init__(self, read_postings: PostingReader) -> None:
        self._read_postings = read_postings

    def score(self, weights: Mapping[str, float]) -> Scores:
        """The BM25 and TF-IDF scores of a query's term weights (a plain bag of words has weight 1 each)."""
        postings = self._read_postings(list(weights))
        terms = sorted(postings, key=lambda term: (-postings[term].idf, term))[:MOST_QUERY_TERMS]
        norm = math.sqrt(sum((weights[term] * postings[term].idf) ** 2 for term in terms)) or 1.0
        bm25: dict[int, float] = {}
        tfidf: dict[int, float] = {}
        for term in terms:
            posting, weight = postings[term], weights[term]
            share = weight * posting.idf / norm
            for passage, by_bm25, by_tfidf in zip(posting.passages, posting.bm25, posting.tfidf, strict=True):
                bm25[passage] = bm25.get(passage, 0.0) + weight * by_bm25
                tfidf[passage] = tfidf.get(passage, 0.0) + share * by_tfidf
        return Scores(bm25, tfidf, tuple(postings))


def rank_passages(scores: Mapping[int, float], k: int) -> list[tuple[int, float]]:
    """The k best passages with a score above 0; ties go to the lower number."""
    return sorted(((p, s) for p, s in scores.items() if s > 0), key=lambda item: (-item[1], item[0]))[:k]


def pool_by_service(scores: Mapping[int, float], owners: Sequence[int], depth: int) -> dict[int, float]:
    """Service number → mean of its `depth` best passages' scores; missing passages count as 0. `owners` is passage number → service number."""
    best: dict[int, list[float]] = {}
    for passage, score in scores.items():
        best.setdefault(owners[passage], []).append(score)
    return {service: sum(sorted(values, reverse=True)[:depth]) / depth for service, values in best.items()}
