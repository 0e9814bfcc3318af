"""The JSON interface: a scenario in, the answer object out; errors as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from flask import Blueprint, Response, current_app, request
from msgspec import Meta, Struct
from werkzeug.exceptions import HTTPException

from advisor import Advisor, ScenarioError, __version__

api = Blueprint("api", __name__)


class AskRequest(Struct, forbid_unknown_fields=True):
    """The body of `POST /api/ask`: the scenario, and how many services to recommend."""

    scenario: Annotated[str, Meta(max_length=20_000)]
    top: Annotated[int, Meta(ge=1, le=20)] = 3


def loaded_advisor() -> Advisor:
    """The advisor of the present application."""
    found: Advisor = current_app.extensions["advisor"]
    return found


def json_response(data: Any, status: int = 200, kind: str = "application/json") -> Response:
    """Data as a JSON response."""
    return Response(msgspec.json.encode(data), status, content_type=kind)


def problem(status: int, title: str, detail: str) -> Response:
    """An error in the form of RFC 9457."""
    return json_response({"type": "about:blank", "title": title, "status": status, "detail": detail}, status, "application/problem+json")


@api.post("/api/ask")
def ask() -> Response:
    """The advice for a scenario."""
    if request.mimetype != "application/json":
        return problem(415, "Unsupported media type", "send the scenario as application/json")
    try:
        wanted = msgspec.json.decode(request.get_data(), type=AskRequest)
        return json_response(loaded_advisor().ask(wanted.scenario, top=wanted.top).to_dict())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return problem(400, "Bad request", str(error))
    except ScenarioError as error:
        return problem(422, "No scenario", str(error))


@api.get("/api/services")
def services() -> Response:
    """Every service with its id, name, family and parent."""
    entries = loaded_advisor().catalogue.entries
    return json_response([{"id": e.id, "name": e.name, "family": e.family, "parent": e.parent} for e in entries])


@api.get("/api/rules")
def rules() -> Response:
    """Every rule with what it prefers and why."""
    return json_response([{"id": r.id, "prefer": dict(r.prefer), "why": r.why} for r in loaded_advisor().rules.values()])


@api.get("/healthz")
def health() -> Response:
    """Whether answers can be given, and by which knowledge."""
    return json_response({"status": "ok", "version": __version__, "knowledge": loaded_advisor().store.meta("fingerprint")[:12]})


@api.app_errorhandler(HTTPException)
def handle_error(error: HTTPException) -> Response | HTTPException:
    """Errors of the interface as problem details, those of pages as they are."""
    if request.path.startswith("/api/"):
        return problem(error.code or 500, error.name, error.description or "")
    return error
