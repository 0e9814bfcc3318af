"""Mentions and direct messages: an event in, a message of the bot's own out, later and by another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from slack_sdk.errors import SlackApiError

from web.slack.bot import Bot
from web.slack.delivery import Delivery, log
from web.slack.seen import Seen
from web.slack.tokens import Place

WRITTEN_BY_PEOPLE = (None, "file_share", "thread_broadcast")


class Message(Struct):
    """What somebody wrote, as an event tells it."""

    type: str
    channel: str = ""
    ts: str = ""
    text: str = ""
    user: str = ""
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    channel_type: str | None = None

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the bot alone."""
        return self.type == "message" and self.channel_type == "im"


class Events:
    """Answers events once each, and never a bot."""

    def __init__(self, bot: Bot, delivery: Delivery, seen: Seen) -> None:
        self._bot, self._delivery, self._seen = bot, delivery, seen

    def take(self, event: Mapping[str, Any]) -> None:
        """Answer an `event_callback` where it is somebody's mention or direct message that was not answered before."""
        message = read_message(event)
        if message is None or not self._is_for_us(message, event):
            return
        # The event's id stays the same when Slack tries again; the message's time is the same where two subscriptions tell of it.
        is_new = [self._seen.is_first(f"{event.get('team_id')} {key}") for key in (event.get("event_id"), f"{message.channel} {message.ts}") if key]
        if not all(is_new):
            return
        if not self._delivery.can_post():
            log.error("Slack: a mention is not answered, because SLACK_BOT_TOKEN is not set")
            return
        place = Place(str(event.get("team_id", "")), message.channel, message.user)
        self._delivery.submit("an answer to a mention", lambda: self._answer(message, place))

    def _is_for_us(self, message: Message, event: Mapping[str, Any]) -> bool:
        ours = {one.get("user_id") for one in event.get("authorizations") or () if isinstance(one, Mapping)}
        is_own = bool(message.bot_id) or message.user in ours or message.subtype not in WRITTEN_BY_PEOPLE
        return not is_own and bool(message.channel and message.ts and message.user) and (message.type == "app_mention" or message.is_direct)

    def _answer(self, message: Message, place: Place) -> None:
        earlier = self._bot.find_state(self._read_earlier(message), place)
        # A mention is answered in a thread of its own; who writes to the bot alone is answered where they write.
        thread = message.thread_ts or (None if message.is_direct else message.ts)
        self._delivery.post(message.channel, thread, self._bot.mention(message.text, place, earlier))

    def _read_earlier(self, message: Message) -> list[dict[str, Any]]:
        if not message.thread_ts and not message.is_direct:
            return []
        try:
            return self._delivery.read_thread(message.channel, message.thread_ts)
        except (SlackApiError, OSError) as error:
            log.warning("Slack: the earlier messages cannot be read (%s), so this one is answered alone", type(error).__name__)
            return []


def read_message(event: Mapping[str, Any]) -> Message | None:
    """The message of an event, or None where it tells of something else."""
    try:
        return msgspec.convert(event.get("event"), Message)
    except msgspec.ValidationError:
        return None
