"""What was asked in Slack's terms into a message: no request, no network, nothing kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from advisor.dialogue.conversation import State
from advisor.dialogue.dialogue import ANY, Dialogue
from advisor.dialogue.reply import Reply
from advisor.errors import ScenarioError, StateError
from web.slack.messages import COMPARE, HELP, OPTION, SHARE, WHY, Links, render_message, render_note
from web.slack.tokens import Place, Tokens

SHARED = re.compile(r"share:\s*", re.IGNORECASE)  # with its colon: "share a file system" is a need
ABOUT = re.compile(r"about\s+", re.IGNORECASE)
WHY_NOT_FOR = re.compile(r"(why not [^:,]{1,80}?)(?:\s*[:,]\s*|\s+for\s+|\s+when\s+)(.+)", re.IGNORECASE | re.DOTALL)
MARKED = re.compile(r"<([!@#][^<>|]*|(?:https?|mailto):[^<>|]*)(?:\|([^<>]*))?>")
MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>")
UNKNOWN_BUTTON = "I do not know this button; it may come from an older version. Ask again with the command."


class Bot:
    """Answers commands, buttons and mentions by a dialogue."""

    def __init__(self, dialogue: Dialogue, tokens: Tokens, links: Links) -> None:
        self._dialogue, self._tokens, self._links = dialogue, tokens, links

    def read_command(self, text: str) -> tuple[Reply, bool]:
        """The reply to the text after a slash command, and whether everybody shall see it.

        Raises ScenarioError.
        """
        shares = SHARED.match(text)
        said = plain_text(text[shares.end() :] if shares else text).strip() or "help"
        said = ABOUT.sub("tell me about ", said, count=1) if ABOUT.match(said) else said
        about = WHY_NOT_FOR.fullmatch(said)
        if about:
            return self._dialogue.reply(self._dialogue.reply(None, about[2]).state, about[1]), bool(shares)
        reply = self._dialogue.reply(None, said)
        return reply, bool(shares) and reply.kind != "help"  # nobody else asked for help

    def command(self, text: str, place: Place) -> dict[str, Any]:
        """The message to a slash command."""
        try:
            reply, shared = self.read_command(text)
        except ScenarioError as error:
            return render_note(str(error))
        return self._message(reply, place, shared)

    def press(self, action: str, token: str, place: Place, shared: bool) -> dict[str, Any]:
        """The message to a button; `shared` where it stands in a message that everybody sees."""
        kind, _, about = action.partition(":")
        try:
            state = self._tokens.read(token, place)
            if kind == SHARE:
                return self._message(self._dialogue.restate(state), place, True)
            if kind == OPTION:
                return self._message(self._dialogue.reply(state, option=about or ANY), place, shared)
            said = {WHY: "why?", HELP: "help", COMPARE: f"compare {self._dialogue.name(state.choice)} with {self._dialogue.name(about)}"}.get(kind)
            return self._message(self._dialogue.reply(state, said), place, shared) if said else render_note(UNKNOWN_BUTTON)
        except (StateError, ScenarioError) as error:
            return render_note(str(error))

    def mention(self, text: str, place: Place, earlier: State | None) -> dict[str, Any]:
        """The message to a mention or a direct message, which goes on with what was said earlier."""
        try:
            reply = self._dialogue.reply(earlier, plain_text(MENTION.sub(" ", text, count=1)).strip() or "help")
        except (StateError, ScenarioError) as error:
            return render_note(str(error))
        return self._message(reply, place, True)

    def find_state(self, messages: Iterable[Mapping[str, Any]], place: Place) -> State | None:
        """The state that the last of our messages in a thread carries, or None. `messages` are oldest first."""
        for message in reversed([*messages]):
            for token in tokens_in(message):
                try:
                    return self._tokens.read(token, place.shared)
                except StateError:
                    continue
        return None

    def _message(self, reply: Reply, place: Place, shared: bool) -> dict[str, Any]:
        return render_message(reply, self._tokens.sign(reply.state, place.shared if shared else place), self._links, shared)


def tokens_in(message: object) -> list[str]:
    """The values of a message's buttons; a message of any other form has none."""
    blocks = message.get("blocks") if isinstance(message, Mapping) else None
    rows = [block.get("elements") for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []
    found = (element.get("value") for row in rows if isinstance(row, list) for element in row if isinstance(element, Mapping))
    return [value for value in found if isinstance(value, str)]


def plain_text(text: str) -> str:
    """What somebody wrote, without Slack's marks: a link as its label, a channel by its name, a broadcast without power."""
    return html.unescape(MARKED.sub(lambda found: found[2] if found[2] is not None else found[1].lstrip("!@#"), text))
