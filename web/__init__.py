"""The web front door: a page, addresses for all knowledge, a JSON interface and the chat webhook, on one Flask application."""

from __future__ import annotations

import logging
import os
from functools import lru_cache

from flask import Flask, Response

from advisor import Advisor
from advisor.dialogue.conversation import MOST_POSED_CHARACTERS, MOST_STATE_CHARACTERS, MOST_TURN_CHARACTERS
from advisor.dialogue.dialogue import Dialogue
from web.api import api
from web.browsing import knowledge
from web.pages import pages
from web.search import Search
from web.slack.settings import SlackSettings

log = logging.getLogger("advisor.web")
# A turn beside a conversation's state is the longest that is valid. In JSON a character takes up to 12 bytes (two escapes), and the state has ids beside its texts.
BYTES_A_CHARACTER, BYTES_BESIDE = 12, 16 * 1024
MOST_BYTES = BYTES_A_CHARACTER * (MOST_STATE_CHARACTERS + MOST_POSED_CHARACTERS + MOST_TURN_CHARACTERS) + BYTES_BESIDE
MOST_ANSWERS_KEPT = 1_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(advisor: Advisor | None = None, slack: SlackSettings | None = None) -> Flask:
    """The application over an advisor (else the one that came with the program), with the webhook as the settings (else the environment) say.

    Raises KnowledgeError where its knowledge cannot be used.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.extensions["advisor"] = loaded = advisor or Advisor.load()
    dialogue = Dialogue(loaded)
    # The same words have the same answer, and a conversation in an address is told again with each of its turns.
    app.extensions["ask"] = lru_cache(MOST_ANSWERS_KEPT)(lambda scenario, top: loaded.ask(scenario, top=top))
    app.extensions["reply"] = lru_cache(MOST_ANSWERS_KEPT)(dialogue.reply)
    app.extensions["search"] = Search(loaded)
    app.register_blueprint(pages)
    app.register_blueprint(knowledge)
    app.register_blueprint(api)
    app.after_request(add_headers)
    settings = slack or SlackSettings.from_environment(os.environ)
    if settings:
        from web.slack.routes import install_slack

        app.extensions["slack"] = install_slack(app, dialogue, settings)
    else:
        log.warning("the Slack webhook is off: SLACK_SIGNING_SECRET is not set")
    return app


def add_headers(response: Response) -> Response:
    """The response with what keeps a browser from running or leaking anything."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
