"""The measures of an evaluation as pure functions: hits, places and confidences in, numbers out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

SEED = 20261123
RESAMPLES = 2_000
SIGN_FLIPS = 10_000
BINS = 10
DEPTH = 10


class Estimate(Struct, frozen=True):
    """A mean with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class Bin(Struct, frozen=True):
    """The answers whose confidence lies in [low, high): how many, their mean confidence, and the share of them that is right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


class RiskPoint(Struct, frozen=True):
    """The surest answers that make up `coverage` of all, and the share of them that is wrong."""

    coverage: float
    risk: float


class Difference(Struct, frozen=True):
    """A paired comparison: pairs, mean difference of the first from the second, and its two-sided p value."""

    n: int
    difference: float
    p: float


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 for no values."""
    return math.fsum(values) / len(values) if values else 0.0


def hit_at_k(right: Sequence[bool], k: int) -> bool:
    """Whether one of the k best ranked is right; `right` tells it of each, best first.

    Source: success@k (hit rate) as in TREC and ranx.
    """
    return any(right[:k])


def reciprocal_rank(right: Sequence[bool], depth: int = DEPTH) -> float:
    """1 / place of the first right one among the `depth` best ranked, 0 where there is none; its mean is the MRR.

    Source: Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    return next((1 / place for place, one in enumerate(right[:depth], 1) if one), 0.0)


def bootstrap_interval(values: Sequence[float], level: float = 0.95, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """The percentile bootstrap interval of the mean: resample the values with replacement, cut both tails of the means.

    The same values give the same interval (RandomState's stream is frozen). Raises ValueError for no values.
    Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
    """
    if not values:
        raise ValueError("no values")
    random, data = np.random.RandomState(seed), np.asarray(values, dtype=float)
    means = [float(data[random.randint(0, len(data), len(data))].mean()) for _ in range(resamples)]
    low, high = np.percentile(means, [50 * (1 - level), 50 * (1 + level)])
    return float(low), float(high)


def estimate_mean(values: Sequence[float]) -> Estimate:
    """The mean of the values with its 95 % bootstrap interval. Raises ValueError for no values."""
    return Estimate(mean(values), *bootstrap_interval(values))


def brier_score(confidences: Sequence[float], hits: Sequence[bool]) -> float:
    """The mean squared distance of the confidence from 1 (right) or 0 (wrong): 0 is perfect, always saying 0.5 gives 0.25.

    Source: Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950, for two outcomes.
    """
    return mean([(confidence - hit) ** 2 for confidence, hit in zip(confidences, hits, strict=True)])


def reliability_table(confidences: Sequence[float], hits: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """The answers in `bins` bins of equal width over [0, 1]; the last holds 1.0 too, empty ones are left out.

    Source: DeGroot and Fienberg, "The Comparison and Evaluation of Forecasters", 1983.
    """
    members: dict[int, list[tuple[float, bool]]] = {}
    for confidence, hit in zip(confidences, hits, strict=True):
        members.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, hit))
    return tuple(Bin(number / bins, (number + 1) / bins, len(own), mean([c for c, _ in own]), mean([h for _, h in own])) for number, own in sorted(members.items()))


def expected_calibration_error(confidences: Sequence[float], hits: Sequence[bool], bins: int = BINS) -> float:
    """The mean distance of a bin's confidence from its share of right answers, bins weighted by their answers; 0 for no answers.

    Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015.
    """
    return math.fsum(one.n / len(hits) * abs(one.confidence - one.right) for one in reliability_table(confidences, hits, bins))


def risk_coverage_curve(confidences: Sequence[float], hits: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """The share of wrong answers among the i surest, for i from 1 to all.

    Answers of equal confidence count with the mean of their errors, so that their order does not matter.
    Source: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010.
    """
    groups: dict[float, list[bool]] = {}
    for confidence, hit in zip(confidences, hits, strict=True):
        groups.setdefault(confidence, []).append(hit)
    errors = [1 - mean(own) for _, own in sorted(groups.items(), reverse=True) for _ in own]
    return tuple(RiskPoint(count / len(errors), float(total) / count) for count, total in enumerate(np.cumsum(errors), 1))


def risk_coverage_area(confidences: Sequence[float], hits: Sequence[bool]) -> float:
    """The mean risk over all coverages (AURC): 0 is perfect, and the share of wrong answers is what a confidence that says nothing gives.

    Source: Geifman, Uziel and El-Yaniv, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", 2019.
    """
    return mean([point.risk for point in risk_coverage_curve(confidences, hits)])


def right_on_surest(confidences: Sequence[float], hits: Sequence[bool], coverage: float = 0.5) -> float:
    """The share of right answers among the surest `coverage` of them, rounded up to whole answers; 0 for no answers.

    It is 1 − the selective risk at that coverage: Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017.
    """
    curve = risk_coverage_curve(confidences, hits)
    return 1 - curve[math.ceil(len(curve) * coverage) - 1].risk if curve else 0.0


def compare_paired(first: Sequence[float], second: Sequence[float], flips: int = SIGN_FLIPS, seed: int = SEED) -> Difference:
    """The mean difference of two systems on the same rows, with the p value of the paired randomisation test.

    If the systems were equal, each difference could as well have the other sign: p is how often random signs make the mean
    at least as far from 0, the observed signs counted as one draw, (count + 1) / (flips + 1). Raises ValueError for no pairs.
    Source: Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for Information Retrieval
    Evaluation", 2007; the + 1 from Phipson and Smyth, "Permutation P-values Should Never Be Zero", 2010.
    """
    differences = [a - b for a, b in zip(first, second, strict=True)]
    if not differences:
        raise ValueError("no pairs")
    random, data = np.random.RandomState(seed), np.asarray([d for d in differences if d], dtype=float)
    observed = abs(math.fsum(differences))
    sums = (abs(float((random.randint(0, 2, len(data)) * 2 - 1) @ data)) for _ in range(flips))
    reached = sum(total >= observed - 1e-9 for total in sums)
    return Difference(len(differences), mean(differences), (reached + 1) / (flips + 1))
