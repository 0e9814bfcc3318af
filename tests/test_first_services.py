"""Which service is recommended first: the texts and services of first_services.yaml."""

import pytest
import yaml

from tests.conftest import TESTS

RULES = yaml.safe_load((TESTS / "first_services.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", RULES, ids=[rule["rule"] for rule in RULES])
def test_the_first_service_is_the_one_that_is_wanted(ask, rule):
    answers = {text: ask(text) for text in rule["services"]}
    found = {text: (advice.kind, advice.recommendations[0].service if advice.recommendations else None) for text, advice in answers.items()}
    assert found == {text: ("decision", service) for text, service in rule["services"].items()}
