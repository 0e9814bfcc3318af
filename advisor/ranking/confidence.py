"""How likely the first of a ranking is right, and what is left for the others: a ranking in, probabilities out."""

from __future__ import annotations

import math

from advisor.ranking.fusion import COUNTERPART, TRADED, Mix, Ranking, merge_ended


def share_confidence(ranking: Ranking, sure: float) -> dict[str, float]:
    """Service → how likely it is the answer: the first is `sure`, the others share what is left by their probabilities, none more than the first; equals have the same.

    An ended one has nothing of its own.
    """
    merged = merge_ended(ranking)
    equals = sum(one.score == merged[0].score for one in merged)
    sure = min(sure, 1 / equals) if equals > 1 else sure
    rest = max(1 - merged[0].probability, 1e-9) if merged else 1.0
    return {one.service: min((1 - sure) * one.probability / rest, sure) if place else sure for place, one in enumerate(merged)}


def confidence_inputs(ranking: Ranking, *, for_whole: bool = False) -> tuple[float, ...]:
    """What the confidence is a logistic function of: 1, the highest log probability, its lead over the second, and what the learned part by itself says of the first.

    A part is right where its whole is asked for too: `for_whole`, the whole of the first is no rival of it, and adds to it.
    """
    leader = ranking.candidates[0].service
    whole = ranking.parents.get(leader) if for_whole else None
    probabilities = {one.service: one.probability for one in ranking.candidates}
    probabilities[leader] += probabilities.pop(whole, 0.0) if whole else 0.0
    first, second = (max(probability, 1e-9) for probability in (*sorted(probabilities.values(), reverse=True), 0.0)[:2])
    return (1.0, math.log(first), min(math.log(first / second), 6.0), learned_of_first(ranking, math.log(first)))


def learned_of_first(ranking: Ranking, highest: float) -> float:
    """The log probability that the learned part by itself gives the first candidate: where it is far from what all signals say together, these are less sure.

    It cannot tell where something else took the place of what it favours: a refusal, a rule that excludes, the end of a
    service, a name that is all that was said; the `highest` log probability then stands for it.
    """
    first = ranking.candidates[0]
    took_a_place = first.score < max(one.score for one in ranking.candidates) or any(first.signals.get(name, 0.0) > 0 for name in (TRADED, COUNTERPART, "sole"))
    if took_a_place or any("refused" in one.signals for one in ranking.candidates):
        return highest
    return first.signals.get("learned", 0.0)


def confidence(ranking: Ranking, mix: Mix, *, for_whole: bool = False) -> float:
    """The probability that the first candidate is right (Platt scaling over `confidence_inputs`), be it as a part of what is asked for where `for_whole`."""
    if not ranking.candidates:
        return 0.0
    total = sum(weight * value for weight, value in zip(mix.calibration, confidence_inputs(ranking, for_whole=for_whole), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
