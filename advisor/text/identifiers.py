"""Identifiers that somebody pastes: a text in, what those are that it asks about ("what is d111.cloudfront.net", "CPUCreditBalance"), or what others are read as ("503 from d111.cloudfront.net"), out.

Knowledge holds them as forms: literal text with parts in braces. `{region}` is a part that a table of `knowledge/parts.yaml`
explains, `{number}`, `{hex}`, `{alnum}`, `{nine}` and `{serial}` are digits (and letters), any other part is a run of characters without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import zip_longest

from msgspec import Struct

from advisor.model import Passage, Service, Source
from advisor.pattern import compile_late
from advisor.text.vocabulary import LookUp
from advisor.text.wording import upper_first

PART = re.compile(r"\{(\w+)\}")
ANYTHING = r"[^\s\"'`()<>]+?"
# What a part of a known name is; these may stand in a form several times.
DIGITS = {"number": r"\d+", "hex": r"[0-9a-fx]*", "alnum": r"(?=[a-z]*\d)[a-z0-9]{4,}", "nine": r"[a-z0-9]{9}", "serial": r"(?=(?:[a-z]*\d){2})[a-z0-9]{12,20}"}
# What may stand around an identifier: nothing but space, quotes, brackets and punctuation; an address may begin with its scheme and go on with a port and a path.
BEFORE, AFTER = r"(?<![^\s\"'`(\[<{=,])(?:[a-z0-9]+://)?", r"(?::\d{2,5})?(?:[/?#]\S*[\w/]|/)?(?=[\"'`)\]>}.,;:!?]*(?:\s|$))"
ENDS, WORD = compile_late(AFTER), compile_late(r"(?:^|(?<=\s))[\"'`(\[<{=,]*(?P<scheme>[a-z0-9]+://)?(?P<word>\S+?)(?=[\"'`)\]>}.,;:!?]*(?:\s|$))")
PATH = compile_late(r"[/?#]")
# Words that may be made of parts: they hold a digit, or a mark or a capital within them, or end in a hyphen.
MADE_OF_PARTS = compile_late(r"\d|[^\W_][.:_/@]+\w|[a-z][A-Z]|\w-(?!\w)|\b[A-Z]{4}|[a-z]-[a-z]+-")
# What asks, in the same sentence, for an identifier that stands anywhere in it, with a comma in its place: ", is on the old server, what is that", "what is ,", "what can I see at ,".
ASKS_OF_IT = compile_late(
    r",[^.?!]*\b(?:wh?at(?:['’]?s| is| are| was) (?:an? )?(?:that|this|it|those|these)\b(?! called| named)|what do(?:es)? (?:that|this|it) (?:mean|do|stand)\b|"
    r"who (?:made|added|created|put|owns|uses) (?:that|this|it|those|these)\b)|"
    r"\bwhat (?:can|do|will|would) (?:i|you|we|one|they|users?|customers?) (?:access|see|find|get|reach|read|learn) [^.?!,]*\b(?:at|on|by|under|from|behind|with|visit\w*|url)\W+,\W*$|"
    r"\bwh?at(?:['’]?s| is| are| was) (?:an? )?,(?! \w+ (?:for|to)\b)|\bwhat ,+ (?:is|are|means?)\b|\bwhat do(?:es)? , (?:mean|do|stand)\b|, (?:meaning|mean)\b",
    re.IGNORECASE,
)
# What is told of an identifier, and asks nothing: "i-0abc is full".
TOLD_OF_IT = re.compile(r"^\W*,\s+(?:is|was|has)\b(?!.*\bwh?at\b)[^?]*$", re.IGNORECASE)
# What the name of a resource looks like: long, with marks and with a digit, a colon or dots in it.
LIKE_RESOURCE = compile_late(r"(?<!\S)(?=\S{10})(?=\S*[.:_-])(?=\S*\d|\S*\.\S*\.|\S*:\S)")
MOST_WORDS, MOST_LENGTH, MOST_TITLE = 18, 300, 80
MOST_WORDS_READ, MOST_LENGTH_READ = 60, 700  # of a text in which what is not asked for is read as what it stands for
MOST_FORMS_KEPT = 256
LEAST_LITERAL, LEAST_BESIDE_SERIAL = 2, 1  # characters by which a form is known that no table helps to know; a serial number is long itself


class PartTable(Struct, frozen=True):
    """What a part may be: keys with what each says (`told`), keys of services (`services`: key → id), or a run of letters that say something each (`letters`)."""

    told: Mapping[str, str] = {}
    services: Mapping[str, str] = {}
    letters: Mapping[str, str] = {}

    def pattern(self) -> str:
        """What a part may look like: the longest key first."""
        if self.letters:
            return f"[{''.join(self.letters)}]*"
        return f"(?:{'|'.join(map(re.escape, sorted(self.services or self.told, key=len, reverse=True)))})"


def fold_keys(table: PartTable) -> PartTable:
    """A table with its keys in small letters, as they are looked for."""
    return PartTable(*({key.lower(): said for key, said in own.items()} for own in (table.told, table.services, table.letters)))


class Identifier(Struct, frozen=True):
    """A kind of identifier: its forms, with parts in braces, the services that it belongs to, and what it is, where parts stand for what they say.

    `read_as`: what it is read as in a text that does not ask for it ("EC2 instance"); nothing where it is no name of a resource.
    """

    forms: tuple[str, ...]
    services: tuple[str, ...]
    tells: str
    source: Source
    read_as: str = ""


class Form(Struct, frozen=True):
    """A form with parts, in small letters, its literal pieces, the number of its identifier, and whether that is read as something."""

    text: str
    pieces: tuple[str, ...]
    number: int
    is_read: bool = False

    def may_stand_in(self, lowered: str) -> bool:
        """Whether a text in small letters holds the pieces in their order; patterns take longer to compile than that."""
        at = 0
        for piece in self.pieces:
            at = lowered.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return True


class Literal(Struct, frozen=True):
    """A form without parts, in small letters, and the number of its identifier."""

    text: str
    number: int


def make_forms(identifiers: Sequence[Identifier]) -> tuple[list[Form], dict[str, list[Literal]]]:
    """The forms with parts, and those without by their first words."""
    forms, literals = list[Form](), dict[str, list[Literal]]()
    for number, one in enumerate(identifiers):
        for written in one.forms:
            form = written.lower()
            if PART.search(form):
                forms.append(Form(form, tuple(filter(None, PART.split(form)[::2])), number, bool(one.read_as)))
            else:
                literals.setdefault(form.split()[0], []).append(Literal(form, number))
    return forms, literals


def find_pattern(form: str, tables: Mapping[str, PartTable]) -> str:
    """The pattern of a form, with its parts by their names; of those that stand in it several times, the first."""
    found, named = "", set[str]()
    for piece, part in zip_longest(PART.split(form)[::2], PART.findall(form)):
        found += re.escape(piece)
        if part:
            own = tables[part].pattern() if part in tables else DIGITS.get(part, ANYTHING)
            found += own if part in named else f"(?P<{part}>{own})"
            named.add(part)
    return found


def is_recognisable(form: str, tables: Collection[str]) -> bool:
    """Whether a form holds enough by which to know it: some of its characters, or a part that is one of some tables."""
    parts = PART.findall(form)
    return len(PART.sub("", form)) >= (LEAST_BESIDE_SERIAL if "serial" in parts else LEAST_LITERAL) or not set(tables).isdisjoint(parts)


class _Match(Struct, frozen=True):
    """A form that a text holds: the place, how much of it is literal, and its parts as they are written."""

    start: int
    end: int
    literal: int
    number: int
    parts: Mapping[str, str]


class IdentifierFinder:
    """Tells what an identifier is, where a text asks for it; the forms with parts and the tables of these are read where they are first needed."""

    def __init__(
        self,
        identifiers: Mapping[str, Identifier],
        literals: Mapping[str, Sequence[Literal]],
        read_forms: Callable[[], Sequence[Form]],
        read_tables: Callable[[], Mapping[str, PartTable]],
        services: Mapping[str, Service],
        look_up: LookUp,
    ) -> None:
        self._identifiers, self._literals, self._read_forms, self._read_tables, self._services = identifiers, literals, read_forms, read_tables, services
        self._beside = look_up.fillers | look_up.defining | look_up.introducing | look_up.pasted_from
        self._compile = lru_cache(MOST_FORMS_KEPT)(lambda form: re.compile(f"{BEFORE}{find_pattern(form, self._tables)}{AFTER}"))

    @cached_property
    def _forms(self) -> Sequence[Form]:
        return self._read_forms()

    @cached_property
    def _forms_of_resources(self) -> Sequence[Form]:
        return [form for form in self._forms if form.is_read]

    @cached_property
    def _tables(self) -> Mapping[str, PartTable]:
        return self._read_tables()

    def find(self, text: str) -> Passage | None:
        """What the identifiers are that a text pastes; None where it holds none, or does not ask for them."""
        lowered = text.lower()
        if len(text) > MOST_LENGTH or len(text.split()) > MOST_WORDS or len(lowered) != len(text):  # the small form of some letters is longer: places would be others
            return None
        found = self._find_all(text, lowered)
        if not found or not self._asks_for_them(text, found):
            return None
        told = [self._tell(text, one) for one in found]
        first = told[0]
        if len(told) == 1:
            return first
        lines = "\n".join(f"- {one.title}: {one.text}" for one in told)
        services = tuple(dict.fromkeys(service for one in told for service in one.services))
        return Passage(first.id, " and ".join(one.title for one in told), lines, 1.0, first.source, services, first.kind)

    def find_resources(self, text: str) -> list[tuple[int, int, str]]:
        """The places of the names of resources in a text that asks for no identifier, and what each is read as."""
        if len(text) > MOST_LENGTH_READ or not LIKE_RESOURCE.search(text):
            return []
        lowered = text.lower()
        if len(text.split()) > MOST_WORDS_READ or len(lowered) != len(text):
            return []
        found = _keep_most_literal(self._find_forms(text, lowered, self._forms_of_resources))
        if not found or self.find(text):
            return []
        return [(one.start, one.end, self._fill_in(self._identifiers[str(one.number)].read_as, one.parts)) for one in found]

    def _find_all(self, text: str, lowered: str) -> list[_Match]:
        return _keep_most_literal([*self._find_literals(lowered), *(self._find_forms(text, lowered, self._forms) if MADE_OF_PARTS.search(text) else ())])

    def _find_literals(self, lowered: str) -> Iterable[_Match]:
        for first in WORD.finditer(lowered):
            word, start = first["word"], first.start("word")
            for one in (literal for key in dict.fromkeys((word, PATH.split(word)[0])) for literal in self._literals.get(key, ())):
                end = ENDS.match(lowered, start + len(one.text)) if lowered.startswith(one.text, start) else None
                if end:
                    yield _Match(start - len(first["scheme"] or ""), end.end(), len(one.text), one.number, {})

    def _find_forms(self, text: str, lowered: str, forms: Sequence[Form]) -> Iterable[_Match]:
        for form in forms:
            if form.may_stand_in(lowered):
                for match in self._compile(form.text).finditer(lowered):  # and not by a pattern that ignores case: that takes "ſ" for "s"
                    parts = {part: text[slice(*match.span(part))] for part in match.groupdict()}
                    yield _Match(*match.span(), sum(map(len, form.pieces)), form.number, parts)

    def _asks_for_them(self, text: str, found: Sequence[_Match]) -> bool:
        rest = text
        for one in reversed(found):
            rest = f"{rest[: one.start]},{rest[one.end :]}"
        if TOLD_OF_IT.search(rest):
            return False
        return bool(ASKS_OF_IT.search(rest)) or {word.strip("-") for word in re.findall(r"[\w'’-]+", rest.lower())} <= self._beside

    def _tell(self, text: str, found: _Match) -> Passage:
        identifier = self._identifiers[str(found.number)]
        services = [self._tables[part].services[written.lower()] for part, written in found.parts.items() if part in self._tables and self._tables[part].services]
        services = list(dict.fromkeys([*services, *identifier.services]))
        told = self._fill_in(identifier.tells, found.parts)
        beside = {part: self._tables[part].told for part in found.parts if part in self._tables and any(f"{{{part}}}" not in form for form in identifier.forms)}  # which `tells` cannot tell
        told += "".join(f" {found.parts[part]} is {table[found.parts[part].lower()]}." for part, table in beside.items() if table)
        title = f"{text[found.start : found.end][:MOST_TITLE]} ({self._services[services[0]].name})"
        return Passage(services[0], title, upper_first(told), 1.0, identifier.source, tuple(services), "identifier")

    def _fill_in(self, text: str, parts: Mapping[str, str]) -> str:
        """A text with the parts that it names as they are told."""
        return PART.sub(lambda part: self._explain(part[1], parts.get(part[1], "")), text)

    def _explain(self, part: str, written: str) -> str:
        """A part as it is told: as it is written, with what its table says of it."""
        table, key = self._tables.get(part), written.lower()
        if not table:
            return written
        if table.services:
            return self._services[table.services[key]].name
        if table.letters:
            return ", ".join(table.letters[letter] for letter in key) or "nothing more"
        return f"{written} ({table.told[key]})"


def _keep_most_literal(found: Iterable[_Match]) -> list[_Match]:
    """Of matches that share a place the longest, of equally long ones that of which most is literal; in reading order."""
    kept: list[_Match] = []
    for one in sorted(found, key=lambda match: (match.start - match.end, -match.literal, match.number)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda match: match.start)
