"""Advice, services and rules as text for a terminal, or as JSON: the objects in, text out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from advisor.answers.notices import tell_status
from advisor.model import PROPOSED_REFERENCE, SERVICE_REFERENCE, Advice, CueMatch, DiagnosisFound, Facet, Passage, Question, Reason, Recommendation, Rule, Service, Source
from advisor.rendering.terminal import Style

CONFIDENCE_WORDS = ((0.9, "very sure"), (0.75, "sure"), (0.5, "fairly sure"), (0.25, "unsure"), (0.0, "only guessing"))
STRENGTH_WORDS = {1: "a hint", 2: "strong", 3: "decisive"}
MOST_SITUATIONS = 8
MOST_QUOTES = 5
MOST_OF_PASSAGE = 150  # characters of one that is only near


def json_text(data: Any) -> bytes:
    """An object as indented JSON, in UTF-8 whatever the terminal's own encoding is."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2)


def render_advice(advice: Advice, style: Style) -> str:
    """The advice as text, the answer first; no line is wider than the style."""
    parts = {"decision": _decision, "diagnosis": _diagnosis, "lookup": _look_up}.get(advice.kind, _unknown)(advice, style)
    parts += [_question(advice.question, style)] if advice.question else []
    parts += [titled_list("Note", advice.notices, style)] if advice.notices else []
    return "\n\n".join(part for part in parts if part) + "\n"


def confidence_words(confidence: float) -> str:
    """A probability in words and as a number."""
    words = next(words for least, words in CONFIDENCE_WORDS if confidence >= least)
    return f"{words} ({confidence:.2f})"


def tell_confidence(advice: Advice) -> str:
    """How sure an answer is: of the options that were taken where there are some, else of the service."""
    if advice.choice_confidence is not None:
        return f"I am {confidence_words(advice.choice_confidence)} of the {'option' if len(advice.choice or ()) == 1 else 'options'} that I would take."
    return f"I am {confidence_words(advice.recommendations[0].confidence)}." if advice.kind == "decision" and not advice.needs else ""


def head_others(advice: Advice) -> str:
    """What stands above the services that are told beside an answer."""
    return "Next best" if advice.kind == "decision" else "If you are choosing a service"


def quote_cues(scenario: str, cues: Iterable[CueMatch]) -> list[str]:
    """The user's own words behind a reason, each once, in reading order."""
    quotes = (" ".join(scenario[start:end].split()) for start, end in merge_spans(cues))
    return [f'"{quote}"' for quote in dict.fromkeys(quotes) if quote][:MOST_QUOTES]


def merge_spans(cues: Iterable[CueMatch]) -> list[tuple[int, int]]:
    """The (start, end) of cues in reading order; those that overlap, or have but one character between them, are one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((cue.start, cue.end) for cue in cues):
        if spans and start <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def cite(source: Source | None) -> str:
    """A source in one line: its title, the slide where there is one, and the date."""
    if source is None:
        return ""
    slide = f', slide "{source.slide}"' if source.slide else ""
    return f"{source.title}{slide}{f' ({source.date})' if source.date else ''}"


def wrap(text: str, style: Style, first: str = "", later: str | None = None) -> str:
    """Text folded to the style's width: `first` stands before the first line, `later` (else as many spaces) before the others."""
    later = " " * len(first) if later is None else later
    return textwrap.fill(" ".join(text.split()), style.width, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)


def wrap_passage(text: str, style: Style, indent: str = "") -> str:
    """A passage folded paragraph by paragraph, its list items kept as lists."""
    lines: list[str] = []
    for block in text.strip().split("\n\n"):
        items = [line for line in block.splitlines() if line.strip()]
        if any(item.lstrip().startswith("- ") for item in items):
            lines += [wrap(item.strip(), style, indent, indent + ("  " if item.lstrip().startswith("- ") else "")) for item in items]
        else:
            lines.append(wrap(block, style, indent))
        lines.append("")
    return "\n".join(lines[:-1])


def titled_list(title: str, items: Sequence[str], style: Style, numbers_from: int | None = None) -> str:
    """A titled list; nothing where it has no items."""
    if not items:
        return ""
    marks = [f"  {numbers_from + index}. " if numbers_from is not None else "  - " for index in range(len(items))]
    return "\n".join([style.paint(title, "bold"), *(wrap(item, style, mark) for mark, item in zip(marks, items, strict=True))])


# The four kinds of answer ------------------------------------------------------------------------------------------


def _decision(advice: Advice, style: Style) -> list[str]:
    first = advice.reasoned
    headline = _headline(advice.summary, style, "green")
    parts = [f"{headline}\n{style.paint(tell_confidence(advice), 'dim')}" if not advice.needs else headline]
    if first is None:
        return parts
    if advice.needs:
        parts.append(titled_list("For each need", [f'"{need.text}": {need.name} ({need.confidence:.2f}). {_sentence(need.reason)}' for need in advice.needs], style))
    else:
        parts.append(_reasons("Why", advice.scenario, first.reasons, style))
        parts.append(titled_list("What would change the answer", [f"{other.name}, when {_clause(other.when)}" for other in first.choose_instead], style))
    parts.append(titled_list("Ruled out", [f"{out.name}: {_sentence(out.reason)}{f' [rule {out.rule}]' if out.rule else ''}" for out in advice.ruled_out], style))
    parts.append(titled_list(head_others(advice), [_in_brief(advice.scenario, other) for other in advice.others], style, numbers_from=2))
    return parts


def _diagnosis(advice: Advice, style: Style) -> list[str]:
    found = advice.diagnosis
    return [] if found is None else [*_told_diagnosis(found, style), _also_services(advice, style)]


def _told_diagnosis(found: DiagnosisFound, style: Style) -> list[str]:
    return [
        _headline(found.title, style, "green") + "\n" + style.paint(f"I am {confidence_words(found.confidence)} that this is it.", "dim"),
        _heading("Cause", style) + "\n" + wrap(found.cause, style, "  "),
        titled_list("What to do", found.steps, style, numbers_from=1),
        *([_heading("To prevent it", style) + "\n" + wrap(found.prevention, style, "  ")] if found.prevention else []),
        _source_line(found.source, style, ""),
    ]


def _look_up(advice: Advice, style: Style) -> list[str]:
    first, *others = advice.passages
    headline = _headline(advice.heading, style, "green") + (f"\n{style.paint(tell_confidence(advice), 'dim')}\n" if advice.choice else "")
    told = [headline + "\n" + wrap_passage(first.text, style), _source_line(first.source, style, "")]
    see_also = titled_list("See also", [f"{other.title} [{cite(other.source)}]" for other in others], style)
    return [*told, see_also, _also_services(advice, style)]


def _unknown(advice: Advice, style: Style) -> list[str]:
    headline = _headline(advice.summary, style, "yellow") + (f"\n{style.paint(tell_confidence(advice), 'dim')}" if advice.choice else "")
    if not advice.passages:
        return [headline]
    nearest = "\n".join(_nearest(passage, style) for passage in advice.passages)
    return [headline, _heading("Nearest that I know", style) + "\n" + nearest]


def _nearest(passage: Passage, style: Style) -> str:
    short = textwrap.shorten(passage.text, MOST_OF_PASSAGE, placeholder=" ...")
    return wrap(f"{passage.title}: {short}", style, "  - ") + "\n" + _source_line(passage.source, style, "    ")


# Their parts -------------------------------------------------------------------------------------------------------


def _heading(text: str, style: Style) -> str:
    return style.paint(text, "bold")


def _headline(text: str, style: Style, colour: str) -> str:
    """The answer's first sentence; the choice, before its colon, stands out."""
    folded = wrap(text, style)
    head, colon, rest = folded.partition(":")
    return "\n".join(style.paint(line, "bold", colour) for line in (head + colon).splitlines()) + rest


def _reasons(title: str, scenario: str, reasons: Sequence[Reason], style: Style) -> str:
    return "\n".join([_heading(title, style), *(_reason(scenario, reason, style) for reason in reasons)]) if reasons else ""


def _reason(scenario: str, reason: Reason, style: Style) -> str:
    lines = [wrap(reason.text, style, "  - ")]
    quotes = quote_cues(scenario, reason.cues)
    if quotes:
        lines += [style.paint(line, "cyan") for line in wrap(f"You wrote: {', '.join(quotes)}", style, "    ").splitlines()]
    if reason.source:
        lines.append(_source_line(reason.source, style, "    ", f" [rule {reason.rule}]" if reason.rule else ""))
    return "\n".join(lines)


def _source_line(source: Source, style: Style, indent: str, more: str = "") -> str:
    return "\n".join(style.paint(line, "dim") for line in wrap(f"Source: {cite(source)}{more}", style, indent, indent + "  ").splitlines())


def _in_brief(scenario: str, recommendation: Recommendation) -> str:
    quotes = [quote for reason in recommendation.reasons[:1] for quote in quote_cues(scenario, reason.cues)[:3]]
    return f"{recommendation.name} ({recommendation.confidence:.2f}){', for ' + ', '.join(quotes) if quotes else ''}"


def _also_services(advice: Advice, style: Style) -> str:
    """The services of an answer that is not about choosing one."""
    names = ", ".join(f"{one.name} ({one.confidence:.2f})" for one in advice.others)
    return wrap(f"{head_others(advice)}: {names}.", style) if names else ""


def _question(question: Question, style: Style) -> str:
    labels = " / ".join(option.label for option in question.options)
    return _heading("To be surer", style) + "\n" + wrap(f"{question.text} {labels}", style, "  ")


def _clause(text: str) -> str:
    """A condition as it stands behind "when"."""
    return text.strip().rstrip(".")


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


# Services and rules ------------------------------------------------------------------------------------------------


def render_service(service: Service, style: Style, names: Mapping[str, str], rules: Iterable[Rule] = (), notes: Iterable[Source] = ()) -> str:
    """A service with its facts and their sources, the rules that speak for or against it, and the slides on it; `names` maps a service id to its name."""
    facts = [f"{fact.text} [{cite(fact.source)}]" for fact in service.facts]
    limits = [f"{limit.text} [{cite(limit.source)}]" for limit in service.limits]
    needs = list(service.situations[:MOST_SITUATIONS])
    more = len(service.situations) - len(needs)
    parts = [
        _headline(f"{service.name} ({service.id})", style, "green") + "\n" + wrap(service.summary, style),
        _particulars(service, style, names),
        titled_list("Chosen for needs like", [*needs, *([f"... and {more} more"] if more else [])], style),
        titled_list("Choose instead", [f"{names.get(other.instead, other.instead)}, when {_clause(other.situation)}" for other in service.not_when], style),
        titled_list("Facts", facts, style),
        titled_list("Limits", limits, style),
        titled_list("Rules", [f"{rule.id}: {tell_role(rule, service.id)}. {rule.why}" for rule in rules], style),
        titled_list("Slides", list(dict.fromkeys(cite(source) for source in notes)), style),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _particulars(service: Service, style: Style, names: Mapping[str, str]) -> str:
    lines = [("Family", service.family)]
    lines += [("Part of", f"{names.get(service.parent, service.parent)} ({service.parent})")] if service.parent else []
    lines += [("Also called", ", ".join(service.aliases))] if service.aliases else []
    lines += [("Status", tell_status(service.name, service.status, names))] if service.status else []
    return "\n".join(wrap(text, style, f"{label + ':':<13}") for label, text in lines)


def tell_role(rule: Rule, service: str) -> str:
    """What a rule says of a service that it is on."""
    strength = dict(rule.prefer).get(service)
    return f"speaks for it ({STRENGTH_WORDS[strength]})" if strength else "rules it out"


def list_conditions(rule: Rule, names: Mapping[str, str], facets: Iterable[Facet]) -> list[tuple[str, list[str]]]:
    """The (heading, cues with what they mean) of each part of a rule's condition; `names` maps a service id to its name, and the facets have the cues."""
    meanings = {cue.id: f"{facet.question} {cue.label}" if facet.ask else cue.label for facet in facets for cue in facet.cues}
    meanings |= {how + id: f"{name} is {told}" for id, name in names.items() for how, told in ((SERVICE_REFERENCE, "named"), (PROPOSED_REFERENCE, "proposed"))}
    parts = (
        ("Fires when all of these are seen", rule.when.all),
        ("And any of these" if rule.when.all else "Fires when any of these is seen", rule.when.any),
        ("Never when one of these is seen", rule.when.none),
    )
    return [(heading, [f"{reference}: {meanings[reference]}" for reference in references]) for heading, references in parts if references]


def render_rule(rule: Rule, style: Style, names: Mapping[str, str], facets: Iterable[Facet]) -> str:
    """A rule with its condition, what it speaks for, its examples and its source; `names` maps a service id to its name, and the facets have the cues."""
    parts = [
        _headline(f"Rule {rule.id}", style, "green") + "\n" + wrap(rule.why, style),
        *(titled_list(heading, cues, style) for heading, cues in list_conditions(rule, names, facets)),
        titled_list("Speaks for", [f"{names.get(service, service)} ({STRENGTH_WORDS[strength]})" for service, strength in rule.prefer], style),
        titled_list("Rules out", [f"{names.get(service, service)}: {reason}" for service, reason in rule.rule_out], style),
        titled_list("Fires on", rule.examples.match, style),
        titled_list("Does not fire on", rule.examples.no_match, style),
        titled_list("Should fire on, and does not yet", rule.examples.todo_match, style),
        _source_line(rule.source, style, ""),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
