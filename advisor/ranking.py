"""Signals of every candidate service fused into one ranking: learned weights, retrieval, rules and mentions in, scored candidates out."""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct, structs

from advisor.analysis import Query, lies_in, place_weight
from advisor.catalogue import Catalogue
from advisor.overlap import Overlap
from advisor.retrieval import Retriever
from advisor.rules import FiredRule, RuleBook, find_exclusions, rule_points, weigh_ruled_out
from advisor.scores import PassageScores, add
from advisor.tokens import NOT_SO, Token

POOL_DEPTH = 3
MOST_CANDIDATES = 30
LEAST_LEARNED = -12.0
COUNTERPART = "counterpart"
TRADED = "traded"  # what a candidate gains by taking the place of an excluded one, or loses to what takes its own
NEED = "need"  # a decision that somebody asks for in a few words of their own: a kind by itself to the training, since small talk is nearest to it
PART = 5
ASKS = re.compile(r"\b(?:which|what)\b", re.IGNORECASE)
THIN_TERMS = 4  # so few say too little to rank by alone
THIN_SHARE = 0.5
MOST_BESIDE_PRODUCT, FAINT_PRODUCT = 3, 0.2  # "AWS equivalent of Auth0" is about nothing else

Weighed = tuple[float, Sequence[int], Sequence[float]]  # a number of a feature's own, and the classes and weights that it counts for
WeightReader = Callable[[Sequence[str]], Mapping[str, Weighed]]


class Mix(Struct, frozen=True):
    """The few numbers of the fusion: a coefficient for each signal, the calibration of the confidence, and where "I do not know" begins."""

    coefficients: dict[str, float]
    calibration: tuple[float, ...]
    threshold: float


# Without a trained model: retrieval and rules alone, with round numbers.
UNTRAINED = Mix(
    {"bm25": 4.0, "tfidf": 8.0, "rules": 1.0, "ruled_out": -4.0, "asked": 0.0, "background": -0.5, "rejected": -4.0, "refused": -20.0, "compared": 2.0, "counterpart": 12.0, "sole": 12.0},
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
    """The candidates, best first, with the fired rules, passage scores and weighed features behind them; `known_share` is the part of the query's terms that knowledge holds.

    `ended` maps those candidates that have ended to what to use today, a candidate too, which stands before them (None where there is nothing).
    """

    candidates: tuple[Candidate, ...]
    fired: tuple[FiredRule, ...]
    passages: PassageScores
    known_share: float
    ended: Mapping[str, str | None] = {}
    features: Mapping[str, Weighed] = {}


class PassageOwners(Struct, frozen=True):
    """Whose each passage is: service numbers by passage number, which ascend twice, over the `searched` passages and over the `light` ones behind them."""

    services: Sequence[int]
    searched: range
    light: range


class Learned:
    """Multinomial logistic regressions ("heads") over the same l2-normalised tf-idf features, their weights read only for the features of a query.

    `heads` maps a head's name to its classes: services' numbers in the catalogue (None where the knowledge no longer
    holds one), or kinds of question; the columns of the weights run through all heads.
    """

    def __init__(self, heads: Mapping[str, Sequence[int | str | None]], bias: Sequence[float], prior: Sequence[float], read_weights: WeightReader) -> None:
        self._heads, self._bias, self._read_weights = heads, bias, read_weights
        self.prior = prior

    def weigh(self, values: Mapping[str, float]) -> dict[str, Weighed]:
        """Known feature → its share in the query's l2 norm, and the classes and weights that it counts for; `values` is feature → weight of its place in the text."""
        known = self._read_weights(list(values))
        norm = math.sqrt(sum((values[f] * idf) ** 2 for f, (idf, _, _) in known.items())) or 1.0
        return {feature: (values[feature] * idf / norm, columns, weights) for feature, (idf, columns, weights) in known.items()}

    def log_probabilities(self, features: Mapping[str, Weighed], heads: Sequence[str]) -> dict[str, dict[Any, float]]:
        """Head → class → log P(class | weighed features)."""
        logits = add_weights(self._bias, list(features.values()))
        found = {}
        for head in heads:
            numbers, start = self._heads[head], self._first_column(head)
            own = logits[start : start + len(numbers)]
            top = max(own)
            total = top + math.log(sum(map(math.exp, [logit - top for logit in own])))
            found[head] = {number: logit - total for number, logit in zip(numbers, own, strict=True) if number is not None}
        return found

    def contributions(self, features: Mapping[str, Weighed], head: str, numbers: Sequence[int]) -> list[dict[str, float]]:
        """For each of some classes of a head: weighed feature → what it adds to the class's logit, where it adds or takes anything."""
        first, found = self._first_column(head), []
        for number in numbers:
            column = first + self._heads[head].index(number) if number in self._heads[head] else -1
            found.append({feature: share * weights[at] for feature, (share, columns, weights) in features.items() if (at := find_place(columns, column)) is not None})
        return found

    def _first_column(self, head: str) -> int:
        """The column where the weights of a head begin."""
        names = list(self._heads)
        return sum(len(self._heads[name]) for name in names[: names.index(head)])


def find_place(ascending: Sequence[int], value: int) -> int | None:
    """The place of a value in ascending numbers, or None."""
    place = bisect_left(ascending, value)
    return place if place < len(ascending) and ascending[place] == value else None


def add_weights(bias: Sequence[float], parts: Sequence[Weighed]) -> list[float]:
    """The bias plus, for each (value, columns, weights), the value times the weights in their columns."""
    if "numpy" in sys.modules:  # a process that has it already; see `Retriever`
        from advisor.arrays import add_weights_in_arrays

        return add_weights_in_arrays(bias, parts)
    sums = [0.0] * len(bias)
    for value, columns, weights in parts:
        for column, weight in zip(columns, weights, strict=True):
            sums[column] += value * weight
    return [first + more for first, more in zip(bias, sums, strict=True)]


class ServiceRanker:
    """Ranks the services of a catalogue for queries."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever, overlap: Overlap, owners: PassageOwners, rules: RuleBook, learned: Learned | None, mix: Mix) -> None:
        self._catalogue, self._retriever, self._overlap = catalogue, retriever, overlap
        self.owners, self._rules, self._learned, self.mix = owners, rules, learned, mix

    def rank(self, query: Query) -> Ranking:
        """The ranking for a query. Same query, same ranking: ties go to the lower id."""
        scores = self._retriever.score(query.weights)
        fired = self._rules.match_rules(query)
        by_bm25, by_tfidf = (signal.below(self.owners.searched.stop) for signal in (scores.bm25, scores.tfidf))
        (bm25,), (tfidf, nearest) = by_bm25.pool(self.owners.services, (POOL_DEPTH,)), by_tfidf.pool(self.owners.services, (POOL_DEPTH, 1))
        pools = {"bm25": bm25, "tfidf": tfidf, "nearest": nearest}
        features = self._learned.weigh(query_features(query)) if self._learned else {}
        heads = self._learned.log_probabilities(features, ("service",)) if self._learned else {}
        named = named_signals(query, fired)
        exclusions = find_exclusions(fired)
        for service in {service for instead in exclusions.values() for service in instead if service in self._catalogue}:
            named.setdefault(service, {})
        entries = self._catalogue.entries
        candidates = {entries[number].id for pool in (*pools.values(), heads.get("service", {})) for number in find_highest(pool, MOST_CANDIDATES)} | named.keys()
        ended = self._catalogue.find_ended(candidates)
        candidates.update(today for today in ended.values() if today)
        pools["overlap"] = self._pool_overlap(features, scores.bm25, candidates) if features else {}
        best = {name: max(pools[name].values(), default=0.0) or 1.0 for name in ("bm25", "overlap")}
        share = prior_share(query)
        refused = refused_services(query)
        signals: dict[str, dict[str, float]] = {}
        for service in sorted(candidates):
            number = self._catalogue.number[service]
            own = {name: pool.get(number, 0.0) / best.get(name, 1.0) for name, pool in pools.items()} | named.get(service, {})
            if refused and self._catalogue.is_covered(service, refused):
                own["refused"] = 1.0
            if self._learned:
                own["learned"] = max(heads["service"].get(number, LEAST_LEARNED), LEAST_LEARNED)
                own["prior"] = share * self._learned.prior[number]
            signals[service] = own
        known = sum(query.weights[t] for t in scores.known) / (sum(query.weights.values()) or 1.0)
        return Ranking(arrange(fuse(signals, self.mix), exclusions, ended), tuple(fired), by_tfidf, known, ended, features)

    def _pool_overlap(self, features: Mapping[str, Weighed], scores: PassageScores, services: Iterable[str]) -> dict[int, float]:
        """Service number → the mean of its best passages' overlap with a text, of those of each block that the search found first."""
        numbers = [self._catalogue.number[service] for service in services]
        blocks = (scores.best_of_each(numbers, self.owners.services, block, POOL_DEPTH) for block in (self.owners.searched, self.owners.light))
        found = [[*searched, *light] for searched, light in zip(*blocks, strict=True)]
        passages = [passage for own in found for passage in own]
        shared = dict(zip(passages, self._overlap.score({feature: share for feature, (share, _, _) in features.items()}, passages), strict=True))
        return {number: add(sorted((shared[passage] for passage in own), reverse=True)[:POOL_DEPTH]) / POOL_DEPTH for number, own in zip(numbers, found, strict=True)}

    def kinds(self, query: Query) -> dict[str, float]:
        """Kind of question ("decision", "diagnosis", "lookup", "none") → its probability; empty without a trained model."""
        if not self._learned:
            return {}
        features = self._learned.weigh(dict.fromkeys(kind_features(query.tokens), 1.0))
        found = {kind: math.exp(value) for kind, value in self._learned.log_probabilities(features, ("kind",))["kind"].items()}
        need = found.pop(NEED, 0.0)
        return found | {"decision": found.get("decision", 0.0) + need}

    def telling_terms(self, query: Query, ranking: Ranking, services: Sequence[str]) -> list[dict[str, float]]:
        """For each service: term → how much its words speak for it to the learned part, by themselves, by their parts, and by half the pairs they stand in; empty without a trained model."""
        if not self._learned:
            return [{} for _ in services]
        features = {token.term: {token.term, *parts_of_word(token.word)} for token in query.tokens}
        pairs = list(dict.fromkeys((a.term, b.term) for a, b in pairwise(query.tokens)))
        found = []
        for adds in self._learned.contributions(ranking.features, "service", [self._catalogue.number[service] for service in services]):
            told = {term: sum([adds[feature] for feature in own if feature in adds]) for term, own in features.items()}
            for a, b in pairs:
                half = adds.get(f"{a} {b}", 0.0) / 2
                told[a] += half
                told[b] += half
            found.append(told)
        return found

    def support(self, query: Query, option: Query) -> float:
        """How well the best known text agrees with a scenario and an option together: TF-IDF cosine in [0, 1]."""
        weights = {term: weight / 2 for term, weight in query.weights.items()} | dict.fromkeys(option.weights, 1.0)
        return self._retriever.score(weights).tfidf.below(self.owners.searched.stop).best()


def prior_share(query: Query) -> float:
    """How much it says, in [0, 1], how often a service is asked about.

    Who asks "which" or "what" asks as exams do, mostly about the core services; a few plain words leave little else to
    go by; a need that is told is as often about a feature.
    """
    if ASKS.search(query.text):
        return 1.0
    return THIN_SHARE if len(query.weights) <= THIN_TERMS else 0.0


def find_highest(values: Mapping[int, float], most: int) -> list[int]:
    """The keys of the `most` highest values, and of those that equal the last of them."""
    if len(values) <= most:
        return list(values)
    least = sorted(values.values(), reverse=True)[most - 1]
    return [key for key, value in values.items() if value >= least]


def named_signals(query: Query, fired: Sequence[FiredRule]) -> dict[str, dict[str, float]]:
    """Service id → the signals of those that rules or mentions name: points of the rules on what is asked, ruled_out, and the roles of the mentions."""
    signals: dict[str, dict[str, float]] = {}
    for service, points in rule_points(one for one in fired if one.asked).items():
        signals.setdefault(service, {})["rules"] = points
    for service, weight in weigh_ruled_out(fired).items():
        signals.setdefault(service, {})["ruled_out"] = weight
    for mention in query.mentions:
        signals.setdefault(mention.service, {})[mention.role] = counterpart_share(query) if mention.role == COUNTERPART else 1.0
    for service in compared_services(query):
        signals.setdefault(service, {})["compared"] = 1.0
    return signals


def query_features(query: Query) -> dict[str, float]:
    """Feature → weight for a query, as `text_features` has them: each weighs what the heaviest of the tokens weighs that it stands on."""
    weighed = [(token, query.weights.get(token.term) or place_weight(query.focus, token.start)) for token in query.tokens]  # stop words have none
    values: dict[str, float] = {}
    for token, weight in weighed:
        for feature in (token.term, *parts_of_word(token.word)):
            values[feature] = max(values.get(feature, 0.0), weight)
    for (a, first), (b, second) in pairwise(weighed):
        pair = f"{a.term} {b.term}"
        values[pair] = max(values.get(pair, 0.0), first, second)
    return values


def text_features(tokens: Sequence[Token]) -> list[str]:
    """The features of a text that the ranker learns from: its terms, its pairs of neighbouring terms, and the parts of its words.

    Stop words too: "who deleted" and "connect to" say more than "deleted" and "connect".
    """
    terms = [token.term for token in tokens]
    return [*terms, *(f"{a} {b}" for a, b in pairwise(terms)), *(part for token in tokens for part in parts_of_word(token.word))]


def parts_of_word(word: str) -> list[str]:
    """The runs of five letters of a word, its ends marked: what "replicas", "replicate" and "replication" share beyond a stem.

    The mark in front keeps them apart from words. None for "non-interruptible", which is no kind of "interruptible".
    """
    if word.startswith(NOT_SO):
        return []
    marked = f"^{word}$"
    return [f"@{marked[at : at + PART]}" for at in range(len(marked) - PART + 1)]


def kind_features(tokens: Sequence[Token]) -> list[str]:
    """The features of a text that its kind is told by: all its words, stop words too, their parts, and the pairs that it begins with.

    The mark in front keeps them apart from those of the other heads.
    """
    terms = [token.term for token in tokens]
    parts = (f"?{part}" for token in tokens for part in parts_of_word(token.word))
    return [*(f"?{term}" for term in terms), *(f"?{a} {b}" for a, b in pairwise(["^", *terms[:5]])), *parts]


def compares_product(query: Query) -> bool:
    """Whether another vendor's product is compared with ours."""
    return any(mention.role == COUNTERPART for mention in query.mentions)


def counterpart_share(query: Query) -> float:
    """How much it says, in [0, 1], that another vendor's product is named: little beside a need that is told in words of its own."""
    spans = [(product.start, product.end) for product in query.products]
    beside = {token.term for token in query.tokens if token.term in query.weights and not lies_in(spans, token.start)}
    return 1.0 if len(beside) <= MOST_BESIDE_PRODUCT else FAINT_PRODUCT


def refused_services(query: Query) -> frozenset[str]:
    """The services that are named as not wanted ("but not SQS")."""
    return frozenset(mention.service for mention in query.mentions if mention.role == "refused")


def compared_services(query: Query) -> tuple[str, ...]:
    """The services of an "X or Y?": two mentions in what is asked, with a few words and an `or` between them."""
    asked = [mention for mention in query.mentions if mention.role == "asked"]
    for first, second in pairwise(asked):
        between = f" {query.text[first.end : second.start].lower()} "
        if first.service != second.service and len(between) < 40 and any(word in between for word in (" or ", " vs ", " vs. ", " versus ")):
            return (first.service, second.service)
    return ()


def fuse(signals: Mapping[str, Mapping[str, float]], mix: Mix) -> list[Candidate]:
    """The candidates by weighted sum of their signals, best first; ties go to the lower id."""
    weigh = mix.coefficients.get
    scored = sorted([(-sum([weigh(name, 0.0) * value for name, value in own.items()]), service) for service, own in signals.items()])
    if not scored:
        return []
    exponentials = [math.exp(scored[0][0] - loss) for loss, _ in scored]
    total = sum(exponentials)
    return [Candidate(service, -loss, e / total, dict(signals[service])) for (loss, service), e in zip(scored, exponentials, strict=True)]


def fuse_again(ranking: Ranking, mix: Mix) -> Ranking:
    """A ranking by another mix of its signals; a candidate of which that mix has no signal at all is not ranked, unless it takes the place of one that has."""
    weighed = [signal for signal, value in mix.coefficients.items() if value]
    kept = {candidate.service for candidate in ranking.candidates if any(candidate.signals.get(signal) for signal in weighed)}
    kept |= {today for service, today in ranking.ended.items() if today and service in kept}
    fused = fuse({candidate.service: candidate.signals for candidate in ranking.candidates if candidate.service in kept}, mix)
    exclusions = find_exclusions(ranking.fired) if mix.coefficients.get("ruled_out") else {}
    return structs.replace(ranking, candidates=arrange(fused, exclusions, ranking.ended))


def arrange(candidates: Sequence[Candidate], exclusions: Mapping[str, Sequence[str]], ended: Mapping[str, str | None]) -> tuple[Candidate, ...]:
    """The candidates as they are told: none that a rule excludes before one that none does, and no ended one first."""
    return replace_ended(replace_excluded(candidates, exclusions), ended)


def replace_excluded(candidates: Sequence[Candidate], exclusions: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """The candidates with the excluded ones behind all others.

    `exclusions` maps each to what its rules prefer: the best of these takes the score and the probability of one that was
    before it and gives it its own, since what spoke for that one ("a function") asked for what this one does ("for two hours").
    """
    known = {candidate.service: candidate for candidate in candidates}
    for excluded in (candidate.service for candidate in candidates if candidate.service in exclusions):
        instead = max((known[service] for service in exclusions[excluded] if service in known and service not in exclusions), key=lambda one: one.score, default=None)
        own = known[excluded]
        if instead and instead.score < own.score:
            known[instead.service], known[excluded] = _trade_places(instead, own), _trade_places(own, instead)
    return sorted(known.values(), key=lambda one: (one.service in exclusions, -one.score, one.service))


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
    replaced: dict[str, list[Candidate]] = {}
    for candidate in ranking.candidates:
        today = ranking.ended.get(candidate.service, candidate.service)
        if today:
            replaced.setdefault(today, []).append(candidate)
    merged = ((candidate, replaced[candidate.service]) for candidate in ranking.candidates if candidate.service not in ranking.ended)
    return tuple(structs.replace(one, probability=sum([c.probability for c in own]), score=max([c.score for c in own])) for one, own in merged)


def share_confidence(ranking: Ranking, sure: float) -> dict[str, float]:
    """Service → how likely it is the answer: the first is `sure`, the others share what is left by their probabilities, none more than the first. An ended one has nothing of its own."""
    merged = merge_ended(ranking)
    rest = max(1 - merged[0].probability, 1e-9) if merged else 1.0
    return {one.service: min((1 - sure) * one.probability / rest, sure) if place else sure for place, one in enumerate(merged)}


def confidence_inputs(ranking: Ranking) -> tuple[float, ...]:
    """What the confidence is a logistic function of: 1, the highest log probability, its lead over the second, and what the learned part by itself says of the first."""
    first, second = (max(probability, 1e-9) for probability in (*sorted([c.probability for c in ranking.candidates], reverse=True), 0.0)[:2])
    return (1.0, math.log(first), min(math.log(first / second), 6.0), learned_of_first(ranking, math.log(first)))


def learned_of_first(ranking: Ranking, highest: float) -> float:
    """The log probability that the learned part by itself gives the first candidate: where it is far from what all signals say together, these are less sure.

    It cannot tell where something else took the place of what it favours: a refusal, a rule that excludes, the end of a
    service, a name that is all that was said; the `highest` log probability then stands for it.
    """
    first = ranking.candidates[0]
    took_a_place = first.score < max(one.score for one in ranking.candidates) or any(first.signals.get(name, 0.0) > 0 for name in (TRADED, COUNTERPART, "sole"))
    if took_a_place or any("refused" in one.signals for one in ranking.candidates):
        return highest
    return first.signals.get("learned", 0.0)


def confidence(ranking: Ranking, mix: Mix) -> float:
    """The probability that the first candidate is right (Platt scaling over `confidence_inputs`)."""
    if not ranking.candidates:
        return 0.0
    total = sum(weight * value for weight, value in zip(mix.calibration, confidence_inputs(ranking), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
