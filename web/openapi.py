"""The OpenAPI document of the JSON interface, made from the structs that requests are read into and answers are made of."""

from __future__ import annotations

from typing import Any

import msgspec

from advisor import __version__
from advisor.dialogue.conversation import State
from advisor.dialogue.reply import Reply
from advisor.model import Advice
from web.bodies import AskRequest, ChatRequest, Health, Problem, RuleEntry, ServiceEntry

REFERENCE = "#/components/schemas/{name}"
# path → method, what it does, body, answer, and what may go wrong
ROUTES: tuple[tuple[str, str, str, Any, Any, tuple[int, ...]], ...] = (
    ("/api/ask", "post", "The advice for a scenario.", AskRequest, Advice, (400, 413, 415, 422)),
    ("/api/chat", "post", "The reply to a turn of a conversation, with the state to hand back.", ChatRequest, Reply, (400, 413, 415, 422)),
    ("/api/services", "get", "Every service with its id, name, family and parent.", None, list[ServiceEntry], ()),
    ("/api/rules", "get", "Every rule with what it prefers and why.", None, list[RuleEntry], ()),
    ("/healthz", "get", "Whether answers can be given, and by which knowledge.", None, Health, ()),
)


def make_document() -> dict[str, Any]:
    """The document, as JSON-ready data (OpenAPI 3.1)."""
    types = [struct for route in ROUTES for struct in route[3:5] if struct is not None]
    schemas, components = msgspec.json.schema_components([*types, Problem, State], ref_template=REFERENCE)
    schema_of = dict(zip([*types, Problem, State], schemas, strict=True))
    paths: dict[str, Any] = {}
    for path, method, summary, body, answer, errors in ROUTES:
        operation: dict[str, Any] = {"summary": summary, "operationId": path.rsplit("/", 1)[-1], "responses": {"200": describe(summary, "application/json", schema_of[answer])}}
        for status in errors:
            operation["responses"][str(status)] = describe("What was wrong with the request", "application/problem+json", schema_of[Problem])
        if body is not None:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema_of[body]}}}
        paths[path] = {method: operation}
    return {"openapi": "3.1.0", "info": {"title": "advisor", "version": __version__, "license": {"name": "MIT", "identifier": "MIT"}}, "paths": paths, "components": {"schemas": components}}


def describe(text: str, kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A response with its schema."""
    return {"description": text, "content": {kind: {"schema": schema}}}
