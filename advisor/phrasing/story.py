"""A trouble that is told as a story, with who, when and for how long around it: whether a text is one, and its clauses."""

from __future__ import annotations

import re
from functools import cached_property

from advisor.phrasing.fact_phrasing import asks_who_did_it
from advisor.phrasing.need_phrasing import asks_how_to_build, asks_which_service, says_plan, says_rule
from advisor.phrasing.trouble_phrasing import tells_error
from advisor.text.analysis import Query
from advisor.text.vocabulary import Trouble

CLAUSE_END = re.compile(r"(?<=[.!?;:])\s+|\n+|,\s+|\s+(?=(?:but|because|since|although|though|and then|so that|when|while)\b)", re.IGNORECASE)
FIRST_PERSON = r"\b(?:i|i'm|i've|we|we're|we've|our|ours|my|us|me)\b"
LEAST_WORDS, MOST_FAULTS = 14, 2
LEAST_MARKS, LEAST_DESPITE_RULE = 2, 3


class StoryReader:
    """Tells stories of troubles from needs by the marks that the vocabulary lists: turns of events ("since then"), pleas ("what now") and words of faults."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble

    @cached_property
    def _turns(self) -> re.Pattern[str]:
        return match_phrases(self._trouble.turns)

    @cached_property
    def _pleas(self) -> re.Pattern[str]:
        return match_phrases(self._trouble.pleas)

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return tuple(phrase.lower() for phrase in (*self._trouble.turns, *self._trouble.pleas))

    def _may_mark(self, text: str) -> bool:
        """Whether a text may hold a mark of a story: most hold none, and to look for the letters of each costs less than to make the patterns."""
        lower = text.lower()
        return not text.isascii() or any(mark in lower for mark in self._marks)

    def tells_story(self, query: Query) -> bool:
        """Whether a query tells at some length what befell its teller, and neither what is planned nor which service is looked for."""
        text = query.text
        if len(query.tokens) < LEAST_WORDS or query.options or not (len(query.troubles) >= LEAST_MARKS or self._may_mark(text)) or not re.search(FIRST_PERSON, text, re.IGNORECASE):
            return False
        if query.is_order or says_plan(query) or any(asks(query) for asks in (asks_which_service, asks_who_did_it, asks_how_to_build)):
            return False
        turns, pleas = ({match[0].lower() for match in marks.finditer(text)} for marks in (self._turns, self._pleas))
        faults = min(MOST_FAULTS, max(len(query.troubles), int(tells_error(query))))
        return len(turns) + len(pleas) + faults >= (LEAST_DESPITE_RULE if says_rule(query) else LEAST_MARKS)


def match_phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of some phrases as whole words; none where there are no phrases."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b" if phrases else r"(?!)", re.IGNORECASE)


def find_clauses(text: str) -> list[tuple[int, int]]:
    """The character ranges of a text's clauses."""
    clauses, start = [], 0
    for match in [*CLAUSE_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[start:end].strip():
            clauses.append((start, end))
        start = match.end() if match else end
    return clauses
