"""Advice and replies as Markdown, to paste into a ticket or a decision record, or for a chat that shows it: the object in, a string out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.dialogue.reply import Comparison, Reply, Side, WhyNot
from advisor.model import Advice, Reason
from advisor.rendering.render import cite, head_others, tell_confidence

CODE = re.compile(r"(`[^`]+`)")
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def render_markdown(advice: Advice) -> str:
    """The advice as Markdown; what the user wrote is quoted with its special characters escaped."""
    parts = ["\n".join(f"> {escape(line)}" for line in advice.scenario.splitlines()), f"**{escape(advice.heading)}**"]
    parts += [f"⚠ {escape(notice)}" for notice in advice.notices]
    if advice.diagnosis:
        steps = (f"{number}. {escape_prose(step)}" for number, step in enumerate(advice.diagnosis.steps, start=1))
        prevention = [f"To prevent it: {escape_prose(advice.diagnosis.prevention)}"] if advice.diagnosis.prevention else []
        parts += [escape_prose(advice.diagnosis.cause), "\n".join(steps), *prevention, f"Source: {escape(cite(advice.diagnosis.source))}"]
    elif advice.kind == "lookup":
        parts += [tell_confidence(advice), escape_lines(advice.passages[0].text), f"Source: {escape(cite(advice.passages[0].source))}"]
    elif advice.kind == "decision" and not advice.needs:
        parts += [tell_confidence(advice) if advice.choice else f"{escape(advice.recommendations[0].name)}: {tell_confidence(advice)}"]
    if advice.needs:
        parts += [_list("For each need", (f"{escape(need.text)}: **{escape(need.name)}** ({need.confidence:.2f}). {escape(need.reason)}" for need in advice.needs))]
    elif first := advice.reasoned:
        parts += [_list("Why", (_reason(reason) for reason in first.reasons))]
        parts += [_list("What would change the answer", (f"{escape(other.name)}, when {escape(other.when)}" for other in first.choose_instead))]
    if advice.reasoned:
        parts += [_list("Ruled out", (f"{escape(out.name)}: {escape(out.reason)}" for out in advice.ruled_out))]
    if advice.kind == "none":
        parts += [_list("The nearest that I have", (escape(passage.title) for passage in advice.passages))]
    parts += [_list(head_others(advice), (f"{escape(other.name)} ({other.confidence:.2f})" for other in advice.others))]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_reply_markdown(reply: Reply) -> str:
    """The reply as Markdown: the advice with what a turn changed and the open question, a comparison as a table."""
    if reply.kind == "comparison" and reply.comparison:
        parts = [_comparison(reply.comparison)]
    elif reply.why_not:
        parts = [escape(reply.text), *_why_not(reply.why_not)]
    elif reply.service:
        parts = _side(reply.service)
    elif reply.advice:
        change = escape(reply.change.text) if reply.change else ""
        question = _list(escape(reply.question.text), (escape(option.label) for option in reply.question.options)) if reply.question else ""
        parts = [change, render_markdown(reply.advice).rstrip(), _comparison(reply.comparison) if reply.comparison else "", question]
    else:
        parts = [escape_prose(reply.text), _list("For example", map(escape, reply.suggestions))]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """Text that Markdown shows as it is, in one line."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def escape_prose(text: str) -> str:
    """Text of ours that Markdown shows as it is, in one line, with what stands between backticks as code."""
    return "".join(part if CODE.fullmatch(part) else SPECIAL.sub(r"\\\1", part) for part in CODE.split(" ".join(text.split())))


def escape_lines(text: str) -> str:
    """Text of ours line by line: its paragraphs and lists stay."""
    return "\n".join(map(escape_prose, text.splitlines()))


def _reason(reason: Reason) -> str:
    source = f" ({escape(cite(reason.source))})" if reason.source else ""
    return f"{escape_prose(reason.text)}{source}{f' rule `{reason.rule}`' if reason.rule else ''}"


def _list(title: str, items: Iterable[str]) -> str:
    lines = [f"- {item}" for item in items]
    return "\n".join([f"### {title}", "", *lines]) if lines else ""


def _comparison(comparison: Comparison) -> str:
    head = ("", *(side.name for side in comparison.sides))
    rows = [(title, *("; ".join(text.rstrip(".") for text in texts) for texts in cells)) for title, cells in comparison.rows]
    lines = [f"| {' | '.join(map(escape, row))} |" for row in (head, *rows)]
    lines.insert(1, f"|{' --- |' * len(head)}")
    return "\n\n".join(part for part in ("\n".join(lines), _list("What decides", map(escape, comparison.decides)), escape(comparison.verdict)) if part)


def _why_not(why: WhyNot) -> list[str]:
    return [_list("What it rests on", map(_reason, why.rests_on)), _list("What would speak for it", map(escape, why.missing))]


def _side(side: Side) -> list[str]:
    return [
        f"**{escape(side.name)}**: {escape(side.summary)}",
        _list("Chosen for needs like", map(escape, side.chosen_for)),
        _list("Choose instead", (f"{escape(other.name)}, when {escape(other.when)}" for other in side.not_when)),
        _list("Limits", (f"{escape_prose(limit.text)} ({escape(cite(limit.source))})" for limit in side.limits)),
        _list("Facts", (f"{escape_prose(fact.text)} ({escape(cite(fact.source))})" for fact in side.facts)),
    ]
