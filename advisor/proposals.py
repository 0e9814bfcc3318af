"""Which of the services that a text names somebody proposes ("can we use Lambda for ...?"): its tokens and what it names in, places out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.pattern import compile_late
from advisor.phrasebook import USED, Phrasebook
from advisor.refusals import SERVICE, Thing, ends_clause
from advisor.tokens import Token
from advisor.vocabulary import Vocabulary

ASKS_FOR_OTHER = compile_late(r"\b(?:which|what(?! do you think)|how|why|when(?! an?\b)|where)\b", re.IGNORECASE)
PURPOSES = frozenset({"for", "as", "here", "there", "in", "on", "with"})
DOES = "to"  # "use S3 to host" tells what for, "we want S3 to notify us" what it has to do
ASKS_YES_OR_NO = frozenset({"can", "could", "will", "would", "should", "shall", "may", "is", "are", "does", "do"})


def find_proposed(text: str, tokens: Sequence[Token], terms: Sequence[str], things: Sequence[Thing], vocabulary: Vocabulary, phrasebook: Phrasebook) -> set[int]:
    """The places of the services that are proposed and of which nothing is told but what for; none where something else is asked."""
    if not things or ASKS_FOR_OTHER.search(text):
        return set()
    begins = {end: PURPOSES | {DOES} if how == USED else PURPOSES for how, _, end in phrasebook.proposing.find(terms)}
    services = [place for place, thing in enumerate(things) if thing.kind == SERVICE]
    proposed = {place for place in services if things[place].first in begins}
    found = {place for place in proposed if ends_clause(text, tokens, things[place].end) or tokens[things[place].end].word in begins[things[place].first]}
    if not found and len({things[place].services for place in services}) == 1:
        thing = things[services[0]]
        if _begins(text, tokens, thing) or _is_kept_in(tokens, thing, vocabulary) or _is_judged(text, tokens, terms, phrasebook):
            return {services[0]}
    return found


def _begins(text: str, tokens: Sequence[Token], thing: Thing) -> bool:
    """Whether a text begins with a name and what it would be for ("Redshift for small updates")."""
    return thing.first == 0 and thing.end < len(tokens) and not ends_clause(text, tokens, thing.end) and tokens[thing.end].word in ("for", "as", "with")


def _is_kept_in(tokens: Sequence[Token], thing: Thing, vocabulary: Vocabulary) -> bool:
    """Whether a text asks whether something can be kept or run in what is named ("can we put our pictures in S3")."""
    asks = tokens[0].word in ASKS_YES_OR_NO
    return asks and thing.first > 1 and tokens[thing.first - 1].word in vocabulary.keeping_in and any(token.word in vocabulary.keeping for token in tokens[: thing.first])


def _is_judged(text: str, tokens: Sequence[Token], terms: Sequence[str], phrasebook: Phrasebook) -> bool:
    """Whether a text asks for a judgement: "Lambda ok?", "would Fargate be fine to run it"."""
    asks = tokens[0].word in ASKS_YES_OR_NO
    for _, first, end in phrasebook.verdicts.find(terms):
        is_last = end == len(tokens) or "?" in text[tokens[end - 1].end : tokens[end].start]
        if first and (is_last if "?" in text else asks or end == len(tokens)):
            return True
    return False
