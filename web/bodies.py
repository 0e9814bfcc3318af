"""The bodies of the JSON interface: what is sent, and the answers that are not the core's own objects."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from advisor.dialogue.conversation import MOST_TURN_CHARACTERS
from advisor.text.scenario import MOST_CHARACTERS


class AskRequest(Struct, forbid_unknown_fields=True):
    """The body of `POST /api/ask`: the scenario, and how many services to recommend."""

    scenario: Annotated[str, Meta(max_length=MOST_CHARACTERS)]
    top: Annotated[int, Meta(ge=1, le=20)] = 3


class ChatRequest(Struct, forbid_unknown_fields=True):
    """The body of `POST /api/chat`: a text or the `option` of a question, with the state of the reply before, or none to begin."""

    text: Annotated[str, Meta(max_length=MOST_TURN_CHARACTERS)] = ""
    option: Annotated[str, Meta(max_length=80)] | None = None
    state: Any = None


class ServiceEntry(Struct):
    """A service in the list of all."""

    id: str
    name: str
    family: str
    parent: str | None


class RuleEntry(Struct):
    """A rule in the list of all: service id → strength (1 hint, 2 strong, 3 decisive)."""

    id: str
    prefer: dict[str, int]
    why: str


class SlackHealth(Struct):
    """How many messages this process has delivered to Slack since it began, and how many it could not."""

    delivered: int
    undelivered: int


class Health(Struct):
    """The program's version, the first digits of the knowledge's fingerprint, and what became of messages to Slack where the webhook is on."""

    status: str
    version: str
    knowledge: str
    slack: SlackHealth | None = None


class Problem(Struct):
    """An error in the form of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
