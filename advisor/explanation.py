"""What speaks for a ranked service, in the user's own words: candidates, fired rules and passages in, reasons and alternatives out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.analysis import Query, Tokenizer
from advisor.catalogue import Catalogue
from advisor.model import Alternative, CueMatch, Note, Reason, RuledOut, Service, Source
from advisor.ranking import Candidate, Ranking
from advisor.rules import ruled_out

MOST_REASONS = 3
MOST_WORDS = 6
WORDS = "words"


def explain_candidate(service: Service, query: Query, ranking: Ranking, nearest: tuple[str, float] | None, note: Note | None, tokenizer: Tokenizer) -> tuple[Reason, ...]:
    """The reasons for a service: the rules that fired for it, strongest first, then the known need nearest to the scenario.

    `nearest` is the service's text that is most like the query, with its similarity in [0, 1]; `note` is what the deck says on it.
    """
    fired = sorted((one for one in ranking.fired if service.id in dict(one.rule.prefer)), key=lambda one: (-dict(one.rule.prefer)[service.id], one.rule.id))
    reasons = [Reason(one.rule.why, one.rule.source, rule=one.rule.id, cues=one.cues) for one in fired[:MOST_REASONS]]
    if len(reasons) < MOST_REASONS and nearest:
        text, _ = nearest
        shared = shared_words(query, text, tokenizer)
        if shared:
            reasons.append(Reason(f"It is chosen for needs like: {text[:1].lower() + text[1:]}", cite(service, note), passage=note.id if note else None, cues=shared))
    return tuple(reasons) or (Reason(service.summary, cite(service, note), passage=note.id if note else None),)


def cite(service: Service, note: Note | None) -> Source | None:
    """The source to show for a service: the deck's note on it, else its first fact's."""
    if note:
        return Source(note.title, note.source.slide, note.id, note.source.date)
    return service.facts[0].source if service.facts else None


def shared_words(query: Query, text: str, tokenizer: Tokenizer) -> tuple[CueMatch, ...]:
    """The query's words that a text shares, each where it first stands."""
    terms = set(tokenizer.terms(text))
    found: dict[str, CueMatch] = {}
    for token in query.tokens:
        if token.term in terms and token.term not in found and not tokenizer.is_stop(token) and len(token.word) > 2:
            found[token.term] = CueMatch(WORDS, token.start, token.end)
    return tuple(sorted(found.values(), key=lambda match: match.start))[:MOST_WORDS]


def find_alternatives(service: Service, candidates: Sequence[Candidate], services: Mapping[str, Service], catalogue: Catalogue) -> tuple[Alternative, ...]:
    """What would change the answer: the service's own `not_when` that leads to the best ranked other, then the runner-up."""
    place = {candidate.service: index for index, candidate in enumerate(candidates)}
    known = sorted((other for other in service.not_when if not catalogue[other.instead].over), key=lambda other: place.get(other.instead, len(place)))
    found = [Alternative(other.instead, catalogue[other.instead].name, other.situation) for other in known[:1]]
    own = {service.id, *catalogue.ancestors(service.id)}  # the service that a feature belongs to is no other choice
    runner_up = next((c.service for c in candidates if c.service not in own and not catalogue[c.service].over), None)
    if runner_up and runner_up not in {a.service for a in found}:
        back = next((other.situation for other in services[runner_up].not_when if other.instead == service.id), None)
        summary = services[runner_up].summary.rstrip(".")
        when = next((other.situation for other in service.not_when if other.instead == runner_up), None) or f"you rather need {summary[:1].lower() + summary[1:]}"
        found.append(Alternative(runner_up, catalogue[runner_up].name, when if not back else f"{when} (but not when {back})"))
    return tuple(found)


def explain_ruled_out(ranking: Ranking, catalogue: Catalogue) -> tuple[RuledOut, ...]:
    """The services that fired rules exclude, by id, with the reason."""
    return tuple(RuledOut(service, catalogue[service].name, reason, rule) for service, (reason, rule) in sorted(ruled_out(ranking.fired).items()))
