"""Signals of every candidate service: a query in; learned weights, retrieval, rules and mentions brought together and fused, a `Ranking` out."""

from __future__ import annotations

import math
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from advisor.knowledge.catalogue import Catalogue
from advisor.phrasing.need_phrasing import asks_for_part
from advisor.ranking.features import kind_features, parts_of_word, query_features
from advisor.ranking.fusion import COUNTERPART, Candidate, Mix, Ranking, Weighed, arrange, fuse, level_open
from advisor.ranking.overlap import Overlap
from advisor.ranking.retrieval import Retriever
from advisor.ranking.rules import FiredRule, RuleBook, find_exclusions, find_open, rule_points, weigh_ruled_out
from advisor.ranking.scores import Block, add, find_highest, mean_scores
from advisor.ranking.verdicts import find_verdicts
from advisor.text.analysis import Query
from advisor.text.memo import remember

POOL_DEPTH = 3
MOST_CANDIDATES = 16
LEAST_LEARNED = -12.0
FEW_WEIGHTS = 600  # so few are added up as fast without arrays
NEED = "need"  # a decision that somebody asks for in a few words of their own: a kind by itself to the training, since small talk is nearest to it
ASKS = re.compile(r"\b(?:which|what)\b", re.IGNORECASE)
BEHIND_WHOLE = 2.0  # how far the prior of a part is behind its whole's at most; not at all where a part is asked for
THIN_TERMS = 4  # so few say too little to rank by alone
THIN_SHARE = 0.5
STRONG = 2  # of a rule
MOST_BESIDE_PRODUCT, FAINT_PRODUCT = 3, 0.2  # "AWS equivalent of Auth0" is about nothing else

SAME_KIND, LEAST_NEAR = 3, 1  # how near what takes a refused service's place is to it
MOST_BESIDE_REFUSED = 2  # words that say hardly more than that something else is wanted

WeightReader = Callable[[Sequence[str]], Mapping[str, Weighed]]


class PassageOwners:
    """Whose each passage is: service numbers by passage number, which ascend twice, over the `searched` passages, so many, and over the `light` ones behind them."""

    def __init__(self, services: Sequence[int], searched: int) -> None:
        self.services = services
        self.searched, self.light = Block(services, range(searched)), Block(services, range(searched, len(services)))


class Learned:
    """Multinomial logistic regressions ("heads") over the same l2-normalised tf-idf features, their weights read only for the features of a query.

    `heads` maps a head's name to its classes: services' numbers in the catalogue (None where the knowledge no longer
    holds one), or kinds of question; the columns of the weights run through all heads.
    """

    def __init__(self, heads: Mapping[str, Sequence[int | str | None]], bias: Sequence[float], prior: Sequence[float], read_weights: WeightReader) -> None:
        self._bias, self._read_weights, self.prior = bias, read_weights, prior
        self._columns: dict[str, range] = {}
        self._classes = heads
        self._column_of: dict[str, dict[Any, int]] = {}
        start = 0
        for head, classes in heads.items():
            columns = self._columns[head] = range(start, start := start + len(classes))
            self._column_of[head] = {number: column for column, number in zip(columns, classes, strict=True) if number is not None}

    def weigh(self, values: Mapping[str, float]) -> dict[str, Weighed]:
        """Known feature → its share in the query's l2 norm, and the classes and weights that it counts for; `values` is feature → weight of its place in the text."""
        known = self._read_weights(list(values))
        norm = math.sqrt(sum((values[f] * idf) ** 2 for f, (idf, _, _) in known.items())) or 1.0
        return {feature: (values[feature] * idf / norm, columns, weights) for feature, (idf, columns, weights) in known.items()}

    def log_probabilities(self, features: Mapping[str, Weighed], head: str) -> dict[Any, float]:
        """Class of a head → log P(class | weighed features)."""
        logits = add_weights(self._bias, list(features.values()), self._columns[head])
        top = max(logits)
        total = top + math.log(sum(map(math.exp, [logit - top for logit in logits])))
        found = dict(zip(self._classes[head], [logit - total for logit in logits], strict=True))
        found.pop(None, None)
        return found

    def contributions(self, features: Mapping[str, Weighed], head: str, number: int) -> dict[str, float]:
        """Feature → what it adds to the logit of a class of a head, of the weighed features that add anything."""
        column = self._column_of[head].get(number, -1)
        found = {}
        for feature, (share, columns, weights) in features.items():
            place = bisect_left(columns, column)
            if place < len(columns) and columns[place] == column:
                found[feature] = share * weights[place]
        return found


def add_weights(bias: Sequence[float], parts: Sequence[Weighed], wanted: range) -> list[float]:
    """For the columns of a range the bias plus, for each (value, columns, weights), the value times the weights in their columns."""
    if "numpy" in sys.modules and sum([len(columns) for _, columns, _ in parts]) > FEW_WEIGHTS:  # a process that has it already; see `Retriever`
        from advisor.ranking.arrays import add_weights_in_arrays

        return add_weights_in_arrays(bias, parts, wanted)
    sums = [0.0] * len(bias)
    for value, columns, weights in parts:
        for column, weight in zip(columns, weights, strict=True):
            sums[column] += value * weight
    return [bias[column] + sums[column] for column in wanted]


class ServiceRanker:
    """Ranks the services of a catalogue for queries."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever, overlap: Overlap, owners: PassageOwners, rules: RuleBook, learned: Learned | None, mix: Mix) -> None:
        self._catalogue, self._retriever, self._overlap = catalogue, retriever, overlap
        self.owners, self._rules, self._learned, self.mix = owners, rules, learned, mix

    def rank(self, query: Query) -> Ranking:
        """The ranking for a query. Same query, same ranking: ties go to the lower id."""
        scores = self._retriever.score(query.weights)
        fired = self._rules.match_rules(query)
        owners = self.owners
        by_tfidf, by_bm25 = (kind.find_best(owners.searched, POOL_DEPTH) for kind in (scores.tfidf, scores.bm25))
        features = self._learned.weigh(query_features(query)) if self._learned else {}
        learned: dict[int, float] = self._learned.log_probabilities(features, "service") if self._learned else {}
        named = named_signals(query, fired)
        exclusions = find_exclusions(fired)
        verdicts = find_verdicts(query, fired)
        refused = refused_services(query)
        stand_ins = find_stand_ins(query, refused, self._catalogue)
        for service in {service for instead in (*exclusions.values(), stand_ins) for service in instead if service in self._catalogue}:
            named.setdefault(service, {})
        highest = (by_bm25.find_highest(POOL_DEPTH, MOST_CANDIDATES), by_tfidf.find_highest(POOL_DEPTH, MOST_CANDIDATES), by_tfidf.find_highest(1, MOST_CANDIDATES))
        entries = self._catalogue.entries
        candidates = {entries[number].id for numbers in (*highest, find_highest(learned, MOST_CANDIDATES)) for number in numbers} | named.keys()
        ended = self._catalogue.find_ended(candidates)
        candidates.update(today for today in ended.values() if today)
        order = sorted(candidates)
        numbers = [self._catalogue.number[service] for service in order]
        near_by_bm25, near_by_tfidf = by_bm25.take(numbers), by_tfidf.take(numbers)
        light = scores.bm25.find_best(owners.light, POOL_DEPTH).take(numbers) if features else []
        pools = {
            "bm25": share_of_best(mean_scores(near_by_bm25, POOL_DEPTH)),
            "tfidf": mean_scores(near_by_tfidf, POOL_DEPTH),
            "nearest": mean_scores(near_by_tfidf, 1),
            "overlap": share_of_best(self._pool_overlap(features, near_by_bm25, light)) if features else [0.0] * len(order),
        }
        share, behind_whole = prior_share(query), 0.0 if asks_for_part(query) else BEHIND_WHOLE
        signals: dict[str, dict[str, float]] = {}
        for service, *told in zip(order, *pools.values(), strict=True):
            own = dict(zip(pools, told, strict=True)) | named.get(service, {})
            if refused and self._catalogue.is_covered(service, refused):
                own["refused"] = 1.0
            if self._learned:
                own["learned"] = max(self._find_learned(service, learned), LEAST_LEARNED)
                own["prior"] = share * self._find_prior(service, behind_whole)
            signals[service] = own
        known = sum(query.weights[t] for t in scores.known) / (sum(query.weights.values()) or 1.0)
        fused = fuse(signals, self.mix)
        leads = {service: strength for one in verdicts for service, strength in one.rule.prefer}
        if not leads and fused and not keeps_first(fused[0], stand_ins, signals):
            leads = stand_ins
        arranged = level_open(arrange(fused, exclusions, ended, leads, self.mix.penalty), find_open(fired))
        nearest = {service: [passage for _, passage in own] for service, own in zip(order, near_by_tfidf, strict=True) if own}
        return Ranking(arranged, tuple(fired), nearest, known, ended, features, verdicts, leads, self._catalogue.parents)

    def _find_learned(self, service: str, learned: Mapping[int, float]) -> float:
        """How likely a service is to the learned part; a part that is newer than the training as likely as its whole, where what asks for it belonged when that was learned."""
        number, whole = self._catalogue.number, self._catalogue[service].parent
        known = service if number[service] in learned or not whole else whole
        return learned.get(number[known], LEAST_LEARNED)

    def _find_prior(self, service: str, behind_whole: float) -> float:
        """How often a service is asked about, on a logarithmic scale: a part at most so far behind its whole, since who asks about it asks about that."""
        if self._learned is None:
            return 0.0
        number, own = self._catalogue.number, self._learned.prior
        whole = self._catalogue[service].parent
        return max(own[number[service]], own[number[whole]] - behind_whole) if whole else own[number[service]]

    def _pool_overlap(self, features: Mapping[str, Weighed], *best: Sequence[Sequence[tuple[float, int]]]) -> list[float]:
        """For each service the mean of its best passages' overlap with a text, of those that the search found first for it in each block."""
        found = [[passage for block in own for _, passage in block] for own in zip(*best, strict=True)]
        shared = iter(self._overlap.score({feature: share for feature, (share, _, _) in features.items()}, [passage for own in found for passage in own]))
        return [add(sorted(islice(shared, len(own)), reverse=True)[:POOL_DEPTH]) / POOL_DEPTH for own in found]

    def kinds(self, query: Query) -> dict[str, float]:
        """Kind of question ("decision", "diagnosis", "lookup", "none") → its probability; empty without a trained model."""
        if not self._learned:
            return {}
        features = self._learned.weigh(dict.fromkeys(kind_features(query.tokens), 1.0))
        found = {kind: math.exp(value) for kind, value in self._learned.log_probabilities(features, "kind").items()}
        need = found.pop(NEED, 0.0)
        return found | {"decision": found.get("decision", 0.0) + need}

    def telling_terms(self, query: Query, ranking: Ranking, service: str, terms: Container[str]) -> dict[str, float]:
        """Those of some terms that a query has → how much its words speak for a service to the learned part, by themselves, by their parts, and by half the pairs they stand in.

        Empty without a trained model.
        """
        if not self._learned:
            return {}
        spoken = self._learned.contributions(ranking.features, "service", self._catalogue.number[service])
        words = {token.term: token.word for token in query.tokens if token.term in terms}
        told = {term: add([spoken.get(feature, 0.0) for feature in dict.fromkeys((term, *parts_of_word(word)))]) for term, word in words.items()}
        for pair in dict.fromkeys((a.term, b.term) for a, b in pairwise(query.tokens)):
            half = spoken.get(" ".join(pair), 0.0) / 2 if not told.keys().isdisjoint(pair) else 0.0
            for term in pair:
                if half and term in told:
                    told[term] += half
        return told

    def support(self, query: Query, option: Query) -> float:
        """How well the best known text agrees with a scenario and an option together: TF-IDF cosine in [0, 1]."""
        weights = {term: weight / 2 for term, weight in query.weights.items()} | dict.fromkeys(option.weights, 1.0)
        return self._retriever.score(weights).tfidf.below(self.owners.searched.passages.stop).best()


def prior_share(query: Query) -> float:
    """How much it says, in [0, 1], how often a service is asked about.

    Who asks "which" or "what" asks as exams do, mostly about the core services; a few plain words leave little else to
    go by; a need that is told is as often about a feature.
    """
    if ASKS.search(query.text):
        return 1.0
    return THIN_SHARE if len(query.weights) <= THIN_TERMS else 0.0


def share_of_best(values: Sequence[float]) -> list[float]:
    """Values as shares of the highest, where that is more than nothing."""
    best = max(values, default=0.0) or 1.0
    return [value / best for value in values]


def named_signals(query: Query, fired: Sequence[FiredRule]) -> dict[str, dict[str, float]]:
    """Service id → the signals of those that rules or mentions name: points of the rules on what is asked, ruled_out, and the roles of the mentions."""
    signals: dict[str, dict[str, float]] = {}
    for service, points in rule_points(one for one in fired if one.asked).items():
        signals.setdefault(service, {})["rules"] = points
    for service, weight in weigh_ruled_out(fired).items():
        signals.setdefault(service, {})["ruled_out"] = weight
    for mention in query.mentions:
        signals.setdefault(mention.service, {})[mention.role] = counterpart_share(query, fired) if mention.role == COUNTERPART else 1.0
    for service in compared_services(query):
        signals.setdefault(service, {})["compared"] = 1.0
    return signals


@remember
def compares_product(query: Query) -> bool:
    """Whether another vendor's product is compared with ours."""
    return any(mention.role == COUNTERPART for mention in query.mentions)


def counterpart_share(query: Query, fired: Sequence[FiredRule]) -> float:
    """How much it says, in [0, 1], that another vendor's product is named: little beside a need that is told in words of its own, or that a rule knows."""
    instead = {service for product in query.products for service in product.services}
    if any(one.asked and strength >= STRONG and service not in instead for one in fired for service, strength in one.rule.prefer):
        return FAINT_PRODUCT
    return 1.0 if len(query.terms_beside(query.products)) <= MOST_BESIDE_PRODUCT else FAINT_PRODUCT


@remember
def refused_services(query: Query) -> frozenset[str]:
    """The services that are named as not wanted ("but not SQS")."""
    return frozenset(mention.service for mention in query.mentions if mention.role == "refused")


def find_stand_ins(query: Query, refused: frozenset[str], catalogue: Catalogue) -> dict[str, int]:
    """What takes the place of what a query refuses, each with how near it is, where nothing else decides.

    The others of the kind of thing that it asks for ("NoSQL, but not DynamoDB"), else, where hardly anything is asked for,
    what the refused ones are known to give way to before what they are parts of, the first of it where nothing is said at all.
    Who says hardly more than that a service is in use that is not open any more is told what to use today.
    """
    found = {other: SAME_KIND for services in query.kinds if not refused.isdisjoint(services) for other in services if not catalogue.is_covered(other, refused)}
    if not found and len(query.weights) <= MOST_BESIDE_REFUSED:
        for service in sorted(refused):
            near = catalogue[service].near if query.weights else catalogue[service].near[:1]
            found |= dict.fromkeys(catalogue.ancestors(service), LEAST_NEAR)
            found |= dict.fromkeys(near, LEAST_NEAR + 1)
    if not refused and len(query.terms_beside(query.mentions)) <= MOST_BESIDE_REFUSED:
        found |= {other: LEAST_NEAR for service in query.named for other in catalogue[service].instead if other in catalogue}
    return {other: how for other, how in found.items() if not catalogue.is_covered(other, refused) and not catalogue[other].over}


def keeps_first(first: Candidate, leads: Collection[str], signals: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether rules speak for the first candidate more than for any of those that would take its place."""
    points = first.signals.get("rules", 0.0)
    return points > max((signals[service].get("rules", 0.0) for service in leads if service in signals), default=0.0)


@remember
def compared_services(query: Query) -> tuple[str, ...]:
    """The services of an "X or Y?", or an "X, Y or Z?": mentions in what is asked, with a few words and an `or` between the last two."""
    asked = [mention for mention in query.mentions if mention.role in ("asked", "proposed")]
    for place, (first, second) in enumerate(pairwise(asked)):
        between = f" {query.text[first.end : second.start].lower()} "
        if first.service != second.service and len(between) < 40 and any(word in between for word in (" or ", " vs ", " vs. ", " versus ")):
            before = place
            while before and query.text[asked[before - 1].end : asked[before].start].strip() == ",":
                before -= 1
            return tuple(dict.fromkeys(mention.service for mention in asked[before : place + 2]))
    return ()
