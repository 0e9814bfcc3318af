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


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("copy 14 TB from our NAS to S3 within a month, the line has 400 Mbps", "datasync"),
        ("move 700 TB of video to S3, the line is 150 Mbps", "snowball-edge"),
        ("RDS for MySQL in Ohio, analysts in Tokyo read slowly, little money", "rds-read-replica"),
        ("Aurora PostgreSQL, loss of a Region, RPO of one second", "aurora-global-database"),
        ("shopping carts by key, writes in two regions close to the users", "dynamodb-global-tables"),
        ("our engineers in Active Directory need different permissions in 30 AWS accounts", "iam-identity-center"),
        ("tag every object that is already in our bucket in one go", "s3-batch-operations"),
        ("visitors from Cuba must not reach our web shop", "cloudfront-geo-restriction"),
        ("warn us when somebody makes a bucket public", "config-rules"),
        ("leaked passwords are tried on our login page from thousands of addresses", "waf-account-takeover"),
        ("warn us when the disk of our servers is over 90 percent", "cloudwatch-agent"),
        ("store DICOM studies of our clinics", "healthimaging"),
        ("a nightly Python job takes 4 hours", "batch"),
        ("Which advantage of the cloud means that nobody has to guess capacity?", "cloud-elasticity"),
        ("alb or nlb for http/2 with routing by path", "alb"),
        ("savings plans or reserved instances, we change instance types often", "savings-plans"),
        ("the receivers cannot poll, each message has to come by itself", "sns"),
        ("tell us when memory is above 80 percent", "cloudwatch-agent"),
        ("text me when there are too many connections", "cloudwatch-alarms"),
        ("a speech model of ours on NVIDIA cards", "ec2-accelerated"),
        ("the shop has to run on when a data centre burns", "elastic-load-balancing"),
        ("a backup of our MariaDB every evening", "rds-automated-backups"),
        ("keep a machine from being deleted by a slip: nobody may delete our server", "ec2-termination-protection"),
        ("shut out visitors who come over Tor", "waf-managed-rules"),
        ("messages lie there for a whole month", "kinesis"),
    ],
)
def test_a_rule_speaks_for_what_one_constraint_decides(text, service):
    fired = RuleBook(KNOWLEDGE.rules).match_rules(ANALYZER.analyze(text))
    assert service in {preferred for one in fired for preferred, _ in one.rule.prefer}
