"""The simple systems that the advisor is measured against: a scenario in, ranked services out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from advisor.advisor import Advisor
from advisor.errors import EvaluationError
from advisor.knowledge.knowledge_base import KnowledgeBase
from advisor.measuring.metrics import DEPTH
from advisor.ranking.retrieval import Retriever
from advisor.ranking.scores import PassageScores

System = Callable[[str], Sequence[str]]

MOST_PASSAGES = 200
# Name → (collection of passages, score). "majority" is the one that reads no scenario.
RETRIEVAL_BASELINES = {"bm25": ("services", "bm25"), "tfidf": ("services", "tfidf"), "bm25-notes": ("notes", "bm25"), "tfidf-notes": ("notes", "tfidf")}
MAJORITY = "majority"
BASELINES = (*RETRIEVAL_BASELINES, MAJORITY)


def make_baseline(name: str, advisor: Advisor, read_knowledge: Callable[[], KnowledgeBase]) -> System:
    """The baseline of that name. Raises EvaluationError where knowledge holds nothing to build it from, KeyError for an unknown name."""
    if name == MAJORITY:
        return rank_by_frequency(read_knowledge())
    collection, score = RETRIEVAL_BASELINES[name]
    return rank_by_passages(advisor, collection, score)


def rank_by_frequency(knowledge: KnowledgeBase) -> System:
    """The most frequent labels of the practice questions, whatever the scenario; ties go to the lower id."""
    counts = Counter(service for question in knowledge.practice if not question.light for service in question.services)
    if not counts:
        raise EvaluationError("the knowledge has no practice questions, so no label is the most frequent: leave out '--baseline majority'")
    ranked = tuple(sorted(counts, key=lambda service: (-counts[service], service))[:DEPTH])
    return lambda scenario: ranked


def rank_by_passages(advisor: Advisor, collection: str, score: str) -> System:
    """Services in the order of their best passage, by BM25 or TF-IDF over plain words: no rules, no mentions, no weights.

    A note speaks for all its services, in its own order.
    """
    retriever = Retriever(lambda terms: advisor.store.postings(collection, terms))

    def owners(number: int) -> tuple[str, ...]:
        id = advisor.store.passage(collection, number).id
        return advisor.notes[id].services if collection == "notes" else (id,)

    def rank(scenario: str) -> tuple[str, ...]:
        weights = dict.fromkeys(advisor.analyzer.analyze(scenario).weights, 1.0)
        scores: PassageScores = getattr(retriever.score(weights), score)
        if collection != "notes":
            scores = scores.below(advisor.ranker.owners.searched.passages.stop)
        return first_of_each(owners(number) for number, _ in scores.top(MOST_PASSAGES))

    return rank


def first_of_each(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The first ten different services of groups of services, in order."""
    found: dict[str, None] = {}
    for group in groups:
        found.update(dict.fromkeys(group))
        if len(found) >= DEPTH:
            break
    return tuple(found)[:DEPTH]
