"""What each part of the ranking is worth: a mix in, the mixes of some of its parts alone out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from advisor.ranking.fusion import Mix

PARTS = {
    "rules": ("rules", "ruled_out"),
    "BM25": ("bm25",),
    "TF-IDF": ("tfidf", "nearest"),
    "overlap": ("overlap",),
    "learned": ("learned",),
    "prior": ("prior",),
    "mentions": ("asked", "background", "rejected", "refused", "proposed", "compared", "counterpart", "sole"),
}
NOT_ALONE = ("prior", "mentions")  # these rank nothing by themselves
TRAINED = ("learned", "overlap")  # these need a trained model
WHOLE = "all"
RETRIEVED = ("rules", "BM25", "TF-IDF")


def ablation_mixes(mix: Mix, *, has_learned: bool) -> dict[str, Mix]:
    """Name → the mix with the coefficients of other parts at zero; without a trained model nothing is told of the parts that need one."""
    parts = [part for part in PARTS if part not in TRAINED or has_learned]
    alone = {f"{part} only": keep_parts(mix, (part,)) for part in parts if part not in NOT_ALONE}
    without = {f"all but {part}": keep_signals(mix, set(mix.coefficients) - set(PARTS[part])) for part in parts}
    return {**alone, "rules + BM25 + TF-IDF": keep_parts(mix, RETRIEVED), **without, WHOLE: mix}


def keep_parts(mix: Mix, parts: Sequence[str]) -> Mix:
    """The mix of some parts. A part that is one signal and stands alone counts with 1: its fitted coefficient may be 0 beside the others."""
    signals = [signal for part in parts for signal in PARTS[part]]
    return keep_signals(mix, set(signals)) if len(signals) > 1 else structs.replace(mix, coefficients={signals[0]: 1.0})


def keep_signals(mix: Mix, signals: set[str]) -> Mix:
    """The mix with all other coefficients at zero."""
    return structs.replace(mix, coefficients={signal: value for signal, value in mix.coefficients.items() if signal in signals})
