"""The nouns of a reply: what the dialogue hands back for each turn, as data for any front door to show."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, to_builtins

from advisor.conversation import State
from advisor.model import Advice, Alternative, Fact, Question, Reason, Status


class Change(Struct, frozen=True):
    """What a turn did to the answer: `kind` is first, same, changed or lost; `before` and `after` are services; `reasons` say why."""

    kind: str
    text: str
    before: str | None = None
    after: str | None = None
    reasons: tuple[Reason, ...] = ()


class WhyNot(Struct, frozen=True):
    """What puts a service where it is: its place (1 is first; None: not among the candidates), what excludes it, what speaks for it, and what would have to be said."""

    service: str
    name: str
    place: int | None
    confidence: float
    ruled_out: Reason | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    instead: tuple[Alternative, ...] = ()


class Side(Struct, frozen=True):
    """A service as it stands beside others: what it is for, when not, its limits, and what the conversation says for (`reasons`) and against it."""

    service: str
    name: str
    summary: str
    chosen_for: tuple[str, ...]
    not_when: tuple[Alternative, ...]
    limits: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    reasons: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    status: Status | None = None


class Comparison(Struct, frozen=True):
    """Services side by side; `decides` says, a sentence each, what tips the scales, and `choice` is the better one where the conversation tells."""

    sides: tuple[Side, ...]
    decides: tuple[str, ...]
    choice: str | None = None

    @property
    def verdict(self) -> str:
        """Which side is the better one, in a sentence; empty where the conversation does not tell."""
        better = next((side.name for side in self.sides if side.service == self.choice), None)
        return f"For what you said, {better} is the better one." if better else ""


class Reply(Struct, frozen=True):
    """One turn's answer. `kind` is advice, comparison, why_not, service, help, start_over or unclear.

    `text` says it in plain sentences; the other fields hold the same as data. `question` is the open question, whose
    options can be handed back as `option`.
    """

    kind: str
    text: str
    state: State
    advice: Advice | None = None
    change: Change | None = None
    question: Question | None = None
    comparison: Comparison | None = None
    why_not: WhyNot | None = None
    service: Side | None = None
    suggestions: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reply as JSON-ready data."""
        data: dict[str, Any] = to_builtins(self)
        return {**data, "state": self.state.encode()}
