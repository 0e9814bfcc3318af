"""Each measure against a count by hand."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.measuring import metrics

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("right", "k", "expected"),
    [([True, False], 1, True), ([False, True], 1, False), ([False, False, True], 3, True), ([False] * 3 + [True], 3, False), ([], 3, False)],
)
def test_hit_at_k_asks_for_a_right_one_among_the_first_k(right, k, expected):
    assert metrics.hit_at_k(right, k) is expected


@pytest.mark.parametrize(
    ("right", "expected"),
    [([True], 1.0), ([False, True, True], 1 / 2), ([False] * 9 + [True], 1 / 10), ([False] * 10 + [True], 0.0), ([], 0.0)],
)
def test_reciprocal_rank_is_one_over_the_place_of_the_first_right_one_within_ten(right, expected):
    assert metrics.reciprocal_rank(right) == expected


def test_bootstrap_interval_is_the_same_every_time_and_holds_the_mean():
    values = [1.0] * 30 + [0.0] * 70
    low, high = metrics.bootstrap_interval(values)
    assert (low, high) == metrics.bootstrap_interval(values)
    assert low < 0.3 < high
    # the normal approximation: 0.3 ± 1.96 · sqrt(0.3 · 0.7 / 100)
    assert (low, high) == pytest.approx((0.21, 0.39), abs=0.02)


def test_bootstrap_interval_of_equal_values_is_a_point():
    assert metrics.bootstrap_interval([1.0]) == (1.0, 1.0)


def test_bootstrap_interval_needs_values():
    with pytest.raises(ValueError, match="no values"):
        metrics.bootstrap_interval([])


def test_brier_score_is_the_mean_squared_distance_from_what_happened():
    # (0.2² + 0.6² + 0.5²) / 3
    assert metrics.brier_score([0.8, 0.6, 0.5], [True, False, True]) == pytest.approx((0.04 + 0.36 + 0.25) / 3)


def test_reliability_table_counts_ten_bins_and_leaves_out_empty_ones():
    table = metrics.reliability_table([0.0, 0.05, 0.1, 0.95, 1.0], [False, True, True, True, False])
    assert [(one.low, one.high, one.n) for one in table] == [(0.0, 0.1, 2), (0.1, 0.2, 1), (0.9, 1.0, 2)]
    assert [one.right for one in table] == [0.5, 1.0, 0.5]
    assert [one.confidence for one in table] == pytest.approx([0.025, 0.1, 0.975])


def test_expected_calibration_error_weighs_bins_by_their_answers():
    # bin 0.8: mean 0.85, 1 of 2 right → 0.35; bin 0.3: 0.3, 0 of 1 right → 0.3; (2 · 0.35 + 1 · 0.3) / 3
    assert metrics.expected_calibration_error([0.8, 0.9 - 1e-9, 0.3], [True, False, False]) == pytest.approx(1 / 3)


def test_expected_calibration_error_of_no_answers_is_zero():
    assert metrics.expected_calibration_error([], []) == 0


def test_risk_coverage_curve_takes_the_surest_first():
    curve = metrics.risk_coverage_curve([0.2, 0.9, 0.5, 0.7], [False, True, True, False])
    assert [point.coverage for point in curve] == [0.25, 0.5, 0.75, 1.0]
    assert [point.risk for point in curve] == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4])


def test_risk_coverage_area_is_the_mean_risk():
    assert metrics.risk_coverage_area([0.2, 0.9, 0.5, 0.7], [False, True, True, False]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_a_confidence_that_says_nothing_has_the_share_of_wrong_answers_as_area():
    assert metrics.risk_coverage_area([0.5] * 4, [True, True, False, True]) == pytest.approx(0.25)


@given(ANSWERS, st.randoms())
def test_the_order_of_answers_does_not_matter_for_the_area(answers: list[tuple[float, bool]], chance: random.Random):
    shuffled = chance.sample(answers, len(answers))
    first, second = (metrics.risk_coverage_area(*zip(*one, strict=True)) for one in (answers, shuffled))
    assert first == pytest.approx(second)


@given(ANSWERS)
def test_bins_hold_every_answer_once_and_their_confidence_lies_inside(answers: list[tuple[float, bool]]):
    table = metrics.reliability_table(*zip(*answers, strict=True))
    assert sum(one.n for one in table) == len(answers)
    assert all(one.low - 1e-9 <= one.confidence <= one.high + 1e-9 for one in table)


@pytest.mark.parametrize(
    ("confidences", "hits", "expected"),
    [([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0), ([0.9, 0.8, 0.2], [True, False, True], 0.5), ([0.4], [True], 1.0), ([], [], 0.0)],
)
def test_right_on_surest_half_rounds_up_to_whole_answers(confidences, hits, expected):
    assert metrics.right_on_surest(confidences, hits) == pytest.approx(expected)


def test_equal_systems_differ_by_nothing():
    assert metrics.compare_paired([1, 0, 1], [1, 0, 1]) == metrics.Difference(3, 0.0, 1.0)


def test_paired_test_comes_near_the_p_value_of_all_sign_flips():
    first, second = [1.0] * 8 + [0.0] * 4, [0.0] * 6 + [1.0] * 4 + [0.0] * 2
    differences = [a - b for a, b in zip(first, second, strict=True)]
    flips = list(itertools.product((-1, 1), repeat=len(differences)))
    exact = sum(abs(sum(s * d for s, d in zip(signs, differences, strict=True))) >= abs(sum(differences)) for signs in flips) / len(flips)
    result = metrics.compare_paired(first, second)
    assert result.difference == pytest.approx(4 / 12)
    assert result.p == pytest.approx(exact, abs=0.02)


def test_paired_test_is_the_same_from_both_sides():
    there, back = metrics.compare_paired([1, 1, 0, 1], [0, 1, 0, 0]), metrics.compare_paired([0, 1, 0, 0], [1, 1, 0, 1])
    assert (there.difference, there.p) == (-back.difference, back.p)


def test_paired_test_needs_pairs():
    with pytest.raises(ValueError, match="no pairs"):
        metrics.compare_paired([], [])
