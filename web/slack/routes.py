"""The webhook's addresses: requests in, verified over their raw body before anything of them is read, answers out."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import msgspec
from flask import Blueprint, Flask, Response, request
from slack_sdk.signature import SignatureVerifier
from werkzeug.exceptions import HTTPException

from advisor.dialogue.dialogue import Dialogue
from advisor.errors import ScenarioError
from advisor.ranking.store import cache_folder
from advisor.rendering.render_markdown import render_reply_markdown
from web.slack.bot import Bot
from web.slack.delivery import Delivery
from web.slack.events import Events
from web.slack.messages import Links, render_note
from web.slack.seen import Seen
from web.slack.settings import SlackSettings
from web.slack.tokens import Place, Tokens

log = logging.getLogger("advisor.slack")
MOST_BYTES = 512 * 1024  # a pressed button brings its whole message, with every character of its JSON escaped again
UNREADABLE = "I could not read this request. Try the command again."
FAILED = "Something went wrong here; the people who run this advisor can see that it did."
UNKNOWN_KIND = "I do not know this kind of request; it may come from a newer version of Slack."
View = Callable[[], Response]


def install_slack(app: Flask, dialogue: Dialogue, settings: SlackSettings) -> Delivery:
    """Put the webhook's routes on an application; the delivery counts what goes out."""
    delivery = Delivery(settings)
    bot = Bot(dialogue, Tokens(settings.signing_secret), Links(settings.base_url))
    seen = Seen(Path(cache_folder()) / "slack-seen.sqlite")
    app.register_blueprint(_Webhook(settings, bot, Events(bot, delivery, seen), delivery, dialogue).blueprint())
    return delivery


class _Webhook:
    """The three routes, over one bot."""

    def __init__(self, settings: SlackSettings, bot: Bot, events: Events, delivery: Delivery, dialogue: Dialogue) -> None:
        self._settings, self._bot, self._events, self._delivery, self._dialogue = settings, bot, events, delivery, dialogue
        self._verifier = SignatureVerifier(settings.signing_secret)

    def blueprint(self) -> Blueprint:
        slack = Blueprint("slack", __name__, url_prefix="/slack")
        for path, view in (("/command", self.command), ("/events", self.event), ("/interactive", self.interaction)):
            slack.add_url_rule(path, path.strip("/"), self._guard(view), methods=["POST"])
        return slack

    def _guard(self, view: View) -> View:
        """The view behind the verification; whatever goes wrong behind it, the person is told and the request succeeds."""

        @wraps(view)
        def guarded() -> Response:
            request.max_content_length = MOST_BYTES
            refused = self._refuse(request.get_data(cache=True))
            if refused:
                return refused
            try:
                return view()
            except HTTPException:
                return json_message(render_note(UNREADABLE))
            except Exception as error:  # never a 5xx, and never the text in a log
                log.error("Slack: %s failed (%s)", request.path, type(error).__name__)
                return json_message(render_note(FAILED))

        return guarded

    def _refuse(self, body: bytes) -> Response | None:
        """The answer to a request that nobody who may has sent, else None."""
        if self._is_mattermost():
            return None
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            return Response("The body is not UTF-8.\n", 400, content_type="text/plain; charset=utf-8")
        try:
            signed = self._verifier.is_valid(body, request.headers.get("X-Slack-Request-Timestamp"), request.headers.get("X-Slack-Signature"))
        except (ValueError, TypeError, OverflowError):  # no number, no ASCII
            signed = False
        return None if signed else Response("This request is not signed by Slack, or too old.\n", 401, content_type="text/plain; charset=utf-8")

    def _is_mattermost(self) -> bool:
        """Whether a slash command comes from the Mattermost server that we share a token with."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        expected = self._settings.mattermost_token
        if request.path != "/slack/command" or kind.lower() != "token" or not expected:
            return False
        return hmac.compare_digest(token.strip().encode("utf-8", "replace"), expected.encode())

    def command(self) -> Response:
        """A slash command: its text answered in the response."""
        form = request.form
        if form.get("ssl_check") == "1":
            return Response("")
        text = form.get("text", "")
        if self._is_mattermost():
            return json_message(self._answer_mattermost(text))
        return json_message(self._bot.command(text, Place(form.get("team_id", ""), form.get("channel_id", ""), form.get("user_id", ""))))

    def _answer_mattermost(self, text: str) -> dict[str, Any]:
        try:
            reply, shared = self._bot.read_command(text)
        except ScenarioError as error:
            return {"response_type": "ephemeral", "text": disarm(str(error))}
        return {"response_type": "in_channel" if shared else "ephemeral", "text": disarm(render_reply_markdown(reply))}

    def event(self) -> Response:
        """An event: taken now, answered later."""
        sent = read_json(request.get_data())
        if sent is None:
            return json_message(render_note(UNREADABLE))
        if sent.get("type") == "url_verification":
            return json_message({"challenge": str(sent.get("challenge", ""))})
        if sent.get("type") == "event_callback":
            self._events.take(sent)
        return Response("")

    def interaction(self) -> Response:
        """A pressed button: the message in the response, and at the `response_url`, from where Slack shows it."""
        sent = read_json(request.form.get("payload", "").encode())
        if sent is None:
            return json_message(render_note(UNREADABLE))
        actions = sent.get("actions")
        action = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else None
        if sent.get("type") != "block_actions" or action is None:
            return json_message(render_note(UNKNOWN_KIND))
        container = sent["container"] if isinstance(sent.get("container"), dict) else {}
        shared = container.get("is_ephemeral") is False
        place = Place(id_of(sent, "team"), id_of(sent, "channel") or str(container.get("channel_id", "")), id_of(sent, "user"))
        message = self._bot.press(str(action.get("action_id", "")), str(action.get("value", "")), place, shared)
        thread = container.get("thread_ts") or (container.get("message_ts") if shared else None)
        message |= {"replace_original": False, **({"thread_ts": thread} if isinstance(thread, str) else {})}
        self._delivery.respond(sent.get("response_url"), message)
        return json_message(message)


def id_of(payload: dict[str, Any], name: str) -> str:
    """The id of a payload's team, channel or user; empty where it has none."""
    found = payload.get(name)
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def read_json(body: bytes) -> dict[str, Any] | None:
    """The JSON object of a body, or None."""
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def disarm(text: str) -> str:
    """Text in which Mattermost finds nobody to call: a zero-width space stands behind each "@"."""
    return text.replace("@", "@\u200b")


def json_message(message: dict[str, Any]) -> Response:
    """A message as the response."""
    return Response(msgspec.json.encode(message), content_type="application/json; charset=utf-8")
