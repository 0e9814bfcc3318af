"""Which of the services that a text names somebody proposes ("can we use Lambda for ...?"): its tokens and what it names in, places out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.pattern import compile_late
from advisor.phrasebook import USED, Phrasebook
from advisor.refusals import SERVICE, Thing, ends_clause
from advisor.tokens import Token

ASKS_FOR_OTHER = compile_late(r"\b(?:which|what|how|why|when|where)\b", re.IGNORECASE)
PURPOSES = frozenset({"for", "as", "here", "there", "in", "on"})
DOES = "to"  # "use S3 to host" tells what for, "we want S3 to notify us" what it has to do


def find_proposed(text: str, tokens: Sequence[Token], terms: Sequence[str], things: Sequence[Thing], phrasebook: Phrasebook) -> set[int]:
    """The places of the services that are proposed and of which nothing is told but what for; none where something else is asked."""
    if not things or ASKS_FOR_OTHER.search(text):
        return set()
    begins = {end: PURPOSES | {DOES} if how == USED else PURPOSES for how, _, end in phrasebook.proposing.find(terms)}
    proposed = (place for place, thing in enumerate(things) if thing.kind == SERVICE and thing.first in begins)
    return {place for place in proposed if ends_clause(text, tokens, things[place].end) or tokens[things[place].end].word in begins[things[place].first]}
