"""Picking among the options of a multiple-choice question: a ranking and the options' texts in, the indices to pick out."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from msgspec import Struct

from advisor.analysis import Analyzer, Query
from advisor.catalogue import Catalogue
from advisor.quiz import Quiz, QuizAnswer
from advisor.ranking import Ranking, ServiceRanker
from advisor.stance import wants_wrong

LEAST = -9.0
# Found on the part of the exams that is looked at.
UNNAMED = -4.0  # an option that names no service is better than one that names an unlikely one
TOGETHER = 0.25
SUPPORT = 6.0
KNOWN, KNOWN_NEAR = 0.8, 12.0
MOST_NAME_TERMS, MOST_NEAR = 3, 12


class Choice(Struct, frozen=True):
    """The indices of the options to take, ascending, what the quiz knows that speaks for each of them, where it is near enough to be told, and the services that they name."""

    places: tuple[int, ...]
    known: tuple[QuizAnswer | None, ...]
    services: frozenset[str]


class Chooser:
    """Picks among options by the services that they name, by the known texts that support them, and by what the quiz knows of them."""

    def __init__(self, analyzer: Analyzer, ranker: ServiceRanker, quiz: Quiz, catalogue: Catalogue) -> None:
        self._analyzer, self._ranker, self._quiz, self._catalogue = analyzer, ranker, quiz, catalogue

    def choose(self, query: Query, ranking: Ranking, options: Sequence[str], count: int) -> Choice:
        """The `count` best options, or the worst where the question asks for what is not so; ties go to the earlier option."""
        sign = -1 if wants_wrong(query.text) else 1
        judgements = self._quiz.judge(query, options)
        seen = [self._analyzer.analyze(option) for option in options]
        scores = [sign * self._score(query, ranking, option) + KNOWN * judgement.log_odds + KNOWN_NEAR * judgement.nearness for option, judgement in zip(seen, judgements, strict=True)]
        places = sorted(sorted(range(len(options)), key=lambda index: (-scores[index], index))[:count])
        known = tuple(self._quiz.find_answer(judgements[place]) for place in places)
        return Choice(tuple(places), known, frozenset(mention.service for place in places for mention in seen[place].mentions))

    def _score(self, query: Query, ranking: Ranking, option: Query) -> float:
        """How well an option answers.

        The best and the average log probability of the services that it names and the scenario does not, the best of those
        that it names when scenario and option are ranked as one text, and how well known texts support both.
        """
        background = {mention.service for mention in query.mentions}
        wanted = {mention.service for mention in option.mentions if mention.is_wanted}
        named = wanted or self._named_in_part(ranking, option)
        likely = log_probabilities(ranking, (named - background) or named)
        together = log_probabilities(self._ranker.rank(self._analyzer.analyze(f"{query.text} {option.text}")), wanted) if wanted else [UNNAMED]
        by_service = (max(likely) + sum(likely) / len(likely)) / 2 if likely else UNNAMED
        return by_service + TOGETHER * max(together) + SUPPORT * self._ranker.support(query, option)

    def _named_in_part(self, ranking: Ranking, option: Query) -> set[str]:
        """The likely services whose names hold all of an option's few words: "Guardrails" where parts of Bedrock come into question."""
        words = option.weights.keys()
        if not 1 <= len(words) <= MOST_NAME_TERMS:
            return set()
        likely = (candidate.service for candidate in ranking.candidates[:MOST_NEAR])
        return {service for service in likely if words <= set(self._analyzer.tokenizer.terms(self._catalogue[service].name))}


def log_probabilities(ranking: Ranking, services: Collection[str]) -> list[float]:
    """The log probability of each of some services, at least `LEAST`."""
    probability = {candidate.service: candidate.probability for candidate in ranking.candidates}
    return [math.log(max(probability.get(service, 0.0), math.exp(LEAST))) for service in services]

