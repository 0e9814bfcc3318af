"""What to recommend: a query as it was read in, services with reasons and alternatives out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from advisor.analysis import Analyzer
from advisor.catalogue import Catalogue
from advisor.confidence import confidence, share_confidence
from advisor.explanation import Explainer
from advisor.fusion import Candidate
from advisor.model import Advice, Recommendation, Service
from advisor.needs import find_needs
from advisor.passages import Finder
from advisor.ranking import ServiceRanker
from advisor.reading import Reading
from advisor.wording import with_article

LEAST_SURE_OF_NEED = 0.35


class Recommender:
    """Recommends the first of a ranking."""

    def __init__(self, analyzer: Analyzer, ranker: ServiceRanker, finder: Finder, explainer: Explainer, catalogue: Catalogue, services: Mapping[str, Service]) -> None:
        self._analyzer, self._ranker, self._finder, self._explainer, self._catalogue, self._services = analyzer, ranker, finder, explainer, catalogue, services

    def recommend(self, reading: Reading, top: int, candidates: Sequence[Candidate] | None = None) -> tuple[Recommendation, ...]:
        """The recommendations for the first of all candidates, or of some."""
        query, ranking = reading.query, reading.ranking
        candidates = ranking.candidates if candidates is None else candidates
        shares = share_confidence(ranking, reading.sure)
        leaders = [candidate.service for candidate in candidates[:top]]
        telling, nearest = self._ranker.telling_terms(query, ranking, leaders), self._finder.nearest_texts(ranking.passages, leaders)
        made = []
        for place, candidate in enumerate(candidates[:top]):
            service = self._services[candidate.service]
            reasons = self._explainer.explain(service, query, ranking, nearest[place], self._finder.note_on(service, reading.note_scores), telling[place])
            alternatives = self._explainer.find_alternatives(service, query, ranking) if place == 0 else ()
            made.append(Recommendation(service.id, service.name, round(shares.get(service.id, 0.0), 4), round(candidate.score, 4), reasons, alternatives, service.status))
        return tuple(made)

    def tell_others_needed(self, text: str, advice: Advice) -> Iterator[str]:
        """What to choose for each need that a text lists beside the one that the advice is for, in one sentence."""
        told, chosen_for = {self._catalogue.root(advice.recommendations[0].service)}, []
        for need in find_needs(text):
            ranking = self._ranker.rank(self._analyzer.analyze(need))
            chosen = ranking.candidates[0].service if ranking.candidates and confidence(ranking, self._ranker.mix) >= LEAST_SURE_OF_NEED else None
            if chosen and self._catalogue.root(chosen) not in told:
                told.add(self._catalogue.root(chosen))
                chosen_for.append(f'for "{need}" I would choose {with_article(self._catalogue[chosen].name)}')
        if chosen_for:
            yield f"You list several needs: {'; '.join(chosen_for)}. Ask about one alone for the reasons."
