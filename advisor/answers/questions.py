"""The one question that would separate the leading candidates best: a query and its ranking in, a `Question` out.

A candidate speaks for a cue as far as rules prefer it where the cue is seen, and as far as its own texts hold the cue.
That gives P(cue | service) for each answer of a facet, Bayes' rule gives P(service | answer), and the facet is asked
whose answers leave the least uncertainty (expected information in bits, Lindley 1956).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, structs

from advisor.knowledge.catalogue import Catalogue
from advisor.model import Option, Question, Rule, Service
from advisor.ranking.fusion import Candidate, Ranking, arrange, softmax
from advisor.ranking.ranking import THIN_TERMS, refused_services
from advisor.ranking.rules import find_exclusions, rule_points, ruled_out, seen_in
from advisor.text.analysis import Query

IT_DOES_NOT_MATTER = "It does not matter"
MOST_OPTIONS = 3
MOST_CANDIDATES = 8
MOST_NEIGHBOURS = 6
STRENGTH = {1: 0.4, 2: 0.7, 3: 1.0}
HALF_SEEN = 0.5
LEAST_SUPPORT = 0.15
UNSAID = 0.05
UNDECIDED = 0.25
NEIGHBOUR = 0.04
THIN_NEIGHBOUR = 0.25
THIN_HEAT = 3.0
ANSWER_HEAT = 3.0
ANSWER_TERMS = 4
RULE_WEIGHT = 1.5
EXCLUDED = 8.0
# Found on tests/scenarios: surer, fuller scenarios are answered right without a question.
SURE = 0.4
THIN_SURE = 0.95
CLEAR_LEAD, FEWEST_TERMS = 0.87, 2  # who has said more than two words is not asked what only the others would be for
LEAST_BITS = 0.15
LEAST_GAIN = 0.015


class AskedFacet(Struct, frozen=True):
    """A facet without its phrases: what a question shows. `options` are (cue, label)."""

    id: str
    question: str
    options: tuple[tuple[str, str], ...]


class CueTable:
    """How well each cue agrees with each service, from the rules and from the shares of a service's texts that hold the cue.

    `rules_on` maps a service to the rules that prefer it or rule it out, `opposed` are the pairs of `rules.find_opposed`.
    """

    def __init__(
        self, rules: Mapping[str, Rule], rules_on: Mapping[str, Sequence[str]], shares: Mapping[str, Mapping[str, float]], facets: Sequence[AskedFacet], opposed: Collection[tuple[str, str]]
    ) -> None:
        self._rules, self._rules_on, self._shares, self._opposed = rules, rules_on, shares, opposed
        self.facets = {facet.id: facet for facet in facets}
        self.facet_of = {cue: facet.id for facet in facets for cue, _ in facet.options}
        self.labels = {cue: label for facet in facets for cue, label in facet.options}

    def rules_on(self, service: str) -> list[Rule]:
        """The rules that prefer a service or rule it out, by id."""
        return [self._rules[id] for id in self._rules_on.get(service, ())]

    def limits_of(self, service: str) -> list[Rule]:
        """The rules that rule a service out, by id."""
        return [rule for rule in self.rules_on(service) if service in dict(rule.rule_out)]

    def cues_of(self, service: str, seen: Collection[str]) -> dict[str, float]:
        """Cue → how much it speaks for a service, in [0, 2], where these cues are seen already; 0 where a rule then excludes the service."""
        points: dict[str, float] = {}
        excluded = set()
        for rule in self.rules_on(service):
            if any(other in seen for other in rule.when.none):
                continue
            strength = STRENGTH.get(dict(rule.prefer).get(service, 0), 0.0)
            for cue in (*rule.when.all, *rule.when.any):
                complete = completes(rule, cue, seen)
                points[cue] = max(points.get(cue, 0.0), strength if complete else strength * HALF_SEEN)
                if strength == 0.0 and complete:
                    excluded.add(cue)
        shares = self._shares.get(service, {})
        return {cue: 0.0 if cue in excluded else points.get(cue, 0.0) + shares.get(cue, 0.0) for cue in points.keys() | shares.keys() if cue in self.facet_of}

    def are_opposed(self, one: str, other: str) -> bool:
        """Whether two cues answer one question in ways that exclude each other: a rule asks for one and for none of the other."""
        return (one, other) in self._opposed or (other, one) in self._opposed

    def likelihoods(self, facet: str, supports: Mapping[str, float]) -> dict[str, float]:
        """Cue → P(this answer | service) over a facet's cues; what is missing to 1 is "it does not matter"."""
        cues = [cue for cue, _ in self.facets[facet].options]
        total = sum(supports.get(cue, 0.0) for cue in cues) + UNSAID * len(cues) + UNDECIDED
        return {cue: (supports.get(cue, 0.0) + UNSAID) / total for cue in cues}


def completes(rule: Rule, cue: str, seen: Collection[str]) -> bool:
    """Whether a rule fires as soon as a cue is seen too."""
    when = rule.when
    return all(other in seen or other == cue for other in when.all) and (not when.any or cue in when.any or any(other in seen for other in when.any))


def is_thin(query: Query, answers: int = 0) -> bool:
    """Whether a query says too little for its ranking to be trusted; an answered question counts as a few words."""
    return len(query.weights) + ANSWER_TERMS * answers <= THIN_TERMS


class QuestionFinder:
    """Finds the question for a ranking, and weighs the answers to one."""

    def __init__(self, table: CueTable, catalogue: Catalogue, services: Mapping[str, Service]) -> None:
        self.table, self._catalogue, self._services = table, catalogue, services

    def is_wanted(self, query: Query, sure: float, answers: int = 0, *, is_decided: bool = False) -> bool:
        """Whether the leaders are close or the query is too thin to be sure, for which less is enough where a rule `is_decided` by its few words."""
        return sure < SURE or (is_thin(query, answers) and sure < (CLEAR_LEAD if is_decided else THIN_SURE))

    def find(self, query: Query, candidates: Sequence[Candidate], skip: Collection[str] = ()) -> Question | None:
        """The most telling question whose facet is neither in `skip` nor answered by the query; None where no answer would change the choice.

        A question that some answer of the leader's is on offer for goes before one that is all about the others, which who has told much is not asked.
        """
        beliefs = self.beliefs(query, candidates)
        if len(beliefs) < 2:
            return None
        seen = seen_in(query)
        told = {self.table.facet_of[match.cue] for match in query.cues if match.cue in self.table.facet_of}
        supports = {service: self.table.cues_of(service, seen) for service in beliefs}
        spoken_for = {cue for own in supports.values() for cue, support in own.items() if support >= LEAST_SUPPORT}
        answerable = Counter(self.table.facet_of[cue] for cue in spoken_for)
        leader = next(iter(beliefs))
        best: tuple[tuple[bool, float, int, float, str], tuple[str, ...]] | None = None
        for facet in self.table.facets:
            if facet in skip or facet in told or answerable[facet] < 2:  # a question needs two answers that speak for somebody
                continue
            weighed = self._weigh(facet, beliefs, supports)
            if not weighed:
                continue
            bits, cues = weighed
            is_aside = all(supports[leader].get(cue, 0.0) < LEAST_SUPPORT for cue in cues)  # none of its answers could confirm the leader
            if is_aside and (not is_thin(query) or (candidates[0].probability >= CLEAR_LEAD and len(query.weights) > FEWEST_TERMS)):
                continue
            # A tenth of a bit is within the noise of training: of two such questions the one with more answers tells more apart.
            order = (is_aside, -round(bits, 1), -len(cues), -bits, facet)
            if best is None or order < best[0]:
                best = (order, cues)
        if best is None:
            return None
        (*_, facet), offered = best
        facet_asked = self.table.facets[facet]
        options = tuple(Option(label, cue) for cue, label in facet_asked.options if cue in offered)
        return Question(facet_asked.id, facet_asked.question, (*options, Option(IT_DOES_NOT_MATTER, None)))

    def beliefs(self, query: Query, candidates: Sequence[Candidate]) -> dict[str, float]:
        """Service → probability, flattened, for the leaders and for what the leader itself names as the better choice in other situations."""
        live = [candidate for candidate in candidates if not self._catalogue[candidate.service].over][:MOST_CANDIDATES]
        if not live:
            return {}
        heat, neighbour = (THIN_HEAT, THIN_NEIGHBOUR) if is_thin(query) else (1.0, NEIGHBOUR)
        refused = refused_services(query)
        found = {candidate.service: math.exp((candidate.score - live[0].score) / heat) for candidate in live}
        for other in self._services[live[0].service].not_when[:MOST_NEIGHBOURS]:
            if other.instead not in found and not self._catalogue[other.instead].over and not self._catalogue.is_covered(other.instead, refused):
                found[other.instead] = neighbour
        total = sum(found.values())
        return {service: value / total for service, value in found.items()}

    def _weigh(self, facet: str, beliefs: Mapping[str, float], supports: Mapping[str, Mapping[str, float]]) -> tuple[float, tuple[str, ...]] | None:
        """(expected bits, the cues to offer) of a facet, or None where its answers would not change the choice."""
        options = [cue for cue, _ in self.table.facets[facet].options]
        cues: list[str] = []
        for service in beliefs:
            own = supports[service]
            support, cue = max([(own.get(cue, 0.0), cue) for cue in options])
            if support >= LEAST_SUPPORT and cue not in cues:
                cues.append(cue)
        cues = cues[:MOST_OPTIONS]
        if len(cues) < 2:
            return None
        likely = {service: self.table.likelihoods(facet, supports[service]) for service in beliefs}
        joint = [[beliefs[service] * likely[service][cue] for service in beliefs] for cue in cues]
        joint.append([belief - sum(row[index] for row in joint) for index, belief in enumerate(beliefs.values())])
        bits = entropy(beliefs.values()) - sum(sum(row) * entropy(row) for row in joint)
        gain = sum(max(row) for row in joint) - max(beliefs.values())
        return (bits, tuple(cues)) if bits >= LEAST_BITS and gain >= LEAST_GAIN else None

    def weigh_answers(self, query: Query, ranking: Ranking, answers: Collection[str]) -> dict[str, float]:
        """Service → what the answers add to its score: the log of their probability, had the service been the right one, and the points of the rules that they make fire."""
        candidates, seen = ranking.candidates, seen_in(query)
        asked = [(self.table.facet_of[cue], cue) for cue in answers if cue in self.table.facet_of]
        lift = candidates[0].score + THIN_HEAT * math.log(THIN_NEIGHBOUR) if candidates and is_thin(query) else -math.inf
        by_answers = [one for one in ranking.fired if not {*one.rule.when.all, *one.rule.when.any}.isdisjoint(answers)]
        points, excluded = rule_points(by_answers), ruled_out(by_answers)
        found = {}
        for candidate in candidates:
            supports = self.table.cues_of(candidate.service, seen)
            weight = ANSWER_HEAT * sum(math.log(self.table.likelihoods(facet, supports)[cue]) for facet, cue in asked)
            weight += RULE_WEIGHT * points.get(candidate.service, 0.0) - (EXCLUDED if candidate.service in excluded else 0.0)
            # What a few words left far behind may still be meant, where the answers speak for it.
            speaks = asked and all(supports.get(cue, 0.0) >= LEAST_SUPPORT for _, cue in asked)
            found[candidate.service] = weight + (max(0.0, lift - candidate.score) if speaks else 0.0)
        return found


def entropy(values: Iterable[float]) -> float:
    """The entropy in bits of values that need not add up to 1."""
    kept = [value for value in values if value > 0]
    total = sum(kept)
    return -sum(value / total * math.log2(value / total) for value in kept) if total else 0.0


def add_answers(ranking: Ranking, added: Mapping[str, float]) -> Ranking:
    """A ranking with what answers add to each score, as a signal of its own, in its new order."""
    scored = sorted(((candidate.score + added.get(candidate.service, 0.0), candidate) for candidate in ranking.candidates), key=lambda pair: (-pair[0], pair[1].service))
    if not scored:
        return ranking
    shares = softmax([score for score, _ in scored])
    made = tuple(Candidate(candidate.service, score, share, candidate.signals | {"answers": added.get(candidate.service, 0.0)}) for (score, candidate), share in zip(scored, shares, strict=True))
    return structs.replace(ranking, candidates=arrange(made, find_exclusions(ranking.fired), ranking.ended))
