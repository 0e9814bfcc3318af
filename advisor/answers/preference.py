"""Which of several services that a text sets against each other fits what it says, and why: a query with its recommendations in, a sentence out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.knowledge.catalogue import Catalogue
from advisor.model import Recommendation, Service
from advisor.pattern import compile_late
from advisor.ranking.fusion import Candidate, Ranking
from advisor.ranking.ranking import compared_services
from advisor.text.analysis import Query
from advisor.text.tokens import Tokenizer
from advisor.text.wording import Wording, with_article

RATHER = "Choose {} rather than {}: {}"
UNDER_CONDITION = compile_late(r"\W*(?:when(?! (?:to|should|do|would)\b)|if|for|in case|with|while|since|given|[,;:–-](?!\W*(?:what|which|why|when|how|is|are|do|does|explain)\b))\W*\w", re.IGNORECASE)
EITHER = compile_late(r"\bor\b", re.IGNORECASE)
MOST_LEADING_WORDS = 3
LEAST_LIKELY, MOST_LIKELY = 0.1, 0.9  # of the better of those that are compared, and of what comes before it
LEAST_WORDS_SHARED = 2  # that a situation shares with what was said


def chooses_between(query: Query) -> bool:
    """Whether a text begins with services that are set against each other, and goes on with what shall decide ("X or Y when reports slow down the database"): that tells no trouble.

    Who writes "X vs Y" wants to see both.
    """
    compared = compared_services(query)
    own = [mention for mention in query.mentions if mention.service in compared]
    if len(own) < 2 or not EITHER.search(query.text[own[0].end : own[-1].start]):
        return False
    return len(query.text[: own[0].start].split()) <= MOST_LEADING_WORDS and bool(UNDER_CONDITION.match(query.text[own[-1].end :]))


def find_preferable(query: Query, ranking: Ranking) -> list[Candidate] | None:
    """The candidates that a text chooses between first, where what is likelier than they is not much so; None where any may come first."""
    if not chooses_between(query) or not ranking.candidates:
        return None
    compared = compared_services(query)
    own = [one for one in ranking.candidates if one.service in compared and one.service not in ranking.ended]
    is_open = bool(own) and own[0].probability >= LEAST_LIKELY and ranking.candidates[0].probability <= MOST_LIKELY
    return [*own, *(one for one in ranking.candidates if one not in own)] if is_open else None


class PreferenceTeller:
    """Tells which of several services that are set against each other fits better."""

    def __init__(self, services: Mapping[str, Service], catalogue: Catalogue, tokenizer: Tokenizer, wording: Wording) -> None:
        self._services, self._catalogue, self._tokenizer, self._wording = services, catalogue, tokenizer, wording

    def tell(self, query: Query, first: Recommendation) -> str:
        """That the first recommendation is to be chosen rather than what it was set against, with the reason in terms of what was said; nothing where it is none of these, or no reason is known."""
        compared = compared_services(query)
        others = [service for service in compared if not self._catalogue.is_covered(first.service, {service})]
        if not others or len(others) == len(compared):
            return ""
        reason = next((reason.text for reason in first.reasons if reason.rule), None) or self._find_situation(query, first.service, compared)
        if not reason:
            return ""
        names = " or ".join(self._catalogue[service].name for service in others)
        return RATHER.format(with_article(first.name), names, self._wording.lower_first(reason))

    def _find_situation(self, query: Query, service: str, compared: Sequence[str]) -> str | None:
        """The known situation in which another of the compared services gives way to one that shares most words with a query."""
        gives_way = [case.situation for other in compared for case in self._services[other].not_when if case.instead == service]
        shared = {text: len(query.weights.keys() & self._tokenizer.terms(text)) for text in gives_way}
        best = max(shared, key=lambda text: shared[text], default=None)
        return f"it is the one for this: {best.rstrip('.')}." if best and shared[best] >= LEAST_WORDS_SHARED else None
