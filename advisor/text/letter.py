"""What a need is wrapped in where it was pasted from a mail or a ticket: a text in, the places that ask nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from advisor.pattern import compile_late
from advisor.text.vocabulary import Letter

LEAST_CHARACTERS = 60  # a shorter text in one line is no letter
MOST_WORDS_OF_LINE = 8  # a longer line is no greeting and no part of a signature
MOST_CHARACTERS_OF_CLAUSE = 80
MOST_LAST_WORDS = 6  # of which one closes a letter in one line
LEAST_HEADERS = 2  # one line with a colon may be a need ("from: our office")
SEPARATOR = compile_late(r"^[ \t]*+(?:[-_=*]{2,}+[ \t]*+$|(?=[-_=*]{3})[^\n]*(?<=[-_=*]{3})[ \t]*$)", re.MULTILINE)
IMAGE = compile_late(r"\[(?:cid|image)\b[^\]\n]*\]|^[ \t]*\[external\]", re.IGNORECASE | re.MULTILINE)
QUOTED = compile_late(r"^[ \t]*(?:>[ \t]?)+(?=[ \t]*(?:[^\d\s<>=]|$))", re.MULTILINE)
FORWARDED = compile_late(r"^[ \t]*(?:(?:fwd?|re|aw|wg)[ \t]*:[ \t]*)+", re.IGNORECASE | re.MULTILINE)
ATTRIBUTION = compile_late(r"^[^\n]{0,90}\b(?:wrote|writes|schrieb|a écrit|escribió|escreveu)\b[^\n]{0,40}:[ \t]*$", re.IGNORECASE | re.MULTILINE)
DISCLAIMER = compile_late(
    r"^(?=[^\n]*\b(?:this|these) (?:e-?mail|message|communication|transmission|contents)\b|[^\n]*\bcontents of this\b|[^\n]*\bthis e-?mail\b)"
    r"(?=[^\n]*\b(?:confidential|privileged|addressees?|intended|in error|before printing|virus)\b)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
TICKET = compile_late(
    r"^[^\w\n]*+(?:(?:ticket|incident|request|case|issue|jira)\b[^\n\w]*+(?:id[^\n\w]++)?|[a-z]{2,8}-?)#?\d{3,}\b[^\n]*$|^[^\w\n]*+jira [a-z]+-\d+[ \t]*+$", re.IGNORECASE | re.MULTILINE
)
ASKS = compile_late(r"\?|\b(?:need|want|must|should|how|which|what|would like|cannot|can't)\b", re.IGNORECASE)
CONTACT = compile_late(r"[|@]|\bwww\.|\+\d|\d{4,}", re.IGNORECASE)
NAME = r"[A-Z][\w.'’-]*"


def join_phrases(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, the longest first; `...` in one stands for the rest of a clause."""
    return "|".join(re.escape(phrase).replace(r"\.\.\.", rf"[^.,;:!?\n]{{0,{MOST_CHARACTERS_OF_CLAUSE}}}").replace(r"\ ", r"[ \t]+") for phrase in sorted(phrases, key=len, reverse=True))


class LetterFinder:
    """Finds the parts of letters by the words they begin with; patterns are made where they are first needed, which most texts do not."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._greets = frozenset(phrase.split()[0] for phrase in letter.greetings)
        self._closes = frozenset(phrase.split()[0] for phrase in letter.closings)

    def find(self, text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The (start, end) of the parts of a text that ask nothing; they may overlap. `words` are its words in lower case."""
        has_lines = "\n" in text
        if not words or (not has_lines and len(text) < LEAST_CHARACTERS):
            return
        opens, closes = words[0] in self._greets, not self._closes.isdisjoint(words[-MOST_LAST_WORDS:])
        if not (has_lines or opens or closes):
            return
        for pattern in (self._opening, self._courtesy, self._last_words):
            yield from (match.span() for match in pattern.finditer(text))
        if not has_lines:
            return
        for pattern in (SEPARATOR, IMAGE, QUOTED, FORWARDED, ATTRIBUTION, DISCLAIMER, self._greeting):
            yield from (match.span() for match in pattern.finditer(text))
        yield from (match.span() for match in TICKET.finditer(text) if not ASKS.search(match.group()))
        labels = [match.span() for match in self._label.finditer(text)]
        headers = [match.span() for match in self._header.finditer(text) if not ASKS.search(match.group())]
        beside = [match.span() for match in self._header_beside.finditer(text) if not ASKS.search(match.group())] if headers or labels else []
        yield from (*labels, *beside)
        yield from headers if len(headers) + len(beside) + len(labels) >= LEAST_HEADERS else ()
        yield from (self._find_signature(text, match) for match in self._closing.finditer(text))

    @cached_property
    def _greeting(self) -> re.Pattern[str]:
        words, people = rf"(?:[ \t/,]+[^\s,/?]+){{0,{MOST_WORDS_OF_LINE - 2}}}[ \t]*[,!]", rf"(?:[ \t]+(?-i:{NAME})|[ \t]+(?:{join_phrases(self._letter.addressed)})){{0,3}}[.:–-]?"
        return re.compile(rf"^[ \t]*(?:{join_phrases(self._letter.greetings)})(?![\w-])(?:{words}|{people})[^\w\n?]*$", re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(rf"\A\W*(?i:{join_phrases(self._letter.greetings)})(?:[ \t]+(?:{NAME}|(?i:{join_phrases(self._letter.addressed)}))){{0,4}}[ \t]*[,!:–-]+\s*(?=\w)")

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        signed = rf"(?:[ \t]*+/[^\n]*|[ \t]++{NAME})?[ \t]*+[,.!]*+[ \t]*+$"
        return re.compile(rf"^[ \t]*(?:{join_phrases(self._letter.closings)})(?![\w-])[ \t]*+[,.!–-]*+{signed}", re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _last_words(self) -> re.Pattern[str]:
        return re.compile(rf"(?<=[.!?])[ \t]++(?i:{join_phrases(self._letter.closings)})(?:[ \t]*+[,.!-]++)?(?:[ \t]++{NAME}){{0,3}}[ \t]*+[.!]?+[ \t]*+(?=\n|\Z)")

    @cached_property
    def _courtesy(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w'’])(?:(?:i|we)[ \t]+)?(?:{join_phrases(self._letter.courtesies)})(?![\w'’])[ \t]*[.,:!?–-]*[ \t]*", re.IGNORECASE)

    @cached_property
    def _header(self) -> re.Pattern[str]:
        return re.compile(rf"^[ \t]*(?:{join_phrases(self._letter.headers)})[ \t]*:[^\n]*$", re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _header_beside(self) -> re.Pattern[str]:
        return re.compile(rf"^[ \t]*(?:{join_phrases(self._letter.headers_beside)})[ \t]*:[^\n]*$", re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _label(self) -> re.Pattern[str]:
        return re.compile(rf"^[ \t]*(?:{join_phrases(self._letter.labels)})[ \t]*:[ \t]*", re.IGNORECASE | re.MULTILINE)

    @staticmethod
    def _find_signature(text: str, closing: re.Match[str]) -> tuple[int, int]:
        """The words that close a letter and the lines of a signature behind them, up to a line that may ask something."""
        end = closing.end()
        for line in text[end:].splitlines(keepends=True):
            is_signed = not line.lstrip().startswith(">") and (len(line.split()) <= MOST_WORDS_OF_LINE or CONTACT.search(line)) and not ASKS.search(line)
            if not is_signed:
                break
            end += len(line)
        return closing.start(), end
