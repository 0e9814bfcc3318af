"""What to recommend: a query as it was read in, services with reasons and alternatives out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from advisor.answers.explanation import Explainer
from advisor.answers.passages import Finder
from advisor.answers.reading import Reading
from advisor.model import Recommendation, Service
from advisor.ranking.confidence import share_confidence
from advisor.ranking.fusion import Candidate
from advisor.ranking.ranking import ServiceRanker


class Recommender:
    """Recommends the first of a ranking."""

    def __init__(self, ranker: ServiceRanker, finder: Finder, explainer: Explainer, services: Mapping[str, Service]) -> None:
        self._ranker, self._finder, self._explainer, self._services = ranker, finder, explainer, services

    def recommend(self, reading: Reading, top: int, candidates: Sequence[Candidate] | None = None) -> tuple[Recommendation, ...]:
        """The recommendations for the first of all candidates, or of some."""
        query, ranking = reading.query, reading.ranking
        candidates = ranking.candidates if candidates is None else candidates
        shares = share_confidence(ranking, reading.sure)
        made = []
        for place, candidate in enumerate(candidates[:top]):
            service = self._services[candidate.service]
            nearest = [self._finder.text_of(passage) for passage in ranking.passages.get(service.id, ())]
            note = self._finder.note_on(service, reading.note_scores)
            reasons = self._explainer.explain(service, query, ranking, nearest, note, partial(self._ranker.telling_terms, query, ranking, service.id))
            alternatives = self._explainer.find_alternatives(service, query, ranking) if place == 0 else ()
            made.append(Recommendation(service.id, service.name, round(shares.get(service.id, 0.0), 4), round(candidate.score, 4), reasons, alternatives, service.status))
        return tuple(made)
