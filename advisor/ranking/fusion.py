"""Signals of services fused into one ranking by a weighted sum; what is excluded or has ended gives way. Signals and a mix in, a `Ranking` out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, structs

from advisor.ranking.rules import FiredRule, find_exclusions, find_open

COUNTERPART = "counterpart"
RULED_OUT = "ruled_out"
TRADED = "traded"  # what a candidate gains by taking the place of an excluded one, or loses to what takes its own

Weighed = tuple[float, Sequence[int], Sequence[float]]  # a number of a feature's own, and the classes and weights that it counts for

NO_LEADS: Mapping[str, int] = {}


class Mix(Struct, frozen=True):
    """The few numbers of the fusion: a coefficient for each signal, the calibration of the confidence, and where "I do not know" begins."""

    coefficients: dict[str, float]
    calibration: tuple[float, ...]
    threshold: float

    @property
    def penalty(self) -> float:
        """What each point of the rules that exclude a service takes from its score."""
        return -self.coefficients.get(RULED_OUT, 0.0)


# Without a trained model: retrieval and rules alone, with round numbers.
UNTRAINED = Mix(
    {
        "bm25": 4.0,
        "tfidf": 8.0,
        "rules": 1.0,
        RULED_OUT: -4.0,
        "asked": 0.0,
        "background": -0.5,
        "rejected": -4.0,
        "refused": -20.0,
        "proposed": 3.0,
        "compared": 2.0,
        "counterpart": 12.0,
        "sole": 12.0,
    },
    (0.0, 1.0, 0.5, 0.0),
    0.1,
)


class Candidate(Struct, frozen=True):
    """A service with its own score, the softmax of all scores, and the signals that made it."""

    service: str
    score: float
    probability: float
    signals: dict[str, float]


class Ranking(Struct, frozen=True):
    """The candidates, best first, with the fired rules, the passages nearest to the query of each that has some, and the weighed features behind them;
    `known_share` is the part of the query's terms that knowledge holds.

    `verdicts` are the rules that say yes or no to what the query proposes, `leads` the services of which one has to be first, each with how strongly, since a verdict or a refusal
    leads to them. `parents` maps each part of a service to its whole, `ended` those candidates that have ended to
    what to use today, a candidate too, which stands before them (None where there is nothing).
    """

    candidates: tuple[Candidate, ...]
    fired: tuple[FiredRule, ...]
    passages: Mapping[str, Sequence[int]]
    known_share: float
    ended: Mapping[str, str | None] = {}
    features: Mapping[str, Weighed] = {}
    verdicts: tuple[FiredRule, ...] = ()
    leads: Mapping[str, int] = {}
    parents: Mapping[str, str] = {}

    def is_part(self, service: str, whole: str) -> bool:
        """Whether a service is a part of another, or of a part of it."""
        above = self.parents.get(service)
        return above is not None and (above == whole or self.is_part(above, whole))

    @property
    def leaves_open(self) -> bool:
        """Whether the first is one of several that are equally right by a fired rule."""
        return any(self.candidates[0].service in services for services in find_open(self.fired)) if self.candidates else False


def fuse(signals: Mapping[str, Mapping[str, float]], mix: Mix) -> list[Candidate]:
    """The candidates by weighted sum of their signals, best first; ties go to the lower id."""
    weigh = mix.coefficients.get
    scored = sorted([(-sum([weigh(name, 0.0) * value for name, value in own.items()]), service) for service, own in signals.items()])
    if not scored:
        return []
    return [Candidate(service, -loss, share, dict(signals[service])) for (loss, service), share in zip(scored, softmax([-loss for loss, _ in scored]), strict=True)]


def fuse_again(ranking: Ranking, mix: Mix) -> Ranking:
    """A ranking by another mix of its signals; a candidate of which that mix has no signal at all is not ranked, unless it takes the place of one that has."""
    weighed = [signal for signal, value in mix.coefficients.items() if value]
    kept = {candidate.service for candidate in ranking.candidates if any(candidate.signals.get(signal) for signal in weighed)}
    kept |= {today for service, today in ranking.ended.items() if today and service in kept}
    fused = fuse({candidate.service: candidate.signals for candidate in ranking.candidates if candidate.service in kept}, mix)
    exclusions, leads = (find_exclusions(ranking.fired), ranking.leads) if mix.penalty else ({}, NO_LEADS)
    return structs.replace(ranking, candidates=arrange(fused, exclusions, ranking.ended, leads, mix.penalty))


def arrange(
    candidates: Sequence[Candidate], exclusions: Mapping[str, Sequence[str]], ended: Mapping[str, str | None], leads: Mapping[str, int] = NO_LEADS, penalty: float = 0.0
) -> tuple[Candidate, ...]:
    """The candidates as they are told: none that a rule excludes before one that none does, one of those that have to lead first, and no ended one."""
    return replace_ended(put_first(replace_excluded(candidates, exclusions, penalty), {service: how for service, how in leads.items() if service not in exclusions}), ended)


def level_open(candidates: Sequence[Candidate], equals: Iterable[Collection[str]]) -> tuple[Candidate, ...]:
    """The candidates, where the first is one of some that are equally right, with its score for all of these."""
    first = candidates[0] if candidates else None
    level = next((services for services in equals if first and first.service in services), ())
    if first is None or not level:
        return tuple(candidates)
    levelled = [structs.replace(one, score=first.score) if one.service in level else one for one in candidates]
    return tuple(sorted(share_by_score(levelled), key=lambda one: -one.score))


def put_first(candidates: Sequence[Candidate], leads: Mapping[str, int]) -> list[Candidate]:
    """The candidates with the best of those that have to lead in the place of the first, where that is none of them: the strongest, and of these the one with the highest score."""
    leading = [one for one in candidates if one.service in leads]
    if not leading or candidates[0].service in leads:
        return list(candidates)
    chosen, first = max(leading, key=lambda one: (leads[one.service], one.score)), candidates[0]
    return [_trade_places(chosen, first), *(_trade_places(first, chosen) if one is chosen else one for one in candidates[1:])]


def replace_excluded(candidates: Sequence[Candidate], exclusions: Mapping[str, Sequence[str]], penalty: float = 0.0) -> list[Candidate]:
    """The candidates with the excluded ones behind all others.

    `exclusions` maps each to what its rules prefer: the best of these takes the score of one that was before it and gives
    it its own, since what spoke for that one ("a function") asked for what this one does ("for two hours"). What rules
    took from its score, `penalty` for each of its points, did not speak for it any less.
    """
    known = {candidate.service: candidate for candidate in candidates}
    for excluded in (candidate.service for candidate in candidates if candidate.service in exclusions):
        instead = max((known[service] for service in exclusions[excluded] if service in known and service not in exclusions), key=lambda one: one.score, default=None)
        own = known[excluded]
        claim = structs.replace(own, score=own.score + penalty * own.signals.get(RULED_OUT, 0.0))
        if instead and instead.score < claim.score:
            known[instead.service], known[excluded] = _trade_places(instead, claim), _trade_places(own, min(own, instead, key=lambda one: one.score))
    return sorted(share_by_score(known.values()) if exclusions and penalty else known.values(), key=lambda one: (one.service in exclusions, -one.score, one.service))


def share_by_score(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with the softmax of their scores as their probabilities."""
    given = list(candidates)
    return [structs.replace(one, probability=share) for one, share in zip(given, softmax([one.score for one in given]), strict=True)]


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to 1."""
    highest = max(scores, default=0.0)
    exponentials = [math.exp(score - highest) for score in scores]
    total = sum(exponentials)
    return [e / total for e in exponentials]


def _trade_places(one: Candidate, other: Candidate) -> Candidate:
    """A candidate with the score and the probability of another, the difference as a signal of its own."""
    return Candidate(one.service, other.score, other.probability, one.signals | {TRADED: one.signals.get(TRADED, 0.0) + other.score - one.score})


def replace_ended(candidates: Sequence[Candidate], ended: Mapping[str, str | None]) -> tuple[Candidate, ...]:
    """The candidates with what to use today in the place of each ended one, which follows right behind; one without a successor never comes first either."""
    known = {candidate.service: candidate for candidate in candidates}
    order = list(dict.fromkeys(service for own in known for service in (ended.get(own), own) if service in known))
    leader = next((service for service in order if service not in ended), None)
    if leader:
        order.remove(leader)
        order.insert(0, leader)
    return tuple(known[service] for service in order)


def merge_ended(ranking: Ranking) -> tuple[Candidate, ...]:
    """The candidates that can be used today, each with the probability of those that it replaces added to its own, and the best of their scores."""
    if not ranking.ended:
        return ranking.candidates
    replaced: dict[str, list[Candidate]] = {}
    for candidate in ranking.candidates:
        today = ranking.ended.get(candidate.service, candidate.service)
        if today:
            replaced.setdefault(today, []).append(candidate)
    merged = ((candidate, replaced[candidate.service]) for candidate in ranking.candidates if candidate.service not in ranking.ended)
    return tuple(structs.replace(one, probability=sum([c.probability for c in own]), score=max([c.score for c in own])) for one, own in merged)
