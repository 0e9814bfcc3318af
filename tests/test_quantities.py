"""Quantities in texts."""

import pytest

from advisor.text.quantities import add_asked_unit, find_quantities, have_amounts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("six copies", "6 copies"),
        ("10 GB", "10,240 MB"),
        ("1 KiB", "1024 bytes"),
        ("two weeks", "14 days"),
        ("thirty-five days", "35 days"),
        ("twenty two hours", "22 hours"),
        ("100 Mbit/s", "100 Mbps"),
        ("a 15-minute limit", "900 seconds"),
        ("12 months", "1 year"),
        ("99.99%", "four nines"),
        ("5 thousand", "5,000"),
    ],
)
def test_equal_amounts_have_one_form(one, other):
    assert [found.key for found in find_quantities(one)] == [found.key for found in find_quantities(other)] != []


@pytest.mark.parametrize("text", ["t3.micro", "10.0.0.0/16", "S3 and EC2", "no number", "24/7"])
def test_numbers_in_names_are_no_quantities(text):
    assert find_quantities(text) == []


def test_a_range_is_two_quantities():
    assert [found.number for found in find_quantities("5-10 minutes")] == ["5", "10"]


def test_a_bare_number_has_the_unit_that_is_asked_for():
    assert add_asked_unit("For how many days?", "90") == "90 days"
    assert add_asked_unit("For how many days?", "2 weeks") == "2 weeks"
    assert add_asked_unit("For how long?", "90") == "90"


def test_every_amount_has_to_be_there():
    found = find_quantities("one or three years")
    assert have_amounts(found, "1 or 3 years")
    assert not have_amounts(found, "3 months")
