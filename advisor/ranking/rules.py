"""Rules matched to a query: cues and mentions in, fired rules with what made them fire out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct

from advisor.model import CueMatch, Rule
from advisor.text.analysis import Query
from advisor.text.focus import lies_in

DECISIVE = 3  # the strength of a rule that decides
BEYOND_LIMIT, WITHIN_LIMIT = 6.0, 2  # times what another rule says against a service, or for one


class FiredRule(Struct, frozen=True):
    """A rule whose condition holds, with the cue matches that made it so; `asked` where one of them stands in what is asked, and not all in the background."""

    rule: Rule
    cues: tuple[CueMatch, ...]
    asked: bool


def index_triggers(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Cue, or how a mention is named → the rules that may fire where it is seen: one of each rule's conditions is enough to find it."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for trigger in rule.when.any or rule.when.all[:1]:
            found.setdefault(trigger, []).append(rule.id)
    return found


def index_services(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Service → the rules that prefer it or rule it out."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for service in dict.fromkeys([service for service, _ in (*rule.prefer, *rule.rule_out)]):
            found.setdefault(service, []).append(rule.id)
    return found


def find_opposed(rules: Iterable[Rule], facet_of: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs of cues of one facet of which a rule asks for the first and for none of the second."""
    pairs = {(cue, other) for rule in rules for cue in (*rule.when.all, *rule.when.any) for other in rule.when.none if cue in facet_of and facet_of[cue] == facet_of.get(other)}
    return sorted(pairs)


class RuleBook:
    """All rules, found by what they ask for, so that the time depends on the cues seen and not on the number of rules."""

    def __init__(self, rules: Mapping[str, Rule], triggers: Mapping[str, Sequence[str]] | None = None) -> None:
        self._rules = rules
        self._triggers = index_triggers(rules.values()) if triggers is None else triggers

    def match_rules(self, query: Query) -> list[FiredRule]:
        """The rules that fire for a query, by id. A negated cue or a rejected mention does not count as seen."""
        seen: dict[str, list[CueMatch]] = {}
        for match in query.cues:
            if not match.negated:
                seen.setdefault(match.cue, []).append(match)
        for mention in query.mentions:
            for name in mention.references:
                seen.setdefault(name, []).append(CueMatch(name, mention.start, mention.end))
        candidates = {id for trigger in seen for id in self._triggers.get(trigger, ())}
        found, names = [], seen.keys()
        for rule in (self._rules[id] for id in sorted(candidates)):
            if fires(rule, names):
                cues = _evidence(rule, seen)
                found.append(FiredRule(rule, cues, any(lies_in(query.focus, cue.start) for cue in cues)))
        return found


def seen_in(query: Query) -> frozenset[str]:
    """What a query says that a rule may rest on: its cues, and how rules name each service that it names and does not refuse."""
    return frozenset({match.cue for match in query.cues if not match.negated} | {name for mention in query.mentions for name in mention.references})


def fires(rule: Rule, seen: Set[str]) -> bool:
    """Whether a rule's condition holds where these cues and `service:` mentions are seen."""
    when = rule.when
    return all(cue in seen for cue in when.all) and (not when.any or not seen.isdisjoint(when.any)) and seen.isdisjoint(when.none)


def _evidence(rule: Rule, seen: Mapping[str, list[CueMatch]]) -> tuple[CueMatch, ...]:
    """The matches behind a fired rule, without those inside a longer one."""
    matches = {match for trigger in (*rule.when.all, *rule.when.any) for match in seen.get(trigger, ())}
    kept: list[CueMatch] = []
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):  # each behind all that may hold it
        if not kept or match.end > kept[-1].end or (match.start, match.end) == (kept[-1].start, kept[-1].end):
            kept.append(match)
    return tuple(sorted(kept, key=lambda match: (match.start, match.end, match.cue)))


def rule_points(fired: Iterable[FiredRule]) -> dict[str, float]:
    """Service id → sum of its points over the fired rules: each rule's strength 1, 2 or 3, twice that where it tells a limit, halved for each weaker rule after the strongest."""
    strengths: dict[str, list[int]] = {}
    for one in fired:
        for service, strength in one.rule.prefer:
            strengths.setdefault(service, []).append(strength * (WITHIN_LIMIT if one.rule.limit else 1))
    return {service: sum(value / 2**index for index, value in enumerate(sorted(values, reverse=True))) for service, values in strengths.items()}


def decides_for(service: str, fired: Iterable[FiredRule]) -> bool:
    """Whether a fired rule with evidence in what is asked decides for a service."""
    return any(one.asked and (service, DECISIVE) in one.rule.prefer for one in fired)


def find_open(fired: Iterable[FiredRule]) -> list[frozenset[str]]:
    """The services that are equally right by each fired rule that leaves open which, with evidence in what is asked."""
    return [frozenset(service for service, _ in one.rule.prefer) for one in fired if one.rule.open and one.asked]


def weigh_ruled_out(fired: Iterable[FiredRule]) -> dict[str, float]:
    """Service id → how much the fired rules that exclude it say: a limit that is exceeded more than any experience."""
    found: dict[str, float] = {}
    for one in fired:
        for service, _ in one.rule.rule_out:
            found[service] = max(found.get(service, 0.0), BEYOND_LIMIT if one.rule.limit else 1.0)
    return found


def ruled_out(fired: Iterable[FiredRule]) -> dict[str, tuple[str, str]]:
    """Service id → (reason, rule id) of the first fired rule that excludes it."""
    out: dict[str, tuple[str, str]] = {}
    for one in fired:
        for service, reason in one.rule.rule_out:
            out.setdefault(service, (reason, one.rule.id))
    return out


def find_exclusions(fired: Iterable[FiredRule]) -> dict[str, tuple[str, ...]]:
    """Service id → what the fired rules that exclude it prefer, none where they only exclude."""
    found: dict[str, tuple[str, ...]] = {}
    for one in fired:
        for service, _ in one.rule.rule_out:
            found[service] = (*found.get(service, ()), *(other for other, _ in one.rule.prefer))
    return found
