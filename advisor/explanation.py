"""What speaks for a ranked service, in the user's own words: candidates, fired rules and passages in, reasons and alternatives out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.analysis import Query, Tokenizer
from advisor.catalogue import Catalogue
from advisor.model import Alternative, CueMatch, Note, ProductMention, Reason, RuledOut, Service, Source
from advisor.ranking import Candidate, Ranking, compares_product, refused_services
from advisor.rules import ruled_out
from advisor.wording import Wording, without_closing_question, without_count

MOST_REASONS = 3
MOST_WORDS = 6
LEAST_NEED_WORDS = 3  # "needs like: database" tells nothing
NEEDED, ASKED = "It is chosen for needs like", "It is the answer to questions like"
SAME_WORDS = 0.5  # of the shorter of two reasons in the longer one
WORDS = "words"
COUNTERPARTS = Source("the advisor's own list of counterparts")
LEAST_TELLING = 0.15  # of what the word that speaks most for a service does: the others only happen to stand in both texts
LONG_TEXT = 25
GENERIC_NAMES = frozenset({"amazon", "aws", "service", "services", "manager", "center", "the", "of", "and", "for"})


class Explainer:
    """Tells why a service was chosen, and what would change that."""

    def __init__(self, services: Mapping[str, Service], catalogue: Catalogue, tokenizer: Tokenizer, wording: Wording) -> None:
        self._services, self._catalogue, self._tokenizer, self._wording = services, catalogue, tokenizer, wording

    def explain(self, service: Service, query: Query, ranking: Ranking, nearest: str | None, note: Note | None, telling: Mapping[str, float]) -> tuple[Reason, ...]:
        """The reasons for a service: the rules that fired for it, strongest first, then the known need nearest to the scenario.

        `nearest` is the service's text that is most like the query; `note` is what the deck says on it, `telling` how much each term speaks for it. Of rules that rest on the
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
            shared = self._shared_words(query, nearest, telling)
            if shared:
                known = ASKED if text.endswith("?") else NEEDED
                reasons.append(Reason(f"{known}: {self._wording.lower_first(text)}", cite(service, note), passage=note.id if note else None, cues=shared))
        return tuple(reasons) or (Reason(service.summary, cite(service, note), passage=note.id if note else None),)

    def _nearest_sentence(self, query: Query, text: str) -> str:
        """Of a long text the sentence that shares most words with the query."""
        sentences = re.split(r"(?<=[.?!])\s+", text)
        if len(text.split()) <= LONG_TEXT or len(sentences) == 1:
            return text
        return max(sentences, key=lambda sentence: sum(query.weights.get(term, 0.0) for term in set(self._tokenizer.terms(sentence))))

    def _shared_words(self, query: Query, text: str, telling: Mapping[str, float]) -> tuple[CueMatch, ...]:
        """The query's words that a text shares and that speak for its service, each where it first stands; all that it shares where none does."""
        terms = set(self._tokenizer.terms(text))
        found: dict[str, CueMatch] = {}
        for token in query.tokens:
            if token.term in terms and token.term not in found and not self._tokenizer.is_stop(token) and len(token.word) > 2:
                found[token.term] = CueMatch(WORDS, token.start, token.end)
        least = LEAST_TELLING * max((telling[term] for term in found if term in telling), default=0.0)
        kept = [match for term, match in found.items() if telling.get(term, 0.0) > least] or list(found.values())
        return tuple(sorted(kept, key=lambda match: match.start))[:MOST_WORDS]

    def find_alternatives(self, service: Service, candidates: Sequence[Candidate]) -> tuple[Alternative, ...]:
        """What would change the answer: the service's own `not_when` that leads to the best ranked other, then the runner-up."""
        catalogue = self._catalogue
        place = {candidate.service: index for index, candidate in enumerate(candidates)}
        known = sorted((other for other in service.not_when if not catalogue[other.instead].over), key=lambda other: place.get(other.instead, len(place)))
        found = [Alternative(other.instead, catalogue[other.instead].name, other.situation) for other in known[:1]]
        own = {service.id, *catalogue.ancestors(service.id)}  # the service that a feature belongs to is no other choice
        runner_up = next((c.service for c in candidates if c.service not in own and not catalogue[c.service].over), None)
        if runner_up and runner_up not in {a.service for a in found}:
            back = next((other.situation for other in self._services[runner_up].not_when if other.instead == service.id), None)
            summary = self._wording.lower_first(self._services[runner_up].summary.rstrip("."))
            when = next((other.situation for other in service.not_when if other.instead == runner_up), None) or f"you rather need what it is for: {summary}"
            found.append(Alternative(runner_up, catalogue[runner_up].name, when if not back else f"{when} (but not when {back})"))
        return tuple(found)


def replaced_products(query: Query, service: str) -> tuple[ProductMention, ...]:
    """The other vendors' products whose work a service does, where they are compared with ours."""
    return tuple(product for product in query.products if service in product.services) if compares_product(query) else ()


def cite(service: Service, note: Note | None) -> Source:
    """The source to show for what a service is for: the deck's note on it, else that of its first fact from a guide on the service itself, else our own entry."""
    if note:
        return Source(note.title, note.source.slide, note.id, note.source.date)
    own = {word for word in re.findall(r"\w+", f"{service.name} {service.id}".lower()) if word not in GENERIC_NAMES}
    return next((fact.source for fact in service.facts if own.intersection(re.findall(r"\w+", fact.source.title.lower()))), Source(f"the advisor's own entry on {service.name}"))


def explain_ruled_out(query: Query, ranking: Ranking, catalogue: Catalogue) -> tuple[RuledOut, ...]:
    """The services that who asks does not want, then those that fired rules exclude, by id, with the reason."""
    refused = sorted(refused_services(query))
    by_rules = sorted((service, told) for service, told in ruled_out(ranking.fired).items() if service not in refused)
    return (
        *(RuledOut(service, catalogue[service].name, "you said that you do not want it") for service in refused),
        *(RuledOut(service, catalogue[service].name, reason, rule) for service, (reason, rule) in by_rules),
    )
