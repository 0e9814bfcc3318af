"""What speaks for a ranked service, in the user's own words: candidates, fired rules and passages in, reasons and alternatives out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from functools import lru_cache

from msgspec import Struct

from advisor.knowledge.catalogue import Catalogue
from advisor.model import Alternative, CueMatch, Note, ProductMention, Reason, Rule, RuledOut, Service, Source
from advisor.pattern import compile_late
from advisor.ranking.fusion import Ranking
from advisor.ranking.ranking import compares_product, refused_services
from advisor.ranking.rules import find_exclusions
from advisor.text.analysis import Query
from advisor.text.tokens import Token, Tokenizer
from advisor.text.wording import Wording, without_closing_question, without_count

MOST_REASONS = 3
MOST_READ = 16_384  # texts
MOST_WORDS = 6
MOST_OF_SHORT_WORD = 2  # letters
LEAST_NEED_WORDS = 3  # "needs like: database" tells nothing
NEEDED, ASKED = "It is chosen for needs like", "It is the answer to questions like"
SAME_WORDS = 0.5  # of the shorter of two reasons in the longer one
WORDS = "words"
COUNTERPARTS = Source("the advisor's own list of counterparts")
LEAST_TELLING = 0.15  # of what the word that speaks most for a service does: the others only happen to stand in both texts
LONG_TEXT = 25
KINDS_OF_GUIDES = frozenset({"administrator", "administration", "management", "database", "documentation", "document", "docs", "reference"})
GENERIC_NAMES = frozenset({"amazon", "aws", "service", "services", "guide", "user", "developer", "page"})
RAW_SOURCE = compile_late(r"\b(?:API (?:model|reference)|boto3|botocore|announcements?|whitepaper|pricing)\b", re.IGNORECASE)  # tells a detail, and not what something is for
LEAST_SHARED_WITH_OTHER, LEAST_SHARED_WITH_OTHERS_NOTE, MOST_BESIDE = 3, 5, 2
MOST_ALTERNATIVES, MOST_RULED_OUT = 2, 3
LEAST_RUNNER_UP = 0.05
LEAST_RIVAL, LEAST_NEAR, LEAST_MET, LEAST_MET_TERMS = 0.4, 0.25, 0.5, 3  # of the probability of the choice, of the words of a situation; of shorter ones half is one word
REFUSED = "you said that you do not want"
COMES_NEAR = ", which your words come near to"
RATHER, PART_ENOUGH = "you rather need what it is for", "only this part of it is asked for"
TURNS = compile_late(r"\b(?:no|not|never|nor|only|without|cannot)\b")


WeighTerms = Callable[[Container[str]], Mapping[str, float]]


class Citable(Struct, frozen=True):
    """A source with the words of what it says, and whose it is: the service's own guide, a page on it in the guide of another, or something else."""

    source: Source
    terms: frozenset[str]
    kind: int


OWN_GUIDE, PAGE_ON_IT, ELSEWHERE = range(3)
LEAST_SHARED = ((OWN_GUIDE, 2), (PAGE_ON_IT, 2), (ELSEWHERE, 3))  # words of a reason: one word that both have is chance
INTRODUCES = compile_late(r"\bwhat is\b", re.IGNORECASE)


class Shelf(Struct, frozen=True):
    """What can be cited on a service: the telling words of each of its names, its facts, and behind them what the rules for it rest on."""

    names: tuple[frozenset[str], ...]
    facts: tuple[Citable, ...]
    rules: tuple[Citable, ...]


class Explainer:
    """Tells why a service was chosen, and what would change that."""

    def __init__(self, services: Mapping[str, Service], catalogue: Catalogue, tokenizer: Tokenizer, wording: Wording, rules_on: Callable[[str], Sequence[Rule]]) -> None:
        self._services, self._catalogue, self._tokenizer, self._wording, self._rules_on = services, catalogue, tokenizer, wording, rules_on
        self._generic, self._kinds_of_guides = (frozenset(map(tokenizer.term, words)) for words in (GENERIC_NAMES, KINDS_OF_GUIDES))
        self._shelves: dict[str, Shelf] = {}  # made when first asked for
        self._terms = lru_cache(MOST_READ)(lambda text: frozenset(tokenizer.terms(text)))  # reasons and sources are told again and again

    def explain(self, service: Service, query: Query, ranking: Ranking, nearest: Sequence[str], note: Note | None, weigh_terms: WeighTerms) -> tuple[Reason, ...]:
        """The reasons for a service: the rules that fired for it, strongest first, then the known need nearest to the scenario.

        `nearest` are the service's texts that are most like the query; `note` is what the deck says on it, `weigh_terms` tells how much each of some terms speaks for it. Of rules that rest on
        the same words, or say the same in hardly other words, the strongest speaks.
        """
        fired = sorted((one for one in ranking.fired if service.id in dict(one.rule.prefer)), key=lambda one: (-dict(one.rule.prefer)[service.id], one.rule.id))
        first_on = {frozenset((cue.start, cue.end) for cue in one.cues): one for one in reversed(fired)}
        reasons = [Reason(f"On AWS it takes the place of {product.name}.", COUNTERPARTS, cues=(CueMatch(WORDS, product.start, product.end),)) for product in replaced_products(query, service.id)]
        told: list[set[str]] = []
        for one in (one for one in fired if one in first_on.values()):
            says = set(self._tokenizer.terms(one.rule.why))
            if len(reasons) < MOST_REASONS and not any(len(says & other) >= SAME_WORDS * min(len(says), len(other)) for other in told):
                told.append(says)
                reasons.append(Reason(one.rule.why, one.rule.source, rule=one.rule.id, cues=one.cues))
        if len(reasons) < MOST_REASONS:
            telling = weigh_terms(query.weights)
            need = self._find_need(query, service.summary, nearest, telling)
            shared = self._shared_words(query, need, telling)
            if shared:
                text = without_closing_question(without_count(need))
                known = ASKED if text.endswith("?") else NEEDED
                source, passage = self._find_source(service, note, text)
                reasons.append(Reason(f"{known}: {self._wording.lower_first(text)}", source, passage=passage, cues=shared))
        if reasons:
            return tuple(reasons)
        source, passage = self._find_source(service, note, service.summary)
        return (Reason(service.summary, source, passage=passage),)

    def _find_need(self, query: Query, summary: str, nearest: Sequence[str], telling: Mapping[str, float]) -> str:
        """Of the texts nearest to a query that which shares most of what speaks for their service and tells little else; the nearest where nothing speaks.

        A text that is nearest by words that only happen to stand in both ("often", "a lot") tells no reason, nor does the service's `summary`, which stands above.
        """

        def speaks(need: str) -> float:
            terms = self._terms(need)
            shared = [term for term in terms if term in query.weights]
            return math.fsum(max(telling.get(term, 0.0), 0.0) for term in shared) * len(shared) / math.sqrt(len(terms) or 1)

        needs = (self._nearest_sentence(query, text) for text in nearest if len(text.split()) >= LEAST_NEED_WORDS and text != summary)
        return max(needs, key=speaks, default="")

    def _nearest_sentence(self, query: Query, text: str) -> str:
        """Of a long text the sentence that shares most words with the query."""
        if len(text.split()) <= LONG_TEXT:
            return text
        sentences = re.split(r"(?<=[.?!])\s+", text)
        return max(sentences, key=lambda sentence: math.fsum(query.weights.get(term, 0.0) for term in self._terms(sentence)))  # a set has no order to add up in

    def _shared_words(self, query: Query, text: str, telling: Mapping[str, float]) -> tuple[CueMatch, ...]:
        """The query's words that a text shares and that speak for its service, each where it first stands; all that it shares where none does."""
        terms = self._terms(text)
        shared: dict[str, Token] = {}
        for token in query.tokens:
            if token.term in terms and not self._tokenizer.is_stop(token):
                shared.setdefault(token.term, token)
        long = {term: token for term, token in shared.items() if len(token.word) > MOST_OF_SHORT_WORD} or shared  # "7 pm" where there is nothing else
        found = {term: CueMatch(WORDS, token.start, token.end) for term, token in long.items()}
        least = LEAST_TELLING * max((telling[term] for term in found if term in telling), default=0.0)
        kept = [match for term, match in found.items() if telling.get(term, 0.0) > least] or list(found.values())
        return tuple(sorted(kept, key=lambda match: match.start))[:MOST_WORDS]

    def find_alternatives(self, service: Service, query: Query, ranking: Ranking) -> tuple[Alternative, ...]:
        """What would change the answer, nothing that is ruled out: at most two others.

        First the service's own `not_when` that leads to the best ranked other, with a remark where the query comes near to it.
        Then the runner-up where it rivals the choice or the service itself leads to it, else the next `not_when`. Where there
        is nothing, the best ranked of the family.
        """
        catalogue, out = self._catalogue, {*refused_services(query), *find_exclusions(ranking.fired)}
        own = {service.id, *catalogue.ancestors(service.id)}  # the service that a feature belongs to is no other choice
        parts_too = bool(out) and not catalogue.is_covered(service.id, out)  # parts of what is ruled out go with it, but where the choice is one of them

        def is_open(other: str) -> bool:
            return not (other in out or catalogue[other].over or (parts_too and catalogue.is_covered(other, out)))

        open_ones = [candidate for candidate in ranking.candidates if candidate.service not in own and is_open(candidate.service)]
        place = {candidate.service: index for index, candidate in enumerate(ranking.candidates)}
        known = sorted((other for other in service.not_when if is_open(other.instead)), key=lambda other: place.get(other.instead, len(place)))
        highest = ranking.candidates[0].probability
        near = {one.service for one in ranking.candidates if one.probability >= LEAST_NEAR * highest}
        met = {other.situation for other in known if other.instead in near and self._is_met(other.situation, query)}
        situations = {other.instead: other.situation + (COMES_NEAR if other.situation in met else "") for other in reversed(known)}
        runner_up = [one.service for one in open_ones[:1] if one.probability >= max(LEAST_RUNNER_UP, LEAST_RIVAL * highest) or one.service in situations]
        leading = [other.instead for other in known]
        chosen = list(dict.fromkeys([*leading[:1], *runner_up, *leading[1:]]))
        if not chosen:
            chosen = [one.service for one in open_ones if catalogue[one.service].family == service.family]
        return tuple(Alternative(other, catalogue[other].name, situations.get(other) or self._when_rather(other, service.id)) for other in chosen[:MOST_ALTERNATIVES])

    def _is_met(self, situation: str, query: Query) -> bool:
        """Whether what is asked holds most words of a situation, and those that turn it round."""
        terms = self._terms(situation)
        said = {term for term in terms if query.weights.get(term) == 1.0}
        turned = set(TURNS.findall(situation.lower()))
        return len(terms) >= LEAST_MET_TERMS and len(said) >= LEAST_MET * len(terms) and turned.issubset(TURNS.findall(query.text.lower()))

    def _leads_to(self, service: str, other: str) -> str | None:
        """The situation in which a service gives way to another."""
        return next((one.situation for one in self._services[service].not_when if one.instead == other), None)

    def _when_rather(self, service: str, choice: str) -> str:
        """When to choose a service that the choice itself does not name: another one, or a part of the choice."""
        summary, back = self._wording.lower_first(self._services[service].summary.rstrip(".")), self._leads_to(service, choice)
        when = PART_ENOUGH if choice in self._catalogue.ancestors(service) and not back else RATHER
        return f"{when}: {summary}{f' (but not when {back})' if back else ''}"

    # Sources -------------------------------------------------------------------------------------------------------

    def _find_source(self, service: Service, note: Note | None, text: str) -> tuple[Source, str | None]:
        """The source to show for a reason with this text, and the note where it is one.

        The deck's note where it is about the service by its title or says what the text says; else what shares most words with the text of the service's own guide, of pages
        on the service in others, and of what else its facts rest on; else the guide as a whole, be it that of a rule; else our own entry.
        """
        shelf = self._shelves.get(service.id) or self._shelves.setdefault(service.id, self._make_shelf(service))
        says = self._name_terms(text).difference(*shelf.names)
        is_on_it = note is not None and note.services[0] == service.id and self._is_named(shelf.names, f"{note.title} {note.source.slide}")
        is_own = note is not None and service.id in (note.services[0], *self._catalogue.ancestors(note.services[0]))
        if note and (is_on_it or len(says & self._terms(note.text)) >= (LEAST_SHARED_WITH_OTHER if is_own else LEAST_SHARED_WITH_OTHERS_NOTE)):
            return Source(note.title, note.source.slide, note.id, note.source.date), note.id
        for kind, least in LEAST_SHARED:
            most, best = max(((len(says & one.terms), -place) for place, one in enumerate(shelf.facts) if one.kind == kind), default=(0, 0))
            if most >= least:
                return shelf.facts[-best].source, None
        own = min((one for one in (*shelf.facts, *shelf.rules) if one.kind != ELSEWHERE), key=lambda one: one.kind, default=None)
        return (self._cite_guide(shelf, own.source) if own else Source(f"the advisor's own entry on {service.name}")), None

    def _cite_guide(self, shelf: Shelf, source: Source) -> Source:
        """The section of a guide where it is all about the service, else the guide as a whole."""
        guide, _, section = source.title.partition(", ")
        guide_terms = self._name_terms(guide)
        return source if self._is_named([name - guide_terms for name in shelf.names], section) or INTRODUCES.search(section) else Source(guide, date=source.date)

    def _make_shelf(self, service: Service) -> Shelf:
        """What can be cited on a service."""
        named = [self._name_terms(name) for name in (service.name, *service.aliases, service.id.replace("-", " "))]
        names = tuple(frozenset(terms) for terms in named if terms)
        above = [self._services[parent] for parent in self._catalogue.ancestors(service.id)]
        guides = [*names, *(frozenset(self._name_terms(name)) for parent in above for name in (parent.name, *parent.aliases))]

        def judge(text: str, source: Source) -> Citable:
            guide, _, section = source.title.partition(", ")
            is_raw = bool(RAW_SOURCE.search(guide))
            titled = self._name_terms(guide)
            is_guide = not is_raw and any(name <= titled and titled - name <= self._kinds_of_guides for name in guides)
            kind = OWN_GUIDE if is_guide else PAGE_ON_IT if not is_raw and self._is_page_on(names, guide, section) else ELSEWHERE
            return Citable(source, frozenset(self._name_terms(f"{text} {section}")), kind)

        rules = (rule for rule in self._rules_on(service.id) if service.id in dict(rule.prefer) and not rule.source.note)
        return Shelf(names, tuple(judge(fact.text, fact.source) for fact in (*service.facts, *service.limits)), tuple(judge(rule.why, rule.source) for rule in rules))

    def _is_page_on(self, names: Iterable[Set[str]], guide: str, section: str) -> bool:
        """Whether a section of another service's guide is on a service: it names it, not the guide's own service too, and says little else."""
        terms = self._name_terms(section)
        named = [name for name in names if name <= terms]
        beside = [terms - name for name in named]
        others = self._name_terms(guide).difference(*names)
        return any(len(left) <= MOST_BESIDE and left.isdisjoint(others) for left in beside)

    def _name_terms(self, name: str) -> frozenset[str]:
        return self._terms(name) - self._generic

    def _is_named(self, names: Iterable[Set[str]], text: str) -> bool:
        """Whether a text holds all words of one of some names."""
        terms = self._terms(text)
        return any(name and name <= terms for name in names)


def replaced_products(query: Query, service: str) -> tuple[ProductMention, ...]:
    """The other vendors' products whose work a service does, where they are compared with ours."""
    named = {product.name: product for product in reversed(query.products) if service in product.services}
    return tuple(reversed(named.values()))[:MOST_REASONS] if compares_product(query) else ()


def explain_ruled_out(query: Query, ranking: Ranking, catalogue: Catalogue, choice: str) -> tuple[RuledOut, ...]:
    """The services that who asks does not want, by id, then those that fired rules exclude and that come into question, the likeliest first, each reason once.

    These are what the query names, what is likely, and what gives way to the choice by a rule for it: of what a rule on something else excludes, nobody thought.
    """
    words = {mention.service: query.text[mention.start : mention.end] for mention in reversed(query.mentions) if mention.role == "refused"}
    refused = sorted(words)
    whole = catalogue.root(choice)
    named = query.named
    told: dict[str, RuledOut] = {}
    for candidate in ranking.candidates:
        service = candidate.service
        for one in (one for one in ranking.fired if service not in words):
            reason = dict(one.rule.rule_out).get(service)
            leads = any(catalogue.root(other) == whole for other, _ in one.rule.prefer)
            if reason and (leads or service in named or candidate.probability >= LEAST_RUNNER_UP):
                told.setdefault(reason, RuledOut(service, catalogue[service].name, reason, one.rule.id))
                break
    return (*(RuledOut(service, catalogue[service].name, f'{REFUSED} "{words[service]}"') for service in refused), *list(told.values())[:MOST_RULED_OUT])
