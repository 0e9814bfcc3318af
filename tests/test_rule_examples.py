"""The examples inside the rules, each a test with its own name."""

from pathlib import Path

import pytest

from advisor.compiler import make_analyzer
from advisor.knowledge_base import load_knowledge
from advisor.rules import RuleBook

KNOWLEDGE = load_knowledge(Path(__file__).resolve().parent.parent / "knowledge")
ANALYZER = make_analyzer(KNOWLEDGE)


def examples(kind):
    return [pytest.param(rule, text, id=f"{rule.id}-{text[:40]}") for rule in KNOWLEDGE.rules.values() for text in getattr(rule.examples, kind)]


def fires(rule, text):
    return bool(RuleBook({rule.id: rule}).match_rules(ANALYZER.analyze(text)))


@pytest.mark.parametrize(("rule", "text"), examples("match"))
def test_the_rule_fires(rule, text):
    assert fires(rule, text)


@pytest.mark.parametrize(("rule", "text"), examples("no_match"))
def test_the_rule_does_not_fire(rule, text):
    assert not fires(rule, text)


def test_todo_examples_do_not_fire_yet():
    assert [text for rule in KNOWLEDGE.rules.values() for text in rule.examples.todo_match if fires(rule, text)] == []


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("items looked up by key-value pairs", "dynamodb"),
        ("migrate MySQL to AWS with high availability", "aurora"),
        ("keep strict order of the messages", "sqs-fifo"),
        ("no duplicate messages may be processed", "sqs-fifo"),
    ],
)
def test_the_three_heuristics_of_the_card(text, service):
    fired = RuleBook(KNOWLEDGE.rules).match_rules(ANALYZER.analyze(text))
    assert service in {preferred for one in fired for preferred, _ in one.rule.prefer}
