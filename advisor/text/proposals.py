"""Which of the services that a text names somebody proposes or puts to the question ("can we use Lambda for ...?"): its tokens and what it names in, places out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from advisor.pattern import compile_late
from advisor.text.clauses import CLAUSE_END, Words
from advisor.text.phrasebook import USED, Phrasebook
from advisor.text.refusals import SERVICE, Thing
from advisor.text.vocabulary import Vocabulary

ASKS_FOR_OTHER = compile_late(r"\b(?:which|what(?! do you think)|how|why|when(?! an?\b)|where)\b", re.IGNORECASE)
PURPOSES = frozenset({"for", "as", "here", "there", "in", "on", "with"})
DOES = "to"  # "use S3 to host" tells what for, "we want S3 to notify us" what it has to do
ASKS_YES_OR_NO = frozenset({"can", "could", "will", "would", "should", "shall", "may", "is", "are", "does", "do"})
LEADS_IN = frozenset({"and", "so", "but", "or", "then", "now", "well", "ok", "okay", "hi", "hey", "hello", "please"})  # what may stand before the verb of a question
SENTENCE_END = compile_late(r"[.!?;\n]")


def find_proposed(words: Words, things: Sequence[Thing], vocabulary: Vocabulary, phrasebook: Phrasebook) -> set[int]:
    """The places of the services that are proposed and of which nothing is told but what for; none where something else is asked."""
    if not things or ASKS_FOR_OTHER.search(words.text):
        return set()
    begins = {end: PURPOSES | {DOES} if how == USED else PURPOSES for how, _, end in phrasebook.proposing.find(words.terms)}
    services = [place for place, thing in enumerate(things) if thing.kind == SERVICE]
    proposed = {place for place in services if things[place].first in begins}
    found = {place for place in proposed if words.ends_clause(things[place].end) or words.word(things[place].end) in begins[things[place].first]}
    if not found and len({things[place].services for place in services}) == 1:
        thing = things[services[0]]
        if _begins(words, thing) or _is_kept_in(words, thing, vocabulary) or _is_judged(words, phrasebook):
            return {services[0]}
    return found


def find_judged(words: Words, things: Sequence[Thing], questioned: Collection[int], vocabulary: Vocabulary, phrasebook: Phrasebook) -> set[int]:
    """Those of the services in a question for yes or no right behind which it is asked whether they are good for something ("is Fargate ok for our site?")."""
    good = {first: end for phrase, first, end in phrasebook.verdicts.find(words.terms) if phrase not in vocabulary.verdicts_against}
    behind = {place: things[place].end + (things[place].end < len(words) and words.word(things[place].end) == "be") for place in questioned}
    return {place for place, first in behind.items() if (end := good.get(first, len(words))) < len(words) and (words.word(end) in PURPOSES or words.word(end) == DOES)}


def _begins(words: Words, thing: Thing) -> bool:
    """Whether a text begins with a name and what it would be for ("Redshift for small updates")."""
    return thing.first == 0 and thing.end < len(words) and not words.ends_clause(thing.end) and words.word(thing.end) in ("for", "as", "with")


def _is_kept_in(words: Words, thing: Thing, vocabulary: Vocabulary) -> bool:
    """Whether a text asks whether something can be kept or run in what is named ("can we put our pictures in S3")."""
    asks = words.word(0) in ASKS_YES_OR_NO
    return asks and thing.first > 1 and words.word(thing.first - 1) in vocabulary.keeping_in and any(token.word in vocabulary.keeping for token in words.tokens[: thing.first])


def _is_judged(words: Words, phrasebook: Phrasebook) -> bool:
    """Whether a text asks for a judgement: "Lambda ok?", "would Fargate be fine to run it"."""
    asks = words.word(0) in ASKS_YES_OR_NO
    for _, first, end in phrasebook.verdicts.find(words.terms):
        is_last = end == len(words) or "?" in words.before(end)
        if first and (is_last if "?" in words.text else asks or end == len(words)):
            return True
    return False


def find_questioned(words: Words, things: Sequence[Thing]) -> set[int]:
    """The places of the services that a question for yes or no names ("is EBS ok to share files?", "CloudFront before a server of ours?"); none where it asks for something else."""
    starts = [at for at in range(len(words)) if at == 0 or SENTENCE_END.search(words.before(at))]
    named: dict[int, list[int]] = {}
    for place, thing in enumerate(things):
        if thing.kind == SERVICE:
            named.setdefault(bisect_right(starts, thing.first) - 1, []).append(place)
    found = set[int]()
    for number, places in named.items():
        start, end = starts[number], starts[number + 1] if number + 1 < len(starts) else len(words)
        if ASKS_FOR_OTHER.search(words.text, words.tokens[start].start, words.tokens[end - 1].end):
            continue
        asking = _find_asking(words, start, end)
        is_question = "?" in words.before(end)
        found.update(place for place in places if asking < things[place].first or (is_question and things[place].first == start and things[place].end < end))
    return found


def find_judging(words: Words, phrasebook: Phrasebook) -> Iterator[tuple[int, int]]:
    """The characters of the words that only ask for a judgement of what is proposed ("is it OK for ...", "good idea?"): they tell of no need."""
    for _, first, end in phrasebook.verdicts.find(words.terms):
        if words.ends_clause(end) or words.word(end) in PURPOSES or words.word(end) == DOES:
            yield words.span(first, end)


def _find_asking(words: Words, start: int, end: int) -> int:
    """The place of the first verb in a sentence, from one place to before another, that asks for yes or no at the beginning of a clause; behind the sentence where there is none."""
    begins = False
    for at in range(start, end):
        begins = begins or at == start or bool(CLAUSE_END.search(words.before(at)))
        if begins and words.word(at) not in LEADS_IN:
            if words.word(at) in ASKS_YES_OR_NO:
                return at
            begins = False
    return end
