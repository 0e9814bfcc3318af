"""All knowledge to browse: every service, rule, note and diagnosis under an address of its own, and a search over them."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request

from advisor import ScenarioError
from advisor.answers.notices import tell_status
from advisor.knowledge.catalogue import CatalogueEntry
from advisor.rendering.render import STRENGTH_WORDS, list_conditions, tell_role
from advisor.text.scenario import clean_text
from web.api import loaded_advisor

knowledge = Blueprint("knowledge", __name__)
MOST_ASKED_CHARACTERS = 200


@knowledge.get("/services")
def services() -> str:
    """All services by family."""
    families: dict[str, list[CatalogueEntry]] = {}
    for entry in loaded_advisor().catalogue.entries:
        families.setdefault(entry.family, []).append(entry)
    return render_template("services.html", families=sorted(families.items()), most=MOST_ASKED_CHARACTERS)


@knowledge.get("/rules")
def rules() -> str:
    """All rules."""
    return render_template("list.html", title="Rules", kind="rule", items=[(rule.id, rule.id) for rule in loaded_advisor().rules.values()])


@knowledge.get("/notes")
def notes() -> str:
    """All notes on the deck's slides."""
    return render_template("list.html", title="Notes", kind="note", items=[(note.id, note.title) for note in loaded_advisor().notes.values()])


@knowledge.get("/diagnoses")
def diagnoses() -> str:
    """All errors and symptoms that are known."""
    return render_template("list.html", title="Errors and symptoms", kind="diagnosis", items=[(found.id, found.title) for found in loaded_advisor().diagnoses.values()])


@knowledge.get("/services/<id>")
def service(id: str) -> str:
    """A service with its situations, facts and rules."""
    advisor = loaded_advisor()
    found = advisor.services.get(id) or abort(404)
    rules = [(rule, tell_role(rule, id)) for rule in advisor.rules.values() if rule.is_on(id)]
    about = [advisor.notes[note] for note in advisor.store.meta("notes_on").get(id, ())]
    status = tell_status(found.name, found.status, advisor.catalogue.names) if found.status else ""
    return render_template("service.html", service=found, names=advisor.catalogue.names, status=status, rules=rules, notes=about)


@knowledge.get("/rules/<id>")
def rule(id: str) -> str:
    """A rule with its condition, examples and source."""
    advisor = loaded_advisor()
    found, names = advisor.rules.get(id) or abort(404), advisor.catalogue.names
    return render_template("rule.html", rule=found, names=names, conditions=list_conditions(found, names, advisor.facets.values()), strengths=STRENGTH_WORDS)


@knowledge.get("/notes/<id>")
def note(id: str) -> str:
    """A note on a slide of the deck."""
    advisor = loaded_advisor()
    return render_template("note.html", note=advisor.notes.get(id) or abort(404), names=advisor.catalogue.names)


@knowledge.get("/diagnoses/<id>")
def diagnosis(id: str) -> str:
    """An error with its cause and the steps that mend it."""
    advisor = loaded_advisor()
    return render_template("diagnosis.html", diagnosis=advisor.diagnoses.get(id) or abort(404), names=advisor.catalogue.names)


@knowledge.get("/search")
def search() -> str:
    """Services, rules, notes and diagnoses that hold the words of `?q=`."""
    asked = request.args.get("q", "")[:MOST_ASKED_CHARACTERS]
    try:
        found = current_app.extensions["search"].find(clean_text(asked)) if asked.strip() else {}
    except ScenarioError:
        found = {}
    return render_template("search.html", query=asked, found=found, most=MOST_ASKED_CHARACTERS)
