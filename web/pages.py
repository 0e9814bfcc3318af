"""The chat page: a conversation with its answers, the last of them as Markdown, and the report that it is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape
from msgspec import Struct, structs
from werkzeug.exceptions import NotFound

from advisor import ScenarioError, __version__
from advisor.answers.questions import IT_DOES_NOT_MATTER
from advisor.dialogue.conversation import MOST_STATE_CHARACTERS, MOST_TURN_CHARACTERS
from advisor.dialogue.reply import Reply
from advisor.errors import StateError
from advisor.model import CueMatch
from advisor.rendering.render import confidence_words, head_others, merge_spans, tell_confidence
from advisor.rendering.render_markdown import render_reply_markdown
from web.api import PATHS, handle_error, loaded_advisor, reply_to

pages = Blueprint("pages", __name__)
CODE = re.compile("`([^`]+)`")
pages.add_app_template_global(confidence_words)
pages.add_app_template_global(head_others)
pages.add_app_template_global(tell_confidence)
MOST_TURNS = 20
PROGRAMS = (*PATHS, "/slack/")
STARTERS = (
    "Bank transfers must be handled in the order they were submitted, never twice",
    "We migrate a MySQL database and it has to survive the loss of a data centre",
    "Error: RequestEntityTooLargeException when calling the UpdateFunctionCode operation",
    "What is a visibility timeout?",
)


class ShownTurn(Struct, frozen=True):
    """A turn of a conversation as an address holds it: `field` is q for what was said, a for an answer that was picked; with its reply or error."""

    field: str
    value: str
    reply: Reply | None = None
    error: str = ""

    @property
    def said(self) -> str:
        """What the user sees as said: the text, or the answer in words."""
        answers = [statement.text for statement in self.reply.state.statements if statement.cue == self.value] if self.reply else []
        return self.value if self.field == "q" else answers[-1] if answers else IT_DOES_NOT_MATTER

    @property
    def marked(self) -> Markup:
        """What the reply has read, with the words marked that led to the choice."""
        return mark_cues(self.reply.advice.scenario, self.reply.advice.cues) if self.reply and self.reply.advice else Markup()

    @property
    def is_read_as_said(self) -> bool:
        """Whether what the reply has read is this turn's text alone, which then need not be shown twice."""
        return bool(self.reply and self.reply.advice and self.reply.advice.scenario.split() == self.said.split())


@pages.get("/")
@pages.get("/ask")
def ask() -> Response:
    """The page with a conversation, which its address holds turn by turn: `?q=` what was said, `&a=` an answer that was picked."""
    turns = replay(read_turns())
    said = [(turn.field, turn.value) for turn in turns if not turn.error]
    failed = turns[-1] if turns and turns[-1].error else None
    last = next((turn.reply for turn in reversed(turns) if turn.reply), None)  # still open where the turn after it cannot be read
    draft = failed.value if failed and failed.field == "q" else ""
    page = render_template("ask.html", turns=turns, said=said, last=last, draft=draft, starters=STARTERS, most=MOST_TURN_CHARACTERS)
    return make_response(page, 422 if failed else 200)


@pages.get("/ask.md")
def markdown() -> Response:
    """The last reply of a conversation as Markdown."""
    text = told_last(replay(read_turns()))
    return Response(text, content_type="text/markdown; charset=utf-8")


@pages.get("/report")
def report() -> str:
    """A report that an answer is wrong, ready to be copied; nothing is sent."""
    text = told_last(replay(read_turns()))
    versions = f"advisor {__version__}, knowledge {loaded_advisor().store.meta('fingerprint')[:12]}"
    return render_template(
        "report.html", text=f"This answer is wrong.\n\nWhat I expected:\n\n\nVersions: {versions}\n\n{text}", back=f"{url_for('pages.ask')}?{request.query_string.decode('ascii', 'replace')}"
    )


@pages.app_errorhandler(404)
def tell_missing(error: NotFound) -> ResponseReturnValue:
    """A page that says that there is none at an address, with the way to the others; programs get what they always do."""
    if request.path.startswith(PROGRAMS):
        return handle_error(error)
    return render_template("missing.html"), 404


def told_last(turns: Sequence[ShownTurn]) -> str:
    """What the last turn's reply says, as Markdown. Aborts with 404 where there is none."""
    reply = turns[-1].reply if turns else None
    if reply is None:
        abort(404)
    return render_reply_markdown(reply)


def read_turns() -> list[ShownTurn]:
    """The turns that the address holds, not yet replied to; the first that is more than are answered has the error that says so, and ends them."""
    # Not request.args, which loses the order between the two fields.
    sent = parse_qsl(request.query_string.decode("ascii", "replace"))
    turns: list[ShownTurn] = []
    characters = 0
    for field, value in ((field, value) for field, value in sent if field in ("q", "a")):
        characters += len(value)
        most = f"{MOST_TURNS} turns" if len(turns) == MOST_TURNS else f"{MOST_STATE_CHARACTERS:,} characters" if turns and characters > MOST_STATE_CHARACTERS else ""
        turns.append(ShownTurn(field, value, error=f"This conversation has more than {most}, which is more than an address holds: start over." if most else ""))
        if most:
            break
    return turns


def replay(turns: Sequence[ShownTurn]) -> list[ShownTurn]:
    """The turns of a conversation with their replies; the same turns have the same replies. It ends at the first that cannot be read."""
    told: list[ShownTurn] = []
    state = None
    for turn in turns:
        if turn.error:
            return [*told, turn]
        try:
            reply = reply_to(state, turn.value if turn.field == "q" else "", turn.value if turn.field == "a" else None)
        except (ScenarioError, StateError) as refused:
            return [*told, structs.replace(turn, error=str(refused))]
        state = reply.state
        told.append(structs.replace(turn, reply=reply))
    return told


@pages.app_template_filter()
def prose(text: str) -> Markup:
    """A text of ours, escaped, with what stands between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def mark_cues(text: str, cues: Sequence[CueMatch]) -> Markup:
    """A text, escaped, with the cues' places in `<mark>`."""
    made, place = Markup(), 0
    for start, end in merge_spans(cues):
        made += escape(text[place:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
        place = end
    return made + escape(text[place:])
