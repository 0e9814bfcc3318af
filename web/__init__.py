"""The web front door: a page, addresses for all knowledge, and a JSON interface, on one Flask application."""

from __future__ import annotations

from flask import Flask, Response

from advisor import Advisor
from advisor.dialogue import Dialogue
from web.api import api
from web.browsing import knowledge
from web.pages import pages

MOST_BYTES = 64 * 1024
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(advisor: Advisor | None = None) -> Flask:
    """The application over an advisor (else the one that came with the program).

    Raises KnowledgeError where its knowledge cannot be used.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.extensions["advisor"] = loaded = advisor or Advisor.load()
    app.extensions["dialogue"] = Dialogue(loaded)
    app.register_blueprint(pages)
    app.register_blueprint(knowledge)
    app.register_blueprint(api)
    app.after_request(add_headers)
    return app


def add_headers(response: Response) -> Response:
    """The response with what keeps a browser from running or leaking anything."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
