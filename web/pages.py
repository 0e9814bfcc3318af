"""The pages: a scenario and its answer, and every service, rule and note under an address of its own."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, make_response, render_template, request
from markupsafe import Markup, escape

from advisor import ScenarioError
from advisor.catalogue import CatalogueEntry
from advisor.model import Advice, CueMatch
from advisor.render import confidence_words
from web.api import loaded_advisor

pages = Blueprint("pages", __name__)
STARTERS = (
    "Bank transfers must be handled in the order they were submitted, never twice",
    "We migrate a MySQL database and it has to survive the loss of a data centre",
    "Error: RequestEntityTooLargeException when calling the UpdateFunctionCode operation",
    "What is a visibility timeout?",
)


@pages.get("/")
@pages.get("/ask")
def ask() -> Response:
    """The page with the form and, for `?q=`, the answer."""
    scenario = request.args.get("q", "")
    advice, error = None, ""
    if scenario:
        try:
            advice = loaded_advisor().ask(scenario)
        except ScenarioError as refused:
            error = str(refused)
    page = render_template("ask.html", scenario=scenario, advice=advice, error=error, starters=STARTERS, marked=mark_cues(advice) if advice else "", words=confidence_words)
    return make_response(page, 422 if error else 200)


def mark_cues(advice: Advice) -> Markup:
    """The scenario with the words marked that led to the first recommendation, everything else escaped."""
    cues = [cue for recommendation in advice.recommendations[:1] for reason in recommendation.reasons for cue in reason.cues]
    return mark_spans(advice.scenario, cues)


def mark_spans(text: str, cues: Sequence[CueMatch]) -> Markup:
    """A text with spans in `<mark>`; spans that overlap become one."""
    made, place = Markup(), 0
    for cue in sorted(cues, key=lambda c: (c.start, -c.end)):
        if cue.end > place:
            start = max(cue.start, place)
            made += escape(text[place:start]) + Markup("<mark>") + escape(text[start : cue.end]) + Markup("</mark>")
            place = cue.end
    return made + escape(text[place:])


@pages.get("/services")
def services() -> str:
    """All services by family; `?q=` keeps those whose name holds the words."""
    words = request.args.get("q", "").lower().split()[:10]
    families: dict[str, list[CatalogueEntry]] = {}
    for entry in loaded_advisor().catalogue.entries:
        if all(word in f"{entry.id} {entry.name}".lower() for word in words):
            families.setdefault(entry.family, []).append(entry)
    return render_template("services.html", families=sorted(families.items()), query=request.args.get("q", ""))


@pages.get("/services/<id>")
def service(id: str) -> str:
    """A service with its situations, facts and rules."""
    advisor = loaded_advisor()
    found = advisor.services.get(id) or abort(404)
    rules = [rule for rule in advisor.rules.values() if id in dict(rule.prefer)]
    notes = [advisor.notes[note] for note in advisor.store.meta("notes_on").get(id, ())]
    return render_template("service.html", service=found, rules=rules, notes=notes)


@pages.get("/rules/<id>")
def rule(id: str) -> str:
    """A rule with its condition, examples and source."""
    return render_template("rule.html", rule=loaded_advisor().rules.get(id) or abort(404))


@pages.get("/notes/<id>")
def note(id: str) -> str:
    """A note on a slide of the deck."""
    return render_template("note.html", note=loaded_advisor().notes.get(id) or abort(404))
