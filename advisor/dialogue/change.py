"""What a turn did to the answer, and why: the states before and now with the new advice in, a `Change` out."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.dialogue.conversation import State
from advisor.dialogue.hearing import Heard
from advisor.dialogue.reply import Change
from advisor.knowledge.catalogue import Catalogue
from advisor.model import Advice, CueMatch, Reason
from advisor.ranking.ranking import refused_services
from advisor.ranking.rules import FiredRule
from advisor.text.wording import Wording


class ChangeFinder:
    """Finds what a turn changed, by the rules and reasons that rest on its words."""

    def __init__(self, catalogue: Catalogue, wording: Wording) -> None:
        self._catalogue, self._wording = catalogue, wording

    def find(self, before: State | None, now: State, advice: Advice, heard: Heard, fired: Sequence[FiredRule], opening: str = "", undone: bool = False) -> Change:
        """The change from the state before a turn (None: there was none) to the advice on all that has been said now.

        `opening` says that the turn began anew, and is empty where it did not; `undone`: it took back what was said last.
        """
        after = advice.recommendations[0].service if advice.recommendations and advice.kind == "decision" else None
        if before is None or opening or (before.choice is None and after is None):
            return Change("first", opening, None, after)
        names, old = self._catalogue, before.choice
        if after is None:
            return Change("lost", "With this added I no longer know.", old, None)
        reasons = find_reasons_added(advice, heard.last, fired)
        if old is None:
            return Change("changed", "Now I can tell." if before.facet else "", None, after, reasons)
        because = self._because(reasons, heard.query.text)
        if old == after and undone:
            return Change("same", f"That is taken back. It stays {names[after].name}.", old, after)
        if old == after:
            by_rule = because if reasons and reasons[0].rule else ""  # single words seldom say why something stays
            return Change("same", f"It stays {names[after].name}{by_rule}.", old, after, reasons)
        if undone:
            return Change("changed", f"Back from {names[old].name} to {names[after].name}.", old, after)
        if names.is_covered(old, refused_services(heard.query)):
            return Change("changed", f"Without {names[old].name} it is {names[after].name}{because}.", old, after, reasons)
        if heard.amends and not reasons:
            return Change("changed", f"Back from {names[old].name} to {names[after].name}, whose limits that amount keeps.", old, after)
        return Change("changed", f"The answer changes from {names[old].name} to {names[after].name}{because or ', which fits what you added better'}.", old, after, reasons)

    def _because(self, reasons: Sequence[Reason], text: str) -> str:
        """The best reason as it stands behind a service's name: what a rule says, else the user's own words."""
        if not reasons:
            return ""
        if reasons[0].rule:
            return f": {self._wording.lower_first(reasons[0].text).rstrip('.')}"
        words = dict.fromkeys(text[cue.start : cue.end] for cue in reasons[0].cues)
        return f", by your words {', '.join(repr(word) for word in words)}"


def find_reasons_added(advice: Advice, last: int, fired: Sequence[FiredRule]) -> tuple[Reason, ...]:
    """The reasons for the choice that rest on the last thing said, which begins at the offset `last`: rules that speak for it, else others."""

    def is_new(cues: Sequence[CueMatch]) -> bool:
        return any(cue.start >= last > 0 for cue in cues)

    chosen = advice.recommendations[0]
    by_rule = tuple(Reason(one.rule.why, one.rule.source, rule=one.rule.id, cues=one.cues) for one in fired if is_new(one.cues) and chosen.service in dict(one.rule.prefer))
    return by_rule or tuple(reason for reason in chosen.reasons if is_new(reason.cues))
