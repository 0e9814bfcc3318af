"""How an answer came about, for `--explain`: query and ranking in, text or plain data out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins

from advisor.ranking.fusion import Candidate, Mix, Ranking
from advisor.ranking.rules import FiredRule
from advisor.rendering.render import STRENGTH_WORDS, quote_cues, titled_list
from advisor.rendering.terminal import Style
from advisor.text.analysis import Query

SIGNAL_COLUMN = 12
WEIGHT_COLUMN = 8
CANDIDATE_COLUMN = 19
NOTHING = ("none",)


def render_explanation(query: Query, ranking: Ranking, mix: Mix, style: Style, top: int = 3) -> str:
    """The cues seen, the services named, the rules that fired, and each signal of the `top` candidates with its share in their score."""
    cues = [f'{match.cue}: "{_quote(query, match.start, match.end)}"{" (negated, so it does not count)" if match.negated else ""}' for match in query.cues]
    mentions = [f'{mention.service}: "{_quote(query, mention.start, mention.end)}" ({mention.role})' for mention in query.mentions]
    parts = [
        titled_list("Cues seen", cues or NOTHING, style),
        titled_list("Services named", mentions or NOTHING, style),
        titled_list("Rules fired", [_told_rule(query, fired) for fired in ranking.fired] or NOTHING, style),
        *_tables(ranking.candidates[:top], mix, style),
    ]
    return "\n\n".join(parts) + "\n"


def explanation_data(query: Query, ranking: Ranking, mix: Mix, top: int = 3) -> dict[str, Any]:
    """The same as plain data, for `--json --explain`."""
    return {
        "cues": to_builtins(query.cues),
        "mentions": to_builtins(query.mentions),
        "rules": [{"rule": fired.rule.id, "cues": to_builtins(fired.cues)} for fired in ranking.fired],
        "coefficients": dict(mix.coefficients),
        "candidates": to_builtins(ranking.candidates[:top]),
    }


def _quote(query: Query, start: int, end: int) -> str:
    return " ".join(query.text[start:end].split())


def _told_rule(query: Query, fired: FiredRule) -> str:
    speaks = [f"{service} ({STRENGTH_WORDS[strength]})" for service, strength in fired.rule.prefer]
    against = [f"not {service}" for service, _ in fired.rule.rule_out]
    return f"{fired.rule.id}: {', '.join([*speaks, *against])}, from {', '.join(quote_cues(query.text, fired.cues))}"


def _tables(candidates: Sequence[Candidate], mix: Mix, style: Style) -> list[str]:
    """As many tables as it takes to show all candidates side by side within the width."""
    if not candidates:
        return [titled_list("Candidates", NOTHING, style)]
    size = max(1, (style.width - SIGNAL_COLUMN - WEIGHT_COLUMN) // CANDIDATE_COLUMN)
    return [_table(candidates[start : start + size], start + 1, mix, style) for start in range(0, len(candidates), size)]


def _table(candidates: Sequence[Candidate], number: int, mix: Mix, style: Style) -> str:
    """One row a signal: its weight, and for each candidate its value and what it adds to the score."""
    seen = {name for candidate in candidates for name in candidate.signals}
    weights = {name: weight for name, weight in mix.coefficients.items() if name in seen} | dict.fromkeys(sorted(seen - mix.coefficients.keys()), 1.0)
    head = f"{'Signal':<{SIGNAL_COLUMN}}{'weight':>{WEIGHT_COLUMN}}" + "".join(f"{number + index:>{CANDIDATE_COLUMN}}" for index in range(len(candidates)))
    rows = [_signal_row(name, weight, candidates) for name, weight in weights.items()]
    score = f"{'score':<{SIGNAL_COLUMN}}{'':{WEIGHT_COLUMN}}" + "".join(f"{candidate.score:>{CANDIDATE_COLUMN}.2f}" for candidate in candidates)
    share = f"{'share':<{SIGNAL_COLUMN}}{'':{WEIGHT_COLUMN}}" + "".join(f"{candidate.probability:>{CANDIDATE_COLUMN}.3f}" for candidate in candidates)
    legend = [f"  {number + index}. {candidate.service}" for index, candidate in enumerate(candidates)]
    return "\n".join([style.paint("Candidates (value, and what it adds to the score)", "bold"), *legend, "", style.paint(head, "dim"), *rows, style.paint(score, "bold"), share])


def _signal_row(name: str, weight: float, candidates: Sequence[Candidate]) -> str:
    cells = (f"{candidate.signals[name]:.2f} ({candidate.signals[name] * weight:+.2f})" if name in candidate.signals else "-" for candidate in candidates)
    return f"{name:<{SIGNAL_COLUMN}}{weight:>{WEIGHT_COLUMN}.2f}" + "".join(f"{cell:>{CANDIDATE_COLUMN}}" for cell in cells)
