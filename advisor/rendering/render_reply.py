"""A reply of the dialogue as text for a terminal: the object in, a string out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

from msgspec import structs

from advisor.dialogue.reply import Comparison, Reply, Side, WhyNot
from advisor.model import Question, Reason
from advisor.rendering.render import cite, confidence_words, head_others, render_advice, titled_list, wrap
from advisor.rendering.terminal import Style

GUTTER = 3


def render_reply(reply: Reply, style: Style) -> str:
    """The reply as text; no line is wider than the style."""
    if reply.comparison and reply.kind == "comparison":
        parts = [_comparison(reply.comparison, style)]
    elif reply.why_not:
        parts = [wrap(reply.text, style), *_why_not(reply.why_not, style)]
    elif reply.service:
        parts = _side(reply.service, style) + ([_note(reply, style)] if reply.advice else [])
    elif reply.advice:
        parts = _advice(reply, style)
    else:
        parts = [wrap(reply.text, style), titled_list("For example", [f'"{text}"' for text in reply.suggestions], style)]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_question(question: Question, style: Style) -> str:
    """A question with its answers, numbered as they can be typed."""
    lines = [wrap(option.label, style, f"  {number}. ") for number, option in enumerate(question.options, start=1)]
    return "\n".join([*(style.paint(line, "bold", "cyan") for line in wrap(question.text, style).splitlines()), *lines])


def _advice(reply: Reply, style: Style) -> list[str]:
    assert reply.advice
    beside = _comparison(reply.comparison, style) if reply.comparison else ""
    if reply.change and reply.change.kind == "same":  # what was told a turn ago is not told again
        first = reply.advice.recommendations[0]
        next_best = [f"{other.name} ({other.confidence:.2f})" for other in reply.advice.others]
        stays = wrap(f"{reply.change.text} I am {confidence_words(first.confidence)}.", style)
        return [stays, beside, titled_list(head_others(reply.advice), next_best, style), render_question(reply.question, style) if reply.question else ""]
    told = render_advice(structs.replace(reply.advice, question=None), style).rstrip("\n")
    change = wrap(reply.change.text, style) if reply.change else ""
    return [change, told, beside, render_question(reply.question, style) if reply.question else ""]


def _comparison(comparison: Comparison, style: Style) -> str:
    rows = [_row("", [side.name for side in comparison.sides], style), *(_row(title, [_cell(texts) for texts in cells], style) for title, cells in comparison.rows)]
    table = "\n\n".join(rows)
    return "\n\n".join(part for part in (table, titled_list("What decides", comparison.decides, style), wrap(comparison.verdict, style)) if part)


def _cell(texts: Sequence[str]) -> str:
    return "\n".join(f"- {text}" for text in texts) if len(texts) > 1 else "".join(texts)


def _row(title: str, cells: Sequence[str], style: Style) -> str:
    """Cells side by side under a title, each folded to its share of the width; the row without a title is the head."""
    width = (style.width - GUTTER * (len(cells) - 1)) // len(cells)
    folded = [[line for text in cell.splitlines() for line in textwrap.wrap(text, width, subsequent_indent="  " if text.startswith("- ") else "")] for cell in cells]
    lines = []
    for parts in zip_longest(*folded, fillvalue=""):
        padded = (" " * GUTTER).join(part.ljust(width) for part in parts).rstrip()
        lines.append(padded if title else style.paint(padded, "bold", "green"))
    return "\n".join([style.paint(title, "bold"), *lines] if title else lines)


def _why_not(why: WhyNot, style: Style) -> list[str]:
    return [titled_list("What it rests on", [_sourced(reason) for reason in why.rests_on], style), titled_list("What would speak for it", why.missing, style)]


def _side(side: Side, style: Style) -> list[str]:
    return [
        style.paint(side.name, "bold", "green") + "\n" + wrap(side.summary, style),
        titled_list("Chosen for needs like", side.chosen_for, style),
        titled_list("Choose instead", [f"{other.name}, when {other.when.rstrip('.')}" for other in side.not_when], style),
        titled_list("Limits", [f"{limit.text} [{cite(limit.source)}]" for limit in side.limits], style),
        titled_list("Facts", [f"{fact.text} [{cite(fact.source)}]" for fact in side.facts], style),
    ]


def _note(reply: Reply, style: Style) -> str:
    passage = next((passage for passage in reply.advice.passages if passage.kind == "note"), None) if reply.advice else None
    return wrap(f"The deck says more under {passage.title} [{cite(passage.source)}].", style) if passage else ""


def _sourced(reason: Reason) -> str:
    rule = f", rule {reason.rule}" if reason.rule else ""
    return f"{reason.text} [{cite(reason.source)}{rule}]" if reason.source else reason.text
