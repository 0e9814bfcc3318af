"""Advice as Markdown, to paste into a ticket or a decision record: the object in, a string out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.model import Advice, Reason
from advisor.render import cite, confidence_words

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render_markdown(advice: Advice) -> str:
    """The advice as Markdown; what the user wrote is quoted with its special characters escaped."""
    parts = ["\n".join(f"> {escape(line)}" for line in advice.scenario.splitlines()), f"**{escape(advice.summary)}**"]
    parts += [f"⚠ {escape(notice)}" for notice in advice.notices]
    if advice.diagnosis:
        steps = (f"{number}. {escape(step)}" for number, step in enumerate(advice.diagnosis.steps, start=1))
        parts += ["\n".join(steps), f"Source: {escape(cite(advice.diagnosis.source))}"]
    elif advice.kind == "lookup":
        parts += [escape(advice.passages[0].text), f"Source: {escape(cite(advice.passages[0].source))}"]
    elif advice.kind == "decision":
        first = advice.recommendations[0]
        parts += [f"{escape(first.name)}: I am {confidence_words(first.confidence)}."]
        parts += [_list("Why", (_reason(reason) for reason in first.reasons))]
        parts += [_list("What would change the answer", (f"{escape(other.name)}, when {escape(other.when)}" for other in first.choose_instead))]
        parts += [_list("Ruled out", (f"{escape(out.name)}: {escape(out.reason)}" for out in advice.ruled_out))]
        parts += [_list("Next best", (f"{escape(other.name)} ({other.confidence:.2f})" for other in advice.recommendations[1:]))]
    elif advice.kind == "none":
        parts += [_list("The nearest that I have", (escape(passage.title) for passage in advice.passages))]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _reason(reason: Reason) -> str:
    source = f" ({escape(cite(reason.source))})" if reason.source else ""
    return f"{escape(reason.text)}{source}{f' rule `{reason.rule}`' if reason.rule else ''}"


def _list(title: str, items: Iterable[str]) -> str:
    lines = [f"- {item}" for item in items]
    return "\n".join([f"### {title}", "", *lines]) if lines else ""
