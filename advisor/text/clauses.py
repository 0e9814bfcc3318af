"""The words of a text and its clauses: a text with its tokens in, where clauses begin and end, and what stands behind a word in its own, out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property

from msgspec import Struct

from advisor.pattern import compile_late
from advisor.text.tokens import Token

CLAUSE_END = compile_late(r"[.!?;:,]|\b(?:but|although|while|whereas)\b", re.IGNORECASE)
LINKS = frozenset({"but", "because", "since", "as", "so", "and", "or", "then", "although", "though", "while", "whereas", "that"})  # where one clause ends and another begins
NARROWS = frozenset({"to", "from", "being", "be", "if", "when", "unless", "without", "until", "outside", "beyond", "where", "except", "for"})  # "EC2 is not allowed TO ..." refuses no EC2
FOR_US = compile_late(r"for (?:us|me|now|good|(?:our|my) (?:needs?|purposes?|use|case|team|people|company|firm|shop|budget|taste|liking|requirements|situation|size|scale|project))\b", re.IGNORECASE)
RELATIVE = compile_late(r"\b(?:that|which|who|whose)\b", re.IGNORECASE)


class Words(Struct, frozen=True, dict=True):
    """The words of a text, but for the light ones; a place is a number among them, and may be behind the last."""

    text: str
    tokens: Sequence[Token]

    @cached_property
    def terms(self) -> list[str]:
        """The term of each word."""
        return [token.term for token in self.tokens]

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, at: int) -> str:
        """The word at a place; nothing behind the last."""
        return self.tokens[at].word if at < len(self.tokens) else ""

    def before(self, at: int) -> str:
        """What stands between the word before a place, which has one, and the place."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start if at < len(self.tokens) else len(self.text)]

    def span(self, first: int, end: int) -> tuple[int, int]:
        """The characters from a place to before another."""
        return self.tokens[first].start, self.tokens[end - 1].end

    def ends_clause(self, at: int) -> bool:
        """Whether a clause ends right before a place."""
        return not 0 < at < len(self.tokens) or bool(CLAUSE_END.search(self.before(at))) or self.tokens[at].word in LINKS

    def find_clause_end(self, at: int) -> int:
        """The place behind the last word of the clause that goes on at a place."""
        while not self.ends_clause(at):
            at += 1
        return at

    def begins_clause(self, first: int, openers: Collection[str]) -> bool:
        """Whether a clause begins at a place, but for words such as "the use of" or "please"."""
        for place in range(first, 0, -1):
            between, word = self.before(place), self.tokens[place - 1].word
            if CLAUSE_END.search(between) or RELATIVE.search(between) or (word in LINKS and word not in ("and", "or")):
                return True
            if word not in openers:
                return False
        return True

    def narrows(self, at: int) -> bool:
        """Whether what stands behind a refusal, in its clause, leaves but a part of it ("EC2 is not allowed to reach ...", "too expensive for rarely read files")."""
        if at >= len(self.tokens) or CLAUSE_END.search(between := self.before(at)):
            return False
        return bool(RELATIVE.search(between)) or (self.tokens[at].word in NARROWS and not self.is_for_us(at))

    def is_for_us(self, at: int) -> bool:
        """Whether "for us", "for our needs" and the like stands at a place."""
        return at < len(self.tokens) and bool(FOR_US.match(self.text, self.tokens[at].start))
