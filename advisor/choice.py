"""Picking among the options of a multiple-choice question: a ranking and the options' texts in, the indices to pick out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from advisor.analysis import Analyzer, Query
from advisor.ranking import Ranking, ServiceRanker

LEAST = -9.0
# Found on the exams: an option that names no service is better than one that names an unlikely one.
UNNAMED = -4.0
SUPPORT = 6.0
SENTENCE = re.compile(r"[^.?!]+")
ASKING = re.compile(r"\b(?:which|what|select|choose|identify|following|below)\b", re.IGNORECASE)
WRONG = re.compile(
    r"\b(?:(?-i:NOT|EXCEPT)|(?:is|are|be) (?:not (?:an?|one|the|true|part)|(?:an )?incorrect|false|wrong)|incorrect (?:statement|answer|option)s?)\b",
    re.IGNORECASE,
)


def choose_options(query: Query, ranking: Ranking, options: Sequence[str], count: int, analyzer: Analyzer, ranker: ServiceRanker) -> tuple[int, ...]:
    """The indices of the `count` best options, ascending, or of the worst where the question asks for what is not so; ties go to the earlier option."""
    sign = -1 if asks_for_wrong(query) else 1
    scores = [sign * score_option(query, ranking, option, analyzer, ranker) for option in options]
    best = sorted(range(len(options)), key=lambda index: (-scores[index], index))[:count]
    return tuple(sorted(best))


def asks_for_wrong(query: Query) -> bool:
    """Whether what is asked for is the option that does not fit ("Which is NOT ...?", "Which statement is incorrect?")."""
    sentences = (sentence.group() for start, end in query.focus for sentence in SENTENCE.finditer(query.text, start, end))
    return any((asking := ASKING.search(sentence)) and WRONG.search(sentence, asking.end()) for sentence in sentences)


def score_option(query: Query, ranking: Ranking, option: str, analyzer: Analyzer, ranker: ServiceRanker) -> float:
    """How well an option answers: the best and the average log probability of the services that it names and the scenario does not, plus how well known texts support both."""
    seen = analyzer.analyze(option)
    background = {mention.service for mention in query.mentions}
    probability = {candidate.service: candidate.probability for candidate in ranking.candidates}
    named = {mention.service for mention in seen.mentions if mention.role != "rejected"}
    likely = [math.log(max(probability.get(service, 0.0), math.exp(LEAST))) for service in (named - background) or named]
    by_service = (max(likely) + sum(likely) / len(likely)) / 2 if likely else UNNAMED
    return by_service + SUPPORT * ranker.support(query, seen)
