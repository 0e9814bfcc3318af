"""Which of the services that a text names somebody proposes or puts to the question ("can we use Lambda for ...?"): its tokens and what it names in, places out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from advisor.pattern import compile_late
from advisor.phrasebook import USED, Phrasebook
from advisor.refusals import CLAUSE_END, SERVICE, Thing, ends_clause
from advisor.tokens import Token
from advisor.vocabulary import Vocabulary

ASKS_FOR_OTHER = compile_late(r"\b(?:which|what(?! do you think)|how|why|when(?! an?\b)|where)\b", re.IGNORECASE)
PURPOSES = frozenset({"for", "as", "here", "there", "in", "on", "with"})
DOES = "to"  # "use S3 to host" tells what for, "we want S3 to notify us" what it has to do
ASKS_YES_OR_NO = frozenset({"can", "could", "will", "would", "should", "shall", "may", "is", "are", "does", "do"})
LEADS_IN = frozenset({"and", "so", "but", "or", "then", "now", "well", "ok", "okay", "hi", "hey", "hello", "please"})  # what may stand before the verb of a question
SENTENCE_END = compile_late(r"[.!?;\n]")


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


def find_judged(tokens: Sequence[Token], terms: Sequence[str], things: Sequence[Thing], questioned: Collection[int], vocabulary: Vocabulary, phrasebook: Phrasebook) -> set[int]:
    """Those of the services in a question for yes or no right behind which it is asked whether they are good for something ("is Fargate ok for our site?")."""
    good = {first: end for phrase, first, end in phrasebook.verdicts.find(terms) if phrase not in vocabulary.verdicts_against}
    behind = {place: things[place].end + (things[place].end < len(tokens) and tokens[things[place].end].word == "be") for place in questioned}
    return {place for place, first in behind.items() if (end := good.get(first, len(tokens))) < len(tokens) and (tokens[end].word in PURPOSES or tokens[end].word == DOES)}


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


def find_questioned(text: str, tokens: Sequence[Token], things: Sequence[Thing]) -> set[int]:
    """The places of the services that a question for yes or no names ("is EBS ok to share files?", "CloudFront before a server of ours?"); none where it asks for something else."""
    starts = [at for at in range(len(tokens)) if at == 0 or SENTENCE_END.search(text[tokens[at - 1].end : tokens[at].start])]
    named: dict[int, list[int]] = {}
    for place, thing in enumerate(things):
        if thing.kind == SERVICE:
            named.setdefault(bisect_right(starts, thing.first) - 1, []).append(place)
    found = set[int]()
    for number, places in named.items():
        start, end = starts[number], starts[number + 1] if number + 1 < len(starts) else len(tokens)
        if ASKS_FOR_OTHER.search(text, tokens[start].start, tokens[end - 1].end):
            continue
        asking = _find_asking(text, tokens, start, end)
        is_question = "?" in text[tokens[end - 1].end : tokens[end].start if end < len(tokens) else len(text)]
        found.update(place for place in places if asking < things[place].first or (is_question and things[place].first == start and things[place].end < end))
    return found


def find_judging(text: str, tokens: Sequence[Token], terms: Sequence[str], phrasebook: Phrasebook) -> Iterator[tuple[int, int]]:
    """The characters of the words that only ask for a judgement of what is proposed ("is it OK for ...", "good idea?"): they tell of no need."""
    for _, first, end in phrasebook.verdicts.find(terms):
        if ends_clause(text, tokens, end) or tokens[end].word in PURPOSES or tokens[end].word == DOES:
            yield tokens[first].start, tokens[end - 1].end


def _find_asking(text: str, tokens: Sequence[Token], start: int, end: int) -> int:
    """The place of the first verb in a sentence, from one place to before another, that asks for yes or no at the beginning of a clause; behind the sentence where there is none."""
    begins = False
    for at in range(start, end):
        begins = begins or at == start or bool(CLAUSE_END.search(text[tokens[at - 1].end : tokens[at].start]))
        if begins and tokens[at].word not in LEADS_IN:
            if tokens[at].word in ASKS_YES_OR_NO:
                return at
            begins = False
    return end
