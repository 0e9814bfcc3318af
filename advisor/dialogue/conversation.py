"""What has been said in a conversation, small enough to travel with each turn: `State` to and from plain data."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, structs

from advisor.errors import ScenarioError, StateError
from advisor.text.scenario import clean_text

VERSION = 1
MOST_TURN_CHARACTERS = 8_000
MOST_STATE_CHARACTERS = 16_000
MOST_STATEMENTS = 10
MOST_ASKED = 100
MOST_TROUBLE_CHARACTERS, MOST_DIAGNOSED, MOST_STEPS = 1_000, 8, 50
MOST_POSED_CHARACTERS = 2_000
MOST_IN_A_ROW = 3
START_OVER = "start over"

Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Meta(min_length=1, max_length=MOST_TURN_CHARACTERS)]


class Statement(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that the user said: a text, or (`cue`) the answer to a question, with the question and the answer as its text.

    It may open a need beside the one before (`opens`), take the service that it names (`taken`), or be said in `passing`:
    about nothing that an answer could rest on, so that it is kept and never weighed. What was said in one turn with the
    statement before it is `joined` to that. `beside` is the service that it got, which attends the choice and leaves it as
    it is. `chosen` is the service that was the choice when a text told an amount, which may be beyond its limits.
    """

    text: Text
    cue: Id | None = None
    opens: bool = False
    taken: bool = False
    passing: bool = False
    joined: bool = False
    beside: Id | None = None
    chosen: Id | None = None


class State(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A conversation so far. `asked` are the facets asked about, `offered` the cues of the question that is open, `in_a_row` counts
    the last replies that asked, `choice` is the service that was recommended last, and `compared` those that stood side by side.
    `about` is the service that was told about since, `aside` says that the last reply left the need as it was. `trouble` is
    what was told last that goes wrong, `diagnosed` what it was taken for, last last, also once it is solved, and `step` the step of that
    which was told last. `posed` is the question that was pasted last with options.
    """

    version: Literal[1] = 1
    statements: Annotated[tuple[Statement, ...], Meta(max_length=MOST_STATEMENTS)] = ()
    asked: Annotated[tuple[Id, ...], Meta(max_length=MOST_ASKED)] = ()
    facet: Id | None = None
    offered: Annotated[tuple[Id, ...], Meta(max_length=8)] = ()
    in_a_row: Annotated[int, Meta(ge=0, le=MOST_IN_A_ROW)] = 0
    choice: Id | None = None
    compared: Annotated[tuple[Id, ...], Meta(max_length=4)] = ()
    about: Id | None = None
    aside: bool = False
    trouble: Annotated[str, Meta(min_length=1, max_length=MOST_TROUBLE_CHARACTERS)] | None = None
    diagnosed: Annotated[tuple[Id, ...], Meta(max_length=MOST_DIAGNOSED)] = ()
    step: Annotated[int, Meta(ge=0, le=MOST_STEPS)] = 0
    posed: Annotated[str, Meta(min_length=1, max_length=MOST_POSED_CHARACTERS)] | None = None

    def encode(self) -> dict[str, Any]:
        """The state as JSON-ready data, to be handed back with the next turn."""
        data: dict[str, Any] = {"version": self.version, **msgspec.to_builtins(self)}
        return data

    @classmethod
    def decode(cls, data: object) -> State:
        """The state of what `encode` made, wherever it has been since.

        Raises StateError where it is not whole, not ours, too large or of another version.
        """
        if isinstance(data, Mapping) and data.get("version") != VERSION:
            raise StateError(f"this conversation comes from another version of the program: {START_OVER}")
        try:
            state = msgspec.convert(data, cls)
            for text in (*(statement.text for statement in state.statements), *(text for text in (state.trouble, state.posed) if text)):
                if clean_text(text) != text:
                    raise StateError(f"this conversation was altered: {START_OVER}")
        except (msgspec.ValidationError, ScenarioError) as error:
            raise StateError(f"this conversation cannot be read ({error}): {START_OVER}") from error
        if sum(len(statement.text) for statement in state.statements) > MOST_STATE_CHARACTERS:
            raise StateError(f"this conversation is too long: {START_OVER}")
        return state

    def said(self, statement: Statement) -> State:
        """The state with one more statement. Where there are too many, the oldest of an earlier need is forgotten, else the oldest but the first."""
        said = structs.replace(self, statements=(*self.statements, statement), facet=None, offered=())
        while len(said.statements) > 1 and (len(said.statements) > MOST_STATEMENTS or sum(len(s.text) for s in said.statements) > MOST_STATE_CHARACTERS):
            place = 0 if len(said.needs) > 1 or len(said.statements) == 2 else 1
            left = [structs.replace(other, joined=False) for other in said.statements[place + 1 : place + 2]]  # what it was joined to is gone
            said = structs.replace(said, statements=(*said.statements[:place], *left, *said.statements[place + 2 :]))
        return said

    @property
    def needs(self) -> tuple[tuple[Statement, ...], ...]:
        """What was said, need by need; the last is the one that is talked about now."""
        opened = [0, *(index for index, statement in enumerate(self.statements) if statement.opens and index), len(self.statements)]
        return tuple(self.statements[start:end] for start, end in pairwise(opened)) if self.statements else ()

    @property
    def need(self) -> tuple[Statement, ...]:
        """What was said of the need that is talked about now."""
        return self.needs[-1] if self.needs else ()

    @property
    def before(self) -> State:
        """The state before the last turn said anything."""
        kept = len(self.statements) - 1
        while kept > 0 and self.statements[kept].joined:
            kept -= 1
        return structs.replace(self, statements=self.statements[: max(kept, 0)], facet=None, offered=())

    @property
    def answers(self) -> tuple[str, ...]:
        """The cues of the questions that were answered."""
        return tuple(statement.cue for statement in self.statements if statement.cue)
