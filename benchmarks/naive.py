"""The program that one writes first: stem with nltk, score every passage with rank-bm25 and scikit-learn for each question.

Everything after the scores is the advisor's own, so both give the same answers, and the difference is what compiling is worth.

    python -m benchmarks.naive "we need a queue"       # from nothing: read, stem, build both indexes, answer
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from advisor import Advisor
from advisor.compiling.compiler import make_analyzer, passages_on_services, protect_names, reference_tokenizer
from advisor.knowledge.folder import default_folder
from advisor.knowledge.knowledge_base import load_knowledge
from advisor.model import Advice
from advisor.ranking.retrieval import MOST_QUERY_TERMS, Scores
from advisor.ranking.scores import DictScores


class NaiveRetriever:
    """The advisor's scores, by the libraries' own functions, over all passages for each query."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        from rank_bm25 import BM25Okapi
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._bm25 = BM25Okapi(passages)
        self._vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        self._matrix = self._vectorizer.fit_transform(passages)

    def score(self, weights: Mapping[str, float]) -> Scores:
        vocabulary, idf = self._vectorizer.vocabulary_, self._vectorizer.idf_
        known = tuple(term for term in weights if term in vocabulary)
        terms = sorted(known, key=lambda term: (-idf[vocabulary[term]], term))[:MOST_QUERY_TERMS]
        bm25 = np.zeros(self._matrix.shape[0])
        query = np.zeros(self._matrix.shape[1])
        for term in terms:
            bm25 += weights[term] * self._bm25.get_scores([term])
            query[vocabulary[term]] = weights[term] * idf[vocabulary[term]]
        tfidf = self._matrix @ (query / (np.linalg.norm(query) or 1.0))
        touched = np.flatnonzero((tfidf != 0) | (bm25 != 0)).tolist()
        return Scores(DictScores({p: float(bm25[p]) for p in touched}), DictScores({p: float(tfidf[p]) for p in touched}), known)


def make_naive_advisor() -> Advisor:
    """An advisor that has read and indexed its knowledge anew and answers by `NaiveRetriever`."""
    knowledge = load_knowledge(Path(default_folder()))
    tokenizer = reference_tokenizer(protect_names(knowledge))
    passages = [tokenizer.terms(text) for _, text in passages_on_services(knowledge, knowledge.practice)[0]]
    advisor = Advisor.load()
    advisor.analyzer = make_analyzer(knowledge, tokenizer)
    ranker: Any = advisor.ranker
    ranker._retriever = NaiveRetriever(passages)
    return advisor


def shown(advice: Advice) -> Any:
    """What a user sees of an answer, to compare two."""
    return advice.kind, advice.summary, [(r.service, round(r.confidence, 3)) for r in advice.recommendations]


if __name__ == "__main__":
    sys.stdout.write(make_naive_advisor().ask(" ".join(sys.argv[1:])).summary + "\n")
