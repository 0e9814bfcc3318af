"""Amounts with a unit, as they are read out of a text."""

import pytest

from advisor.text.amounts import find_amounts, read_amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it runs 25 minutes", 1_500),
        ("twenty-five minutes each", 1_500),
        ("half an hour of work", 1_800),
        ("takes an hour and a half", 5_400),
        ("two and a half hours", 9_000),
        ("RTO 24h", 86_400),
        ("20 GB of memory", 20 * 1_024**3),
        ("200,000 IOPS", 200_000),
        ("200k IOPS", 200_000),
        ("1.25 Gbps", 1.25e9),
    ],
)
def test_an_amount_is_read_in_one_unit(text, value):
    assert [amount.value for amount in find_amounts(text)] == [value]


@pytest.mark.parametrize("text", ["every 20 minutes", "900 calls an hour", "6 GB per second", "an instance of t3 size", "24/7", "the day before"])
def test_how_often_or_how_fast_is_no_amount(text):
    assert list(find_amounts(text)) == []


@pytest.mark.parametrize(
    ("text", "exceeds"), [("16 minutes", True), ("more than 15 minutes", True), ("15 minutes", False), ("no longer than 20 minutes", False), ("at most 20 minutes", False), ("15 GB", False)]
)
def test_an_amount_exceeds_another_of_its_kind(text, exceeds):
    (amount,) = find_amounts(text)
    assert amount.exceeds(read_amount("15 minutes")) == exceeds


@pytest.mark.parametrize("text", ["long", "15", "15 minutes or so", "5 GB and 6 GB"])
def test_what_is_no_single_amount_is_refused(text):
    with pytest.raises(ValueError, match="no amount"):
        read_amount(text)


@pytest.mark.parametrize("text", ["it runs for s\u0131x hours", "f\u0131ve GB", "\u017fix hours"])
def test_letters_that_only_look_like_ours_are_no_number(text):
    assert [amount.value for amount in find_amounts(text)] in ([], [2 * 3600.0])
