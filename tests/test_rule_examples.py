"""The examples inside the rules: a test for each kind, which names every rule and text that it fails with."""

import pytest

from advisor.compiling.compiler import make_analyzer
from advisor.ranking.rules import RuleBook


@pytest.fixture(scope="module")
def analyzer(knowledge):
    return make_analyzer(knowledge)


@pytest.fixture(scope="module")
def find_firing(knowledge, analyzer):
    """Finds the examples of a kind at which their rule fires, and the others."""

    def find_firing(kind):
        firing, silent = [], []
        for rule in knowledge.rules.values():
            book = RuleBook({rule.id: rule})
            for text in getattr(rule.examples, kind):
                (firing if book.match_rules(analyzer.analyze(text)) else silent).append((rule.id, text))
        return firing, silent

    return find_firing


@pytest.fixture(scope="module")
def find_preferred(knowledge, analyzer):
    """Finds the services that the rules speak for in a text."""
    book = RuleBook(knowledge.rules)
    return lambda text: {preferred for fired in book.match_rules(analyzer.analyze(text)) for preferred, _ in fired.rule.prefer}


def test_rules_fire_at_their_examples(find_firing):
    firing, silent = find_firing("match")
    assert silent == []
    assert firing


def test_rules_do_not_fire_at_their_counterexamples(find_firing):
    firing, silent = find_firing("no_match")
    assert firing == []
    assert silent


def test_todo_examples_do_not_fire_yet(find_firing):
    assert find_firing("todo_match")[0] == []


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("items looked up by key-value pairs", "dynamodb"),
        ("migrate MySQL to AWS with high availability", "aurora"),
        ("keep strict order of the messages", "sqs-fifo"),
        ("no duplicate messages may be processed", "sqs-fifo"),
    ],
)
def test_the_three_heuristics_of_the_card(find_preferred, text, service):
    assert service in find_preferred(text)


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
def test_a_rule_speaks_for_what_one_constraint_decides(find_preferred, text, service):
    assert service in find_preferred(text)
