"""The nouns of a reply: what the dialogue hands back for each turn, as data for any front door to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct, to_builtins

from advisor.dialogue.conversation import State
from advisor.model import Advice, Alternative, Fact, Question, Reason, Status

MOST_COMPARED_IN = 3
ChangeKind = Literal["first", "same", "changed", "lost"]
ReplyKind = Literal["advice", "comparison", "why_not", "service", "help", "start_over", "unclear"]


class Change(Struct, frozen=True):
    """What a turn did to the answer: `before` and `after` are services; `reasons` say why."""

    kind: ChangeKind
    text: str
    before: str | None = None
    after: str | None = None
    reasons: tuple[Reason, ...] = ()


class WhyNot(Struct, frozen=True):
    """What puts a service where it is: its place (1 is first; None: not among the candidates), what excludes it, what speaks for it, and what would have to be said.

    `instead` is the choice, when this one gives way to it; `otherwise` is this one, when the choice gives way; `words` are
    the user's that speak for the choice and not for this one.
    """

    service: str
    name: str
    place: int | None
    confidence: float
    ruled_out: Reason | None = None
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    instead: tuple[Alternative, ...] = ()
    otherwise: tuple[Alternative, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def rests_on(self) -> tuple[Reason, ...]:
        """What its place rests on: what excludes it, then what speaks for it."""
        return (*((self.ruled_out,) if self.ruled_out else ()), *self.reasons)


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
    """Services side by side; `decides` says, a sentence each, what tips the scales, and `choice` is the better one where the conversation tells.

    `words` are the user's that speak for it, where no rule does.
    """

    sides: tuple[Side, ...]
    decides: tuple[str, ...]
    choice: str | None = None
    words: tuple[str, ...] = ()

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, ...]]]]:
        """What the sides are compared in: a (title, texts of each side) for everything that is known of any, at most three texts each."""
        told: list[tuple[str, list[tuple[str, ...]]]] = [
            ("What it is for", [(side.summary,) for side in self.sides]),
            ("Chosen for", [side.chosen_for for side in self.sides]),
            ("Not when", [tuple(f"{other.when.rstrip('.')}: {other.name}" for other in side.not_when) for side in self.sides]),
            ("Limits", [tuple(limit.text for limit in side.limits) for side in self.sides]),
            ("Speaks for it here", [tuple(reason.text for reason in side.reasons) for side in self.sides]),
            ("Speaks against it here", [tuple(reason.text for reason in side.against) for side in self.sides]),
        ]
        return [(title, [texts[:MOST_COMPARED_IN] for texts in cells]) for title, cells in told if any(cells)]

    @property
    def verdict(self) -> str:
        """Which side is the better one, in a sentence; empty where the conversation does not tell."""
        better = next((side.name for side in self.sides if side.service == self.choice), None)
        if not better:
            return ""
        others = [side.name for side in self.sides if side.service != self.choice and side.reasons] if self.words else []
        by_words = f", by your words {quote_words(self.words)}" if self.words else ""
        return f"For what you said, {better} is the better one{by_words}{f', although a rule speaks for {others[0]}' if others else ''}."


class Reply(Struct, frozen=True):
    """One turn's answer.

    `text` says it in plain sentences; the other fields hold the same as data. `question` is the open question, whose
    options can be handed back as `option`.
    """

    kind: ReplyKind
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


def quote_words(words: Sequence[str]) -> str:
    """The user's words as a sentence of ours holds them."""
    return ", ".join(f'"{word}"' for word in words)
