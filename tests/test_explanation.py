"""Reasons: what they say, and that none says the same twice."""

import yaml

from tests.conftest import TESTS


def test_no_two_reasons_say_the_same_in_hardly_other_words(advisor):
    needs = [row["scenario"] for row in yaml.safe_load((TESTS / "scenarios" / "deck.yaml").read_text(encoding="utf-8"))]
    doubled = []
    for need in needs:
        for recommendation in advisor.ask(need).recommendations:
            told = [set(advisor.tokenizer.terms(reason.text)) for reason in recommendation.reasons if reason.rule]
            doubled += [need for index, one in enumerate(told) for other in told[:index] if len(one & other) >= 0.5 * min(len(one), len(other))]
    assert doubled == []
