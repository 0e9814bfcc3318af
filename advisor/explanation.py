"""What speaks for a ranked service, in the user's own words: candidates, fired rules and passages in, reasons and alternatives out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Set
from functools import lru_cache
from math import fsum

from msgspec import Struct

from advisor.analysis import Query
from advisor.catalogue import Catalogue
from advisor.fusion import Ranking
from advisor.model import Alternative, CueMatch, Note, ProductMention, Reason, RuledOut, Service, Source
from advisor.pattern import compile_late
from advisor.ranking import compares_product, refused_services
from advisor.rules import find_exclusions, ruled_out
from advisor.tokens import Tokenizer
from advisor.wording import Wording, without_closing_question, without_count

MOST_REASONS = 3
MOST_READ = 4_096  # texts
MOST_WORDS = 6
LEAST_NEED_WORDS = 3  # "needs like: database" tells nothing
NEEDED, ASKED = "It is chosen for needs like", "It is the answer to questions like"
SAME_WORDS = 0.5  # of the shorter of two reasons in the longer one
WORDS = "words"
COUNTERPARTS = Source("the advisor's own list of counterparts")
LEAST_TELLING = 0.15  # of what the word that speaks most for a service does: the others only happen to stand in both texts
LONG_TEXT = 25
GENERIC_NAMES = frozenset({"amazon", "aws", "service", "services", "guide", "user", "developer", "page"})
RAW_SOURCE = compile_late(r"\b(?:API (?:model|reference)|boto3|botocore|announcements?|whitepaper|pricing)\b", re.IGNORECASE)  # tells a detail, and not what something is for
LEAST_SHARED, LEAST_SHARED_WITH_OTHER, MOST_BESIDE = 2, 3, 2
MOST_ALTERNATIVES = 2
LEAST_RUNNER_UP = 0.05
LEAST_NEAR, LEAST_MET, LEAST_MET_TERMS = 0.25, 0.5, 3  # of the probability of the choice, of the words of a situation; of shorter ones half is one word
REFUSED = "you said that you do not want"
COMES_NEAR = ", which your words come near to"
TURNS = compile_late(r"\b(?:no|not|never|nor|only|without|cannot)\b")


WeighTerms = Callable[[Container[str]], Mapping[str, float]]


class Shelf(Struct, frozen=True):
    """What can be cited on a service: the telling words of each of its names; for each fact its source, its words, and how many of them a reason has to share.

    That is none with the service's own guide or a page on it, and many with others.
    """

    names: tuple[frozenset[str], ...]
    facts: tuple[tuple[Source, frozenset[str], int], ...]


class Explainer:
    """Tells why a service was chosen, and what would change that."""

    def __init__(self, services: Mapping[str, Service], catalogue: Catalogue, tokenizer: Tokenizer, wording: Wording) -> None:
        self._services, self._catalogue, self._tokenizer, self._wording = services, catalogue, tokenizer, wording
        self._generic = frozenset(tokenizer.term(word) for word in GENERIC_NAMES)
        self._shelves: dict[str, Shelf] = {}  # made when first asked for
        self._terms = lru_cache(MOST_READ)(lambda text: frozenset(tokenizer.terms(text)))  # reasons and sources are told again and again

    def explain(self, service: Service, query: Query, ranking: Ranking, nearest: str | None, note: Note | None, weigh_terms: WeighTerms) -> tuple[Reason, ...]:
        """The reasons for a service: the rules that fired for it, strongest first, then the known need nearest to the scenario.

        `nearest` is the service's text that is most like the query; `note` is what the deck says on it, `weigh_terms` tells how much each of some terms speaks for it. Of rules that rest on the
        same words, or say the same in hardly other words, the strongest speaks.
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
        if len(reasons) < MOST_REASONS and nearest and len(nearest.split()) >= LEAST_NEED_WORDS:
            text = without_closing_question(without_count(self._nearest_sentence(query, nearest)))
            shared = self._shared_words(query, nearest, weigh_terms)
            if shared:
                known = ASKED if text.endswith("?") else NEEDED
                source, passage = self._find_source(service, note, text)
                reasons.append(Reason(f"{known}: {self._wording.lower_first(text)}", source, passage=passage, cues=shared))
        if reasons:
            return tuple(reasons)
        source, passage = self._find_source(service, note, service.summary)
        return (Reason(service.summary, source, passage=passage),)

    def _nearest_sentence(self, query: Query, text: str) -> str:
        """Of a long text the sentence that shares most words with the query."""
        if len(text.split()) <= LONG_TEXT:
            return text
        sentences = re.split(r"(?<=[.?!])\s+", text)
        return max(sentences, key=lambda sentence: fsum(query.weights.get(term, 0.0) for term in set(self._tokenizer.terms(sentence))))  # a set has no order to add up in

    def _shared_words(self, query: Query, text: str, weigh_terms: WeighTerms) -> tuple[CueMatch, ...]:
        """The query's words that a text shares and that speak for its service, each where it first stands; all that it shares where none does."""
        terms = set(self._tokenizer.terms(text))
        found: dict[str, CueMatch] = {}
        for token in query.tokens:
            if token.term in terms and token.term not in found and not self._tokenizer.is_stop(token) and len(token.word) > 2:
                found[token.term] = CueMatch(WORDS, token.start, token.end)
        telling = weigh_terms(found)
        least = LEAST_TELLING * max((telling[term] for term in found if term in telling), default=0.0)
        kept = [match for term, match in found.items() if telling.get(term, 0.0) > least] or list(found.values())
        return tuple(sorted(kept, key=lambda match: match.start))[:MOST_WORDS]

    def find_alternatives(self, service: Service, query: Query, ranking: Ranking) -> tuple[Alternative, ...]:
        """What would change the answer, nothing that is ruled out: at most two others.

        First the service's own `not_when` that leads to the best ranked other, with a remark where the query comes near to it.
        Then the runner-up where it is likely enough or the service itself leads to it, else the next `not_when`, else the
        best ranked of the family.
        """
        catalogue, out = self._catalogue, {*refused_services(query), *find_exclusions(ranking.fired)}
        own = {service.id, *catalogue.ancestors(service.id)}  # the service that a feature belongs to is no other choice
        parts_too = bool(out) and not catalogue.is_covered(service.id, out)  # parts of what is ruled out go with it, but where the choice is one of them

        def is_open(other: str) -> bool:
            return not (other in out or catalogue[other].over or (parts_too and catalogue.is_covered(other, out)))

        open_ones = [candidate for candidate in ranking.candidates if candidate.service not in own and is_open(candidate.service)]
        place = {candidate.service: index for index, candidate in enumerate(ranking.candidates)}
        known = sorted((other for other in service.not_when if is_open(other.instead)), key=lambda other: place.get(other.instead, len(place)))
        near = {one.service for one in ranking.candidates if one.probability >= LEAST_NEAR * ranking.candidates[0].probability}
        met = {other.situation for other in known if other.instead in near and self._is_met(other.situation, query)}
        situations = {other.instead: other.situation + (COMES_NEAR if other.situation in met else "") for other in reversed(known)}
        runner_up = [one.service for one in open_ones[:1] if one.probability >= LEAST_RUNNER_UP or one.service in situations]
        leading = [other.instead for other in known]
        chosen = list(dict.fromkeys([*leading[:1], *runner_up, *leading[1:]]))
        if len(chosen) < MOST_ALTERNATIVES:
            chosen += [one.service for one in open_ones if one.service not in chosen and catalogue[one.service].family == service.family]
        return tuple(Alternative(other, catalogue[other].name, situations.get(other) or self._when_rather(other, service.id)) for other in chosen[:MOST_ALTERNATIVES])

    def _is_met(self, situation: str, query: Query) -> bool:
        """Whether what is asked holds most words of a situation, and those that turn it round."""
        terms = set(self._tokenizer.terms(situation))
        said = {term for term in terms if query.weights.get(term) == 1.0}
        turned = set(TURNS.findall(situation.lower()))
        return len(terms) >= LEAST_MET_TERMS and len(said) >= LEAST_MET * len(terms) and turned.issubset(TURNS.findall(query.text.lower()))

    def _leads_to(self, service: str, other: str) -> str | None:
        """The situation in which a service gives way to another."""
        return next((one.situation for one in self._services[service].not_when if one.instead == other), None)

    def _when_rather(self, service: str, choice: str) -> str:
        """When to choose a service that the choice itself does not name."""
        summary, back = self._wording.lower_first(self._services[service].summary.rstrip(".")), self._leads_to(service, choice)
        return f"you rather need what it is for: {summary}{f' (but not when {back})' if back else ''}"

    # Sources -------------------------------------------------------------------------------------------------------

    def _find_source(self, service: Service, note: Note | None, text: str) -> tuple[Source, str | None]:
        """The source to show for a reason with this text, and the note where it is one.

        The deck's note where it is about the service by its title or says what the text says; else of the service's facts
        the one that shares most words with the text, the more of them the less its source is about the service; else the
        guide as a whole; else our own entry.
        """
        shelf = self._shelves.get(service.id) or self._shelves.setdefault(service.id, self._make_shelf(service))
        says = self._name_terms(text).difference(*shelf.names)
        is_on_it = note is not None and note.services[0] == service.id and self._is_named(shelf.names, f"{note.title} {note.source.slide}")
        if note and (is_on_it or len(says & self._terms(note.text)) >= LEAST_SHARED_WITH_OTHER):
            return Source(note.title, note.source.slide, note.id, note.source.date), note.id
        best, most = None, -1
        for source, terms, least in shelf.facts:
            shared = len(says & terms)
            shared = shared if shared >= LEAST_SHARED else 0  # one word that both have is chance
            if shared >= least and shared > most:
                best, most = source, shared
        if best is None:
            return Source(f"the advisor's own entry on {service.name}"), None
        guide, _, section = best.title.partition(", ")
        guide_terms = self._name_terms(guide)
        tells = most > 0 or self._is_named([name - guide_terms for name in shelf.names], section)
        return (best if tells else Source(guide, date=best.date)), None

    def _make_shelf(self, service: Service) -> Shelf:
        """What can be cited on a service."""
        named = [self._name_terms(name) for name in (service.name, *service.aliases, service.id.replace("-", " "))]
        names = tuple(frozenset(terms) for terms in named if terms)
        parents = [self._name_terms(self._catalogue[parent].name) for parent in self._catalogue.ancestors(service.id)]
        facts = []
        for fact in (*service.facts, *service.limits):
            guide, _, section = fact.source.title.partition(", ")
            is_guide = not RAW_SOURCE.search(guide) and (self._is_named([*names, *parents], guide) or self._is_page_on(names, guide, section))
            facts.append((fact.source, frozenset(self._name_terms(f"{fact.text} {section}")), 0 if is_guide else LEAST_SHARED_WITH_OTHER))
        return Shelf(names, tuple(facts))

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


def explain_ruled_out(query: Query, ranking: Ranking, catalogue: Catalogue) -> tuple[RuledOut, ...]:
    """The services that who asks does not want, then those that fired rules exclude, by id, with the reason."""
    words = {mention.service: query.text[mention.start : mention.end] for mention in reversed(query.mentions) if mention.role == "refused"}
    refused = sorted(words)
    by_rules = sorted((service, told) for service, told in ruled_out(ranking.fired).items() if service not in refused)
    return (
        *(RuledOut(service, catalogue[service].name, f'{REFUSED} "{words[service]}"') for service in refused),
        *(RuledOut(service, catalogue[service].name, reason, rule) for service, (reason, rule) in by_rules),
    )
