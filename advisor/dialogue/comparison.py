"""Services side by side, and why one is not the answer: service ids and what the conversation says in, data out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from advisor.advisor import Advisor
from advisor.answers.explanation import LEAST_TELLING
from advisor.dialogue.reply import Comparison, Side, WhyNot
from advisor.model import Alternative, Reason, Rule, Service, Source
from advisor.ranking.confidence import share_confidence
from advisor.ranking.fusion import Ranking
from advisor.text.analysis import Query
from advisor.text.tokens import Token

MOST_SITUATIONS = 4
MOST_FACTS_A_SIDE = 3
MOST_MISSING = 4
MOST_DECIDING = 5
MOST_WORDS = 4


class Comparer:
    """Puts services side by side over an advisor's knowledge."""

    def __init__(self, advisor: Advisor) -> None:
        self._services, self._catalogue = advisor.services, advisor.catalogue
        self._table, self._advisor, self._wording = advisor.questions.table, advisor, advisor.wording

    def describe(self, service: str, query: Query | None = None, ranking: Ranking | None = None, others: Sequence[str] = ()) -> Side:
        """One side: its needs nearest to the query first, and first of its `not_when` those that lead to one of the others."""
        known = self._services[service]
        reasons, against = self._told(service, query, ranking)
        not_when = sorted(known.not_when, key=lambda other: other.instead not in others)
        return Side(
            service,
            known.name,
            known.summary,
            tuple(self._nearest(known, query))[:MOST_SITUATIONS],
            tuple(Alternative(other.instead, self._catalogue[other.instead].name, other.situation) for other in not_when)[:MOST_SITUATIONS],
            known.limits[:MOST_FACTS_A_SIDE],
            known.facts[:MOST_FACTS_A_SIDE],
            reasons,
            against,
            known.status,
        )

    def compare(self, services: Sequence[str], query: Query | None = None, ranking: Ranking | None = None) -> Comparison:
        """Services side by side; with a query, also what in it decides."""
        sides = tuple(self.describe(service, query, ranking, services) for service in services)
        choice = next((c.service for c in ranking.candidates if c.service in services and c.service not in ranking.ended), None) if ranking else None
        told = [*self._decided(sides)] if choice else []
        words: tuple[str, ...] = ()
        if choice and query and ranking and not any(side.reasons if side.service == choice else side.against for side in sides):
            words = self._words_for(choice, next(service for service in services if service != choice), query, ranking)
            choice = choice if words else None  # a place in the ranking alone is no reason
        return Comparison(sides, tuple(dict.fromkeys([*told, *self._would_decide(services)]))[:MOST_DECIDING], choice, words)

    def explain_absence(self, service: str, query: Query, ranking: Ranking, sure: float) -> WhyNot:
        """Why a service is not the answer: the rule against it, the words that speak for the choice and not for it, when one of the two gives way to the other, and what is missing for it."""
        place = next((index for index, candidate in enumerate(ranking.candidates, start=1) if candidate.service == service), None)
        reasons, against = self._told(service, query, ranking)
        seen = {match.cue for match in query.cues if not match.negated}
        missing = [self._phrase(rule, seen) for rule in self._table.rules_on(service) if dict(rule.prefer).get(service, 0) > 1 and not seen & {*rule.when.any, *rule.when.all}]
        leader = ranking.candidates[0].service if ranking.candidates else service
        instead, otherwise = self._gives_way(service, leader), self._gives_way(leader, service)
        words = self._words_for(leader, service, query, ranking) if leader != service else ()
        confidence = share_confidence(ranking, sure).get(service, 0.0)
        return WhyNot(
            service, self._catalogue[service].name, place, round(confidence, 4), against[0] if against else None, reasons, tuple(m for m in missing if m)[:MOST_MISSING], instead, otherwise, words
        )

    def _gives_way(self, service: str, other: str) -> tuple[Alternative, ...]:
        """When a service gives way to another, if it is known."""
        found = (one.situation for one in self._services[service].not_when if one.instead == other)
        return tuple(Alternative(other, self._catalogue[other].name, situation) for situation in found)[:1]

    def _words_for(self, service: str, other: str, query: Query, ranking: Ranking) -> tuple[str, ...]:
        """The query's words that speak for a service and not for another, as they were written, those that say most; none without a trained model."""
        said = {token.term for token in query.tokens}
        own, others = (self._advisor.ranker.telling_terms(query, ranking, one, said) for one in (service, other))
        gains = {term: gain for term, value in own.items() if (gain := value - max(others.get(term, 0.0), 0.0)) > 0}
        least = LEAST_TELLING * max(gains.values(), default=0.0)
        told: dict[str, Token] = {}
        for token in query.tokens:
            if gains.get(token.term, 0.0) > least and not self._advisor.tokenizer.is_stop(token) and len(token.word) > 2:
                told.setdefault(token.term, token)
        most = sorted(told.values(), key=lambda token: -gains[token.term])[:MOST_WORDS]
        return tuple(query.text[token.start : token.end] for token in sorted(most, key=lambda token: token.start))

    def _told(self, service: str, query: Query | None, ranking: Ranking | None) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """The reasons for and against a service that fired rules give; that it has ended goes before them."""
        if query is None or ranking is None:
            return (), ()
        reasons = tuple(Reason(one.rule.why, one.rule.source, rule=one.rule.id, cues=one.cues) for one in ranking.fired if service in dict(one.rule.prefer))
        against = tuple(Reason(dict(one.rule.rule_out)[service], one.rule.source, rule=one.rule.id, cues=one.cues) for one in ranking.fired if service in dict(one.rule.rule_out))
        return reasons, (*self._ended(service), *against)

    def _ended(self, service: str) -> Iterable[Reason]:
        """The reason against a service that has ended."""
        status, today = self._services[service].status, self._catalogue.find_ended([service]).get(service)
        if status and status.is_over:
            yield Reason(f"it has ended{f'; today one uses {self._catalogue[today].name}' if today else ''}.", Source(status.source, date=status.checked))

    def _nearest(self, service: Service, query: Query | None) -> list[str]:
        """A service's situations, those that share most words with a query first."""
        if query is None:
            return list(service.situations)
        said = set(query.weights)
        shared = {text: len(said & set(self._advisor.tokenizer.terms(text))) for text in service.situations[:60]}
        return sorted(shared, key=lambda text: -shared[text])

    def _decided(self, sides: Iterable[Side]) -> Iterable[str]:
        for side in sides:
            yield from (f"{side.name} is ruled out: {self._wording.lower_first(reason.text)}" for reason in side.against)
        for side in sides:
            yield from (f"For {side.name}: {self._wording.lower_first(reason.text)}" for reason in side.reasons[:2])

    def _would_decide(self, services: Sequence[str]) -> Iterable[str]:
        """What would tip the scales: what each service gives up to another of them, else what rules ask for."""
        for service in services:
            for other in self._services[service].not_when:
                if other.instead in services:
                    yield f"{self._catalogue[other.instead].name}, when {other.situation.rstrip('.')}"
        for service in services:
            others = [other for other in services if other != service]
            for rule in self._table.rules_on(service):
                strengths = dict(rule.prefer)
                if strengths.get(service, 0) > 1 and not any(strengths.get(other, 0) for other in others):
                    phrase = self._phrase(rule, ())
                    if phrase:
                        yield f"{self._catalogue[service].name}, when {phrase}"
                        break

    def _phrase(self, rule: Rule, seen: Collection[str]) -> str:
        """What would have to be said for a rule to fire, by the questions and labels of its cues; one answer to each question."""
        cues = [cue for cue in (*rule.when.all, *rule.when.any[:1]) if cue not in seen and cue in self._table.labels]
        answers = {self._table.facet_of[cue]: self._table.labels[cue] for cue in cues}
        return " and ".join(f'the answer to "{self._table.facets[facet].question}" is "{label}"' for facet, label in list(answers.items())[:2])
