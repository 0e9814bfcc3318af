"""What a text refuses, or takes back of what was said before: its tokens and what it names in, what is not wanted out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from advisor.pattern import compile_late
from advisor.text.clauses import CLAUSE_END, LINKS, NARROWS, RELATIVE, Words
from advisor.text.phrasebook import Phrasebook
from advisor.text.tokens import Tokenizer, keep_longest
from advisor.text.vocabulary import Vocabulary

AUXILIARIES = frozenset({"is", "are", "be", "may", "can", "should", "must", "will", "was"})  # "no S3 may be used"
STATES = frozenset({"is", "are", "was", "were", "be", "does", "do", "did"})
ANSWERS = compile_late(r"no *,", re.IGNORECASE)
COMPARES = compile_late(r"\W*(?:(?:and|so|but|then|ok|okay|hm+)\W+)*(?:when|why)\b", re.IGNORECASE)
LISTED = compile_late(r"\s*(?:,|/|,?\s*\b(?:or|nor|and)\b)\s*", re.IGNORECASE)
PLACES = frozenset({"in", "on", "for", "from", "to"})
OWN = frozenset({"we", "i", "our", "my", "us"})
IS_OURS, OURS_BEFORE = compile_late(r"\s+(?:is|are) (?:our|my|the)\b", re.IGNORECASE), compile_late(r"\b(?:our|my)\s+(?:existing |own |current |corporate )?$", re.IGNORECASE)
MOST_RETRACTED = 6
SERVICE, PRODUCT, CATEGORY = "service", "product", "category"


class Thing(Struct, frozen=True):
    """Something that a text names by the tokens from `first` to `end` - 1: a service, another vendor's product, or a category with its services."""

    kind: str
    services: tuple[str, ...]
    first: int
    end: int
    start: int
    end_at: int


class Retracted(Struct, frozen=True):
    """That something said before is taken back: the characters that say so, and the terms of what that is."""

    start: int
    end: int
    terms: frozenset[str]


class RefusalFinder:
    """Finds what is not wanted ("but not SQS", "EFS is off the table") and what is taken back ("forget the second region")."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: Vocabulary, phrasebook: Phrasebook) -> None:
        self._tokenizer, self._vocabulary, self._phrasebook = tokenizer, vocabulary, phrasebook
        self._negators = {tokenizer.term(word) for word in vocabulary.negators}

    def moves(self, terms: Sequence[str], *, surely: bool = False) -> bool:
        """Whether somebody comes from something ("instead of Jenkins"); `surely` where words say so that mean hardly anything else."""
        return any(not surely or phrase not in self._vocabulary.moving_weakly for phrase, _, _ in self._phrasebook.moving.find(terms))

    def find_staying(self, words: Words, things: Sequence[Thing]) -> set[int]:
        """The places of other vendors' products that are there and stay ("SSO to our accounts using Azure AD"); none where somebody surely comes from one."""
        if self.moves(words.terms, surely=True):
            return set()
        before = {end for _, _, end in self._phrasebook.staying.find(words.terms)}
        behind = {first for _, first, _ in self._phrasebook.staying_behind.find(words.terms)}
        products = ((place, thing) for place, thing in enumerate(things) if thing.kind == PRODUCT)
        return {place for place, thing in products if thing.first in before or thing.end in behind or IS_OURS.match(words.text, thing.end_at) or OURS_BEFORE.search(words.text[: thing.start])}

    def find_refused(self, words: Words, things: Sequence[Thing], spared: Collection[int]) -> dict[int, tuple[int, int]]:
        """Places among what is named, but for the `spared` ones → the characters that say that it is not wanted, itself among them.

        A product behind a word of moving ("instead of Jenkins") is where somebody comes from.
        """
        if not things:
            return {}
        before = {end: (first, phrase in self._vocabulary.moving) for phrase, first, end in self._phrasebook.refusing.find(words.terms) if end < len(words) and refuses(words, first)}
        refusing_at_all = {end: (first, False) for _, first, end in self._phrasebook.refusing_at_all.find(words.terms) if not self._heads_message(words, first, end)}
        before |= refusing_at_all
        at_all = set(refusing_at_all)
        commands = [(first, end) for phrase, first, end in self._phrasebook.retracting.find(words.terms) if words.word(first) == phrase.split()[0] and self._begins_clause(words, first)]
        before |= {end: (first, False) for first, end in commands}
        retracting = {end for _, end in commands}
        refused = [(phrase, first, end) for phrase, first, end in self._phrasebook.refused.find(words.terms) if not words.narrows(end)]
        behind = {first: (end, phrase in self._vocabulary.moving) for phrase, first, end in refused}
        outright = {first for phrase, first, _ in refused if phrase in self._vocabulary.refused_outright}
        wants_other = next(iter(self._phrasebook.others.find(words.terms)), None) is not None
        judged: set[int] = set()  # "EFS is too slow" by itself may be a trouble, and "our EFS is too expensive" is one
        for _, first, end in self._phrasebook.refused_for_us.find(words.terms):
            for_us = words.is_for_us(end)
            if for_us or (wants_other and (not words.narrows(end) or words.word(end) == "for")):
                behind.setdefault(first, (end, False))
            else:
                judged.add(first)
        denied: set[int] = set()  # places in a clause that a refusal ends: "to leave Kubernetes is out of the question"
        for place in sorted(behind):
            while place not in denied and not words.ends_clause(place):
                denied.add(place)
                place -= 1
        found: dict[int, tuple[int, int]] = {}
        for last, thing in enumerate(things):
            if (
                thing.first in before
                and last not in spared
                and thing.end not in denied
                and not (thing.first in at_all and words.narrows(thing.end))
                and not (thing.first in retracting and not words.ends_clause(thing.end))
            ):
                first, moves = before[thing.first]
                if not (moves and thing.kind == PRODUCT):
                    found[last] = (words.tokens[first].start, thing.end_at)
            elif last - 1 in found and last not in spared and LISTED.fullmatch(words.text[things[last - 1].end_at : thing.start]):
                found[last] = (thing.start, thing.end_at)
            is_trouble = thing.end in judged and thing.kind == SERVICE and OURS_BEFORE.search(words.text[: thing.start])
            if thing.end in behind and last not in found and not is_trouble:
                start = last
                while start and LISTED.fullmatch(words.text[things[start - 1].end_at : things[start].start]):
                    start -= 1
                end, moves = behind[thing.end]
                head = things[start].first
                if self._begins_clause(words, head) or (thing.end in outright and words.word(head - 1) == "and"):  # "reads are slow and X cannot be used"
                    whole = (things[start].start, words.tokens[words.find_clause_end(end) - 1].end)
                    found |= {place: whole for place in range(start, last + 1) if not (moves and things[place].kind == PRODUCT)}
        return found

    def find_said_with(self, words: Words) -> Iterator[tuple[int, int]]:
        """The characters of what is said beside a refusal and tells of no need: why it is refused ("our policy forbids it"), and that something else is wanted ("what else")."""
        for book in (self._phrasebook.refusing_because, self._phrasebook.others):
            yield from (words.span(first, end) for _, first, end in book.find(words.terms))

    def find_lacked(self, words: Words, things: Sequence[Thing]) -> set[int]:
        """The places of what is named right before a word for knowing it ("Kafka experience")."""
        return {place for place, thing in enumerate(things) if not words.ends_clause(thing.end) and words.word(thing.end) in self._vocabulary.lacked}

    def find_spared(self, words: Words, things: Sequence[Thing], lacked: Collection[int]) -> set[int]:
        """The places of what stands behind a word that refuses, is not `lacked`, and not refused: more than that is told of it ("no EC2 instance gets a public IP").

        Nor is what nothing shall be without ("no table without backups").
        """
        ends = {end for phrase, _, end in self._phrasebook.refusing.find(words.terms) if phrase in self._vocabulary.refusing_in_part}
        refusing = {end: first for _, first, end in self._phrasebook.refusing.find(words.terms)}
        guarded = {end for _, _, end in self._phrasebook.guarding.find(words.terms)}
        spared = set[int]()
        for place, thing in enumerate(things):
            if thing.first not in refusing or place in lacked:
                continue
            last = place
            while last + 1 < len(things) and LISTED.fullmatch(words.text[things[last].end_at : things[last + 1].start]):
                last += 1
            first = refusing[thing.first]
            is_guard = bool(guarded.intersection((first, first - 1)))
            goes_on = (thing.first in ends or thing.kind == CATEGORY) and self._goes_on(words, things[last].end, is_guard)
            if goes_on or (words.word(first) == "without" and self._is_denied(words, first)):
                spared.update(range(place, last + 1))
        return spared

    def _heads_message(self, words: Words, first: int, end: int) -> bool:
        """Whether the words that end before a token are the head of a message that tells what was refused ("Message rejected: Email address is not verified"), and nobody's own."""
        if end >= len(words) or ":" not in words.before(end) or self._begins_clause(words, first):
            return False
        return not any(token.word in OWN for token in words.tokens[:first])

    def begins_guard(self, words: Words, thing: Thing) -> bool:
        """Whether a text begins with what must not happen to a thing ("make sure no EC2 instance ...", "no table without backups"): that orders something."""
        first = next((first for _, first, end in self._phrasebook.refusing.find(words.terms) if end == thing.first), None)
        begun = {start: end for _, start, end in self._phrasebook.guarding.find(words.terms)}
        return first is not None and (first == 0 or begun.get(0) in (first, first - 1))

    def _goes_on(self, words: Words, at: int, is_guard: bool) -> bool:
        """Whether what stands behind a name, in its clause, tells more of it than one of its parts and that it is not wanted; where a guard is set ("make sure no ..."), anything does."""
        start = at
        if not words.ends_clause(at) and words.word(at) in self._vocabulary.parts:
            at += 1
        with_part = at > start
        if words.ends_clause(at):
            return False
        while not words.ends_clause(at) and words.word(at) in AUXILIARIES:
            at += 1
        if words.ends_clause(at) or words.word(at) not in self._vocabulary.closing:
            return True
        return is_guard and with_part and words.word(at) in PLACES

    def _is_denied(self, words: Words, at: int) -> bool:
        """Whether a negator stands before a token in its clause, which turns it round ("no bucket without encryption")."""
        while at and not words.ends_clause(at):
            at -= 1
            if words.tokens[at].term in self._negators:
                return True
        return False

    def _begins_clause(self, words: Words, first: int) -> bool:
        return words.begins_clause(first, self._vocabulary.openers)

    def find_retracted(self, words: Words) -> Iterator[tuple[Retracted, bool]]:
        """What a text takes back, and whether its words can mean nothing else ("remove duplicates" can)."""
        spans = [
            (first, end, words.find_clause_end(end), phrase in self._vocabulary.retracting)
            for phrase, first, end in keep_longest(self._phrasebook.retracting.find(words.terms))
            if words.word(first) == phrase.split()[0] and self._begins_clause(words, first)  # "dropped" tells what happened
        ]
        for _, first, end in keep_longest(self._phrasebook.retracted.find(words.terms)):
            if not words.ends_clause(end):
                continue
            start = first
            while start and not CLAUSE_END.search(words.before(start)):
                start -= 1
            start += words.word(start) in LINKS
            if not RELATIVE.search(words.text[words.tokens[start].start : words.tokens[first].start]):
                spans.append((start, start, first, True))
        for first, start, end, surely in spans:
            said = [token.term for token in words.tokens[start:end] if not self._tokenizer.is_stop(token)]
            if 0 < len(said) <= MOST_RETRACTED and not any(token.word in NARROWS for token in words.tokens[start:end]):
                last = words.tokens[words.find_clause_end(end) - 1]
                yield Retracted(words.tokens[first].start, last.end, frozenset(said)), surely


def refuses(words: Words, first: int) -> bool:
    """Whether what begins at a token ("not", "instead of") refuses something.

    It does not where it states what is not so ("is not a part of EC2", "all EXCEPT S3"), answers ("no, by mail"), nor in "when ... instead of X?".
    """
    at = words.tokens[first].start
    return not (ANSWERS.match(words.text, at) or words.text[at : at + 2].isupper() or (first and words.word(first - 1) in STATES) or COMPARES.match(words.text))
