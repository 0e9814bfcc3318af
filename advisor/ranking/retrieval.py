"""Passages ranked for a query: rank-bm25 and scikit-learn weigh each term in each passage once, a query only adds up.

A passage's score is the sum, over the query's terms, of query weight × passage weight. Both signals have that form:

- BM25 (Robertson and Zaragoza 2009, rank-bm25's `BM25Okapi`): the passage weight of a term is its whole contribution.
- TF-IDF cosine (scikit-learn's `TfidfVectorizer`, sublinear tf, l2 norm): the passage weight is the normalised
  tf-idf; the query's own weight is idf over the query's norm.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from advisor.ranking.scores import PassageScores, Posting, WeighedPosting, add_up_plainly

# A query keeps its rarest terms: the common ones of a long story cost the most and say the least.
MOST_QUERY_TERMS = 40
# numpy takes as long to import as forty answers without it, so a single question does without, and a server does not.
ARRAYS_PAY_AFTER = 40
# So many postings for each passage, and it is faster to give every passage its place than to keep a dict.
DENSE_FROM = 0.25

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
        weights = array("f", (bm25_weight(bm25, term, row) for row in rows.tolist()))
        tfidf = array("f", matrix.data[matrix.indptr[column] : matrix.indptr[column + 1]].tolist())
        made[term] = Posting(array("I", rows.tolist()), weights, tfidf, float(vectorizer.idf_[column]))
    return made


def bm25_weight(bm25: Any, term: str, row: int) -> float:
    """A term's contribution to `BM25Okapi.get_scores` for one passage."""
    frequency = bm25.doc_freqs[row].get(term, 0)
    length = bm25.doc_len[row] / bm25.avgdl
    weight: float = (bm25.idf.get(term) or 0) * (frequency * (bm25.k1 + 1) / (frequency + bm25.k1 * (1 - bm25.b + bm25.b * length)))
    return weight


class Scores(Struct, frozen=True):
    """A query's scores by both signals; `known` are its terms that any passage holds."""

    bm25: PassageScores
    tfidf: PassageScores
    known: tuple[str, ...]


class Retriever:
    """Scores passages from postings that it asks for by term.

    It adds up in dicts, or in lists where a query meets many passages, and once it has been asked often enough for the import to pay, in numpy's arrays
    (`advisor.ranking.arrays`): the same sums in the same order, so the same scores to the last bit.
    """

    def __init__(self, read_postings: PostingReader, most_terms: int = MOST_QUERY_TERMS) -> None:
        self._read_postings, self._most_terms = read_postings, most_terms
        self._asked = 0

    def score(self, weights: Mapping[str, float]) -> Scores:
        """The BM25 and TF-IDF scores of a query's term weights (a plain bag of words has weight 1 each)."""
        postings = self._read_postings(list(weights))
        terms = sorted(postings, key=lambda term: (-postings[term].idf, term))[: self._most_terms]
        norm = math.sqrt(sum((weights[term] * postings[term].idf) ** 2 for term in terms)) or 1.0
        parts = [(postings[term], weights[term], weights[term] * postings[term].idf / norm) for term in terms]
        self._asked += 1
        if self._asked > ARRAYS_PAY_AFTER or "numpy" in sys.modules:
            from advisor.ranking.arrays import add_up

            bm25, tfidf = add_up(parts)
        else:
            bm25, tfidf = add_up_without_arrays(parts)
        return Scores(bm25, tfidf, tuple(postings))


def add_up_without_arrays(parts: Sequence[WeighedPosting]) -> tuple[PassageScores, PassageScores]:
    """The BM25 and TF-IDF sums of some terms in dicts, or in lists where the terms meet many passages."""
    if sum(len(posting.passages) for posting, _, _ in parts) < DENSE_FROM * max((posting.passages[-1] + 1 for posting, _, _ in parts), default=1):
        return add_up_plainly(parts)
    from advisor.ranking.dense_scores import add_up_densely  # few questions are so long

    return add_up_densely(parts)
