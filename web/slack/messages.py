"""A reply as a Slack message: Block Kit inside its limits, and a plain text for where blocks are not shown.

With `&`, `<` and `>` escaped, no text can mention a channel or a person, and `verbatim` keeps addresses in it
from becoming links. Lengths are counted as Slack counts them, in UTF-16 units, after escaping.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, PlainTextObject, SectionBlock

from advisor.dialogue.reply import Comparison, Reply, Side, WhyNot
from advisor.model import Advice, CueMatch, Question, Reason, RuledOut, ServedNeed, Source
from advisor.rendering.render import cite, confidence_words, head_others, merge_spans, tell_confidence

MOST_BLOCKS = 50
MOST_SECTION = 3_000
MOST_FIELD = 2_000
MOST_FALLBACK = 3_000
MOST_LABEL = 75
MOST_QUOTED = 600
MOST_ITEMS = 4
OPTION, WHY, COMPARE, SHARE, HELP = "option", "why", "compare", "share", "help"


class Links(Struct, frozen=True):
    """Where the knowledge pages are; without a `base` nothing is linked."""

    base: str = ""

    def link(self, kind: str, id: str | None, text: str) -> str:
        """A text that leads to a page of the knowledge ("services", "rules", "notes", "diagnoses")."""
        return f"<{self.base}/{kind}/{id}|{escape(text).replace('|', '/')}>" if self.base and id else escape(text)


def render_message(reply: Reply, token: str, links: Links, shared: bool = False) -> dict[str, Any]:
    """The message of a reply. `token` is the signed state, which every button carries; `shared` shows it to the whole channel."""
    blocks = [block.to_dict() for block in [*_body(reply, links), *_buttons(reply, token, shared)]]
    if len(blocks) > MOST_BLOCKS:
        raise AssertionError("a reply has more parts than a message holds")
    return {"response_type": "in_channel" if shared else "ephemeral", "text": clip(reply.text, MOST_FALLBACK), "blocks": blocks}


def render_note(text: str) -> dict[str, Any]:
    """The message of a plain text: an error, or a hint."""
    return {"response_type": "ephemeral", "text": clip(text, MOST_FALLBACK), "blocks": [section(clip(text, MOST_SECTION)).to_dict()]}


def escape(text: str) -> str:
    """Text in which nothing calls anybody or leads anywhere; Slack still sets words between `*`, `_`, `~` and backticks as it does for anybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def clip(text: str, most: int) -> str:
    """Escaped text of at most so many units, cut between characters."""
    if units(escape(text)) <= most:
        return escape(text)
    kept, left = [], most - 1
    for character in text:
        left -= units(escape(character))
        if left < 0:
            break
        kept.append(escape(character))
    return "".join(kept).rstrip() + "…"


def section(markup: str) -> SectionBlock:
    """A section of text that is escaped already."""
    return SectionBlock(text=MarkdownTextObject(text=markup, verbatim=True))


def listing(title: str, items: Iterable[str]) -> list[Block]:
    """A titled list of escaped items, as many as a section holds; nothing where there are none."""
    text = f"*{escape(title)}*"
    whole = text
    for item in items:
        line = f"\n• {item}"
        if units(text + line) > MOST_SECTION:
            break
        text += line
    return [section(text)] if text != whole else []


# The parts of a message --------------------------------------------------------------------------------------------


def _body(reply: Reply, links: Links) -> list[Block]:
    if reply.kind == "comparison" and reply.comparison:
        return _comparison(reply.comparison, links)
    if reply.why_not:
        return _why_not(reply, reply.why_not, links)
    if reply.service:
        return _side(reply.service, links)
    if reply.advice:
        change = [section(clip(reply.change.text, MOST_SECTION))] if reply.change and reply.change.text else []
        beside = _comparison(reply.comparison, links) if reply.comparison else []
        return [*_quote(reply.advice), *change, *_advice(reply.advice, links), *beside, *_question(reply.question)]
    return [section(clip(reply.text, MOST_SECTION)), *listing("For example", [escape(text) for text in reply.suggestions])]


def _quote(advice: Advice) -> list[Block]:
    """What the user said, with the words in bold that led to the choice."""
    text = mark_cues(advice.scenario, advice.cues) if units(escape(advice.scenario)) <= MOST_QUOTED else clip(advice.scenario, MOST_QUOTED)
    return [section("\n".join(f"> {line}" for line in text.splitlines()[:20]))]


def mark_cues(text: str, cues: Sequence[CueMatch]) -> str:
    """A text, escaped, with the cues' places in bold, line by line: Slack sets no bold over the end of a line, nor around an asterisk."""
    made, place = "", 0
    for start, end in merge_spans(cues):
        words = text[start:end].strip()
        first = text.index(words, start)
        lines = (f"*{escape(line)}*" if line and "*" not in line else escape(line) for line in words.split("\n"))
        made += escape(text[place:first]) + "\n".join(lines)
        place = first + len(words)
    return made + escape(text[place:])


def _advice(advice: Advice, links: Links) -> list[Block]:
    notices = [ContextBlock(elements=[MarkdownTextObject(text=f":warning: {clip(notice, MOST_FIELD)}", verbatim=True)]) for notice in advice.notices[:MOST_ITEMS]]
    if advice.diagnosis:
        found = advice.diagnosis
        told = section(f"*{clip(advice.heading, 900)}*\n{clip(found.cause, 2_000)}")
        source = _sources([links.link("diagnoses", found.id, cite(found.source) or found.title)])
        prevention = [section(f"*To prevent it*\n{clip(found.prevention, 1_000)}")] if found.prevention else []
        return [told, *notices, *listing("What to do", [clip(step, 500) for step in found.steps]), *prevention, *source, *_others(advice, links)]
    if advice.kind == "lookup":
        first, *others = advice.passages
        sure = f"{tell_confidence(advice)}\n" if advice.choice else ""
        told = section(f"*{clip(advice.heading, 300)}*\n{sure}{clip(first.text, 2_300)}")
        more = listing("See also", [links.link("notes", other.id, other.title) for other in others])
        return [told, *notices, *_sources([links.link(f"{first.kind}s", first.id if first.kind in ("note", "service") else None, cite(first.source))]), *more, *_others(advice, links)]
    if not advice.recommendations:
        nearest = listing("The nearest that I have", [links.link("notes", passage.id, passage.title) for passage in advice.passages])
        return [section(clip(advice.summary, MOST_SECTION)), *notices, *nearest]
    first_choice = advice.reasoned
    sure = tell_confidence(advice)
    if first_choice is None:
        return [section(f"*{clip(advice.heading, 2_500)}*\n{sure}"), *notices]
    out = listing("Ruled out", [_ruled_out(out, links) for out in advice.ruled_out[:MOST_ITEMS]])
    if advice.needs:
        return [section(f"*{clip(advice.heading, 2_500)}*"), *notices, *listing("For each need", [_need(need, links) for need in advice.needs]), *out]
    if not advice.choice:
        sure = f"I am {confidence_words(first_choice.confidence)} of {links.link('services', first_choice.service, first_choice.name)}."
    return [
        section(f"*{clip(advice.heading, 2_500)}*\n{sure}"),
        *notices,
        *listing("Why", [_reason(reason, links) for reason in first_choice.reasons[:MOST_ITEMS]]),
        *listing("What would change the answer", [f"{links.link('services', other.service, other.name)}, when {clip(other.when, 400)}" for other in first_choice.choose_instead[:MOST_ITEMS]]),
        *out,
        *_others(advice, links),
    ]


def _others(advice: Advice, links: Links) -> list[Block]:
    return listing(head_others(advice), [f"{links.link('services', other.service, other.name)} ({other.confidence:.2f})" for other in advice.others[:MOST_ITEMS]])


def _ruled_out(out: RuledOut, links: Links) -> str:
    rule = f" ({links.link('rules', out.rule, 'rule')})" if out.rule else ""
    return f"{links.link('services', out.service, out.name)}: {clip(out.reason, 400)}{rule}"


def _need(need: ServedNeed, links: Links) -> str:
    return f'"{clip(need.text, 200)}": *{links.link("services", need.service, need.name)}* ({need.confidence:.2f}). {clip(need.reason, 300)}'


def _reason(reason: Reason, links: Links) -> str:
    where = [links.link("notes", reason.passage or reason.source.note, cite(reason.source))] if reason.source else []
    where += [links.link("rules", reason.rule, f"rule {reason.rule}")] if reason.rule else []
    return f"{clip(reason.text, 500)} ({', '.join(where)})" if where else clip(reason.text, 500)


def _sources(found: Sequence[str]) -> list[Block]:
    return [ContextBlock(elements=[MarkdownTextObject(text=f"Source: {source}", verbatim=True) for source in found if source])] if any(found) else []


def _question(question: Question | None) -> list[Block]:
    return [section(f"*{clip(question.text, 500)}*")] if question else []


def _comparison(comparison: Comparison, links: Links) -> list[Block]:
    heads = [MarkdownTextObject(text=f"*{links.link('services', side.service, side.name)}*", verbatim=True) for side in comparison.sides]
    rows = [[MarkdownTextObject(text=f"*{title}*\n{_cell(texts)}", verbatim=True) for texts in cells] for title, cells in comparison.rows]
    blocks: list[Block] = [SectionBlock(fields=list(fields)) for fields in (heads, *rows)]
    verdict: list[Block] = [section(f"*{escape(comparison.verdict)}*")] if comparison.verdict else []
    return [*blocks, *listing("What decides", [clip(text, 500) for text in comparison.decides]), *verdict]


def _cell(texts: Sequence[str]) -> str:
    return "\n".join(f"• {clip(text, 400)}" for text in texts) if len(texts) > 1 else clip(texts[0], 900) if texts else "–"


def _why_not(reply: Reply, why: WhyNot, links: Links) -> list[Block]:
    return [
        section(clip(reply.text, MOST_SECTION)),
        *listing("What it rests on", [_reason(reason, links) for reason in why.rests_on[:MOST_ITEMS]]),
        *listing("What would speak for it", [clip(text, 400) for text in why.missing[:MOST_ITEMS]]),
    ]


def _side(side: Side, links: Links) -> list[Block]:
    def facts(title: str, found: Sequence[tuple[str, Source]]) -> list[Block]:
        return listing(title, [f"{clip(text, 500)} ({clip(cite(source), 200)})" for text, source in found[:MOST_ITEMS]])

    return [
        section(f"*{links.link('services', side.service, side.name)}*\n{clip(side.summary, 2_000)}"),
        *listing("Chosen for needs like", [clip(text, 400) for text in side.chosen_for[:MOST_ITEMS]]),
        *listing("Choose instead", [f"{links.link('services', other.service, other.name)}, when {clip(other.when, 400)}" for other in side.not_when[:MOST_ITEMS]]),
        *facts("Limits", [(limit.text, limit.source) for limit in side.limits]),
        *facts("Facts", [(fact.text, fact.source) for fact in side.facts]),
    ]


# Buttons -----------------------------------------------------------------------------------------------------------


def _buttons(reply: Reply, token: str, shared: bool) -> list[Block]:
    """The answers to an open question, and what else can be done. Every message has a button, so that its thread can be taken up."""
    rows: list[list[ButtonElement]] = []
    if reply.question:
        rows.append([button(option.label, f"{OPTION}:{option.cue or ''}", token) for option in reply.question.options])
    rows.append(_more(reply, token, shared) or [button("What can you do?", HELP, token)])
    return [ActionsBlock(elements=list(row)) for row in rows]


def _more(reply: Reply, token: str, shared: bool) -> list[ButtonElement]:
    advice = reply.advice
    if reply.kind != "advice" or advice is None or advice.kind != "decision" or not reply.state.choice:
        return []
    first = advice.recommendations[0]
    others = [(other.name, other.service) for other in first.choose_instead] + [(other.name, other.service) for other in advice.recommendations[1:]]
    buttons = [button("Why?", WHY, token)]
    buttons += [button(f"Compare with {name}", f"{COMPARE}:{service}", token) for name, service in others[:1]]
    return buttons + ([] if shared else [button("Share with the channel", SHARE, token)])


def button(label: str, action: str, token: str) -> ButtonElement:
    """A button; Slack gives its action and token back when it is pressed."""
    return ButtonElement(text=PlainTextObject(text=clip_plain(label, MOST_LABEL), emoji=False), action_id=action, value=token)


def clip_plain(text: str, most: int) -> str:
    """Text of at most so many units, for where nothing is escaped."""
    kept = text
    while units(kept) > most:
        kept = kept[:-2].rstrip() + "…"
    return kept
