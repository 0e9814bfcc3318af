"""The JSON interface: a scenario or a turn of a conversation in, the answer object or the reply out; errors as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest, HTTPException, UnsupportedMediaType

from advisor import Advisor, ScenarioError, __version__
from advisor.dialogue.conversation import State
from advisor.dialogue.reply import Reply
from advisor.errors import StateError
from web.bodies import AskRequest, ChatRequest, Health, Problem, RuleEntry, ServiceEntry, SlackHealth
from web.openapi import make_document

api = Blueprint("api", __name__)
PATHS = ("/api/", "/healthz", "/openapi.json")  # what programs ask, and nobody looks at
Form = TypeVar("Form")


def reply_to(state: State | None, text: str = "", option: str | None = None) -> Reply:
    """The reply of the present application's dialogue to a turn. Raises ScenarioError or StateError."""
    reply: Reply = current_app.extensions["reply"](state, text, option)
    return reply


def loaded_advisor() -> Advisor:
    """The advisor of the present application."""
    found: Advisor = current_app.extensions["advisor"]
    return found


def json_response(data: Any, status: int = 200, kind: str = "application/json") -> Response:
    """Data as a JSON response."""
    return Response(msgspec.json.encode(data), status, content_type=kind)


def problem(status: int, title: str, detail: str) -> Response:
    """An error in the form of RFC 9457."""
    return json_response(Problem("about:blank", title, status, detail), status, "application/problem+json")


def read_body(form: type[Form]) -> Form:
    """The request's JSON body in its form. Raises BadRequest or UnsupportedMediaType."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("send the body as application/json")
    try:
        return msgspec.json.decode(request.get_data(), type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(str(error)) from error


@api.post("/api/ask")
def ask() -> Response:
    """The advice for a scenario."""
    wanted = read_body(AskRequest)
    return json_response(current_app.extensions["ask"](wanted.scenario, wanted.top))


@api.post("/api/chat")
def chat() -> Response:
    """The reply to a turn of a conversation, with the state to hand back."""
    wanted = read_body(ChatRequest)
    if wanted.text and wanted.option is not None:
        raise BadRequest("a turn is a text or an option, and not both")
    state = None if wanted.state is None else State.decode(wanted.state)
    return json_response(reply_to(state, wanted.text, wanted.option).to_dict())


@api.errorhandler(ScenarioError)
def refuse_scenario(error: ScenarioError) -> Response:
    """A scenario that cannot be read."""
    return problem(422, "No scenario", str(error))


@api.errorhandler(StateError)
def refuse_state(error: StateError) -> Response:
    """A conversation that is not ours or no longer whole."""
    return problem(400, "No such conversation", str(error))


@api.get("/api/services")
def services() -> Response:
    """Every service with its id, name, family and parent."""
    entries = loaded_advisor().catalogue.entries
    return json_response([ServiceEntry(e.id, e.name, e.family, e.parent) for e in entries])


@api.get("/api/rules")
def rules() -> Response:
    """Every rule with what it prefers and why."""
    return json_response([RuleEntry(r.id, dict(r.prefer), r.why) for r in loaded_advisor().rules.values()])


@api.get("/healthz")
def health() -> Response:
    """Whether answers can be given, and by which knowledge."""
    delivery = current_app.extensions.get("slack")
    slack = SlackHealth(delivery.delivered, delivery.undelivered) if delivery else None
    return json_response(Health("ok", __version__, loaded_advisor().store.meta("fingerprint")[:12], slack))


@api.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document of this interface."""
    return json_response(make_document())


@api.app_errorhandler(HTTPException)
def handle_error(error: HTTPException) -> Response | HTTPException:
    """Errors of the interface as problem details, those of pages as they are."""
    if request.path.startswith(PATHS):
        response = problem(error.code or 500, error.name, error.description or "")
        response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
        return response
    return error
