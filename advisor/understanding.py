"""All that was said in a conversation, ranked: a state in, a query with its ranking out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from advisor.advisor import Advisor
from advisor.conversation import Heard, State, Statement, hear
from advisor.questions import add_answers
from advisor.ranking import Ranking
from advisor.turns import tells_detail

# In log odds; chosen on tests/conversations.
REJECTED = -20.0
COMPARED = 3.0
SETTLED, FIRM = 1.5, 6.0
CLEAR = 2.5  # for what the last statement clearly asks for by itself
TAKEN_WEIGHT = 60.0  # more than the refusal of a whole takes from its part
ELSEWHERE = 4.0  # in log odds, against services of other families where a detail of the choice is told ("it must survive restarts")
LEAST_ALONE, CLEAR_ALONE = 0.5, 0.85  # how likely what a statement asks for by itself has to be
NUMBER = re.compile(r"\d[\d.,]*")


class Understood(Struct, frozen=True):
    """All that was said as one query, with its ranking; `asked` is the service that the last statement asks for by itself, and `share` how clearly, where it was said behind a choice."""

    heard: Heard
    ranking: Ranking
    asked: str = ""
    share: float = 0.0


class Listener:
    """Ranks all that was said of a need, what was said last most."""

    def __init__(self, advisor: Advisor) -> None:
        self._analyzer, self._ranker, self._catalogue = advisor.analyzer, advisor.ranker, advisor.catalogue
        self._finder, self._table = advisor.questions, advisor.questions.table

    def understand(self, state: State) -> Understood:
        """All that was said, ranked: answers and additions weigh by how likely each service makes them, what was compared gains, what was refused later goes to the end.

        What was chosen stays where the last thing said is a detail that no question of ours is about, unless it speaks for
        something else clearly; all the more where it says little by itself ("about 5000 a month").
        """
        heard = hear(state.need, self._analyzer, self._table.are_opposed)
        ranking = self._ranker.rank(heard.query)
        weights = self._finder.weigh_answers(heard.query, ranking, heard.added) if heard.added else {}
        last, is_detail, clear, asked, share = state.need[-1], False, None, "", 0.0
        if state.choice and len(state.need) > 1:
            asked, share = self._read_alone(last)
            clear = self._catalogue.root(asked) if share >= CLEAR_ALONE and not last.cue else None
            weights[state.choice] = weights.get(state.choice, 0.0) + self._weigh_settled(last, share, heard, ranking)
            is_detail = last.cue is None and not clear and tells_detail(last.text)
        family = self._catalogue[state.choice].family if state.choice and is_detail else None
        taken = {m.service for statement in state.need if statement.taken for m in self._analyzer.analyze(statement.text).mentions}
        refused = {m.service for m in heard.query.mentions if not m.is_wanted and m.start >= heard.first_end}
        for service in (candidate.service for candidate in ranking.candidates):
            is_refused = self._catalogue.is_covered(service, refused)
            if is_refused or self._catalogue.is_covered(service, state.compared):
                weights[service] = weights.get(service, 0.0) + (REJECTED if is_refused else COMPARED)
            if service in taken and not is_refused:
                weights[service] = weights.get(service, 0.0) + TAKEN_WEIGHT
            if clear and self._catalogue.root(service) == clear:
                weights[service] = weights.get(service, 0.0) + CLEAR
            if family and self._catalogue[service].family != family:
                weights[service] = weights.get(service, 0.0) - ELSEWHERE
        return Understood(heard, add_answers(ranking, weights) if weights else ranking, asked, share)

    def recall(self, need: Sequence[Statement]) -> str | None:
        """The service that was chosen when this much of a need had been said, each statement read behind the choice before it."""
        choice: str | None = None
        for count in range(1, len(need) + 1):
            candidates = self.understand(State(statements=tuple(need[:count]), choice=choice)).ranking.candidates
            choice = candidates[0].service if candidates else None
        return choice

    def _weigh_settled(self, last: Statement, share: float, heard: Heard, ranking: Ranking) -> float:
        """What the service that was chosen before the last statement gains over others; `share` is how clearly that asks for something by itself."""
        if any(match.cue in self._table.facet_of for match in heard.query.cues if match.start >= heard.last):
            return 0.0
        by_rule = any(cue.start >= heard.last for one in ranking.fired for cue in one.cues)
        names = any(mention.start >= heard.last for mention in heard.query.mentions)
        return SETTLED if last.cue or by_rule or names or share >= LEAST_ALONE else FIRM

    def _read_alone(self, statement: Statement) -> tuple[str, float]:
        """The service that a statement asks for by itself ("" for none), and its probability with all parts of the whole; how many of something there are asks for nothing."""
        candidates = self._ranker.rank(self._analyzer.analyze(NUMBER.sub("", statement.text))).candidates
        if not candidates:
            return "", 0.0
        root = self._catalogue.root
        return candidates[0].service, sum(candidate.probability for candidate in candidates if root(candidate.service) == root(candidates[0].service))
