"""Picking among the options of a multiple-choice question: a ranking and the options' texts in, the indices to pick out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from advisor.analysis import Analyzer, Query
from advisor.catalogue import Catalogue
from advisor.ranking import Ranking, ServiceRanker

UNNAMED = -9.0
SUPPORT = 4.0


def choose_options(query: Query, ranking: Ranking, options: Sequence[str], count: int, analyzer: Analyzer, ranker: ServiceRanker, catalogue: Catalogue) -> tuple[int, ...]:
    """The indices of the `count` best options, ascending; ties go to the earlier option."""
    scores = [score_option(query, ranking, option, analyzer, ranker, catalogue) for option in options]
    best = sorted(range(len(options)), key=lambda index: (-scores[index], index))[:count]
    return tuple(sorted(best))


def score_option(query: Query, ranking: Ranking, option: str, analyzer: Analyzer, ranker: ServiceRanker, catalogue: Catalogue) -> float:
    """How well an option answers: the best log probability of a service that it names and the scenario does not, plus how well known texts support scenario and option together."""
    seen = analyzer.analyze(option)
    background = {mention.service for mention in query.mentions}
    probability = {candidate.service: candidate.probability for candidate in ranking.candidates}
    named = {mention.service for mention in seen.mentions if mention.role != "rejected"}
    fresh = (named - background) or named
    by_service = max((math.log(max(probability.get(service, 0.0), math.exp(UNNAMED))) for service in fresh), default=UNNAMED)
    return by_service + SUPPORT * ranker.support(query, seen)
