"""Picking among the options of a multiple-choice question."""

import pytest

from advisor.rendering.render import render_advice
from advisor.rendering.terminal import Style

QUEUE = "Payments have to be worked off in the order in which they came in, and none of them twice."


def pick(advisor, scenario, options, count=1):
    return advisor.ask(scenario, options=options, choose=count).choice


def test_the_option_that_names_the_recommended_service_is_picked(advisor):
    assert pick(advisor, QUEUE, ["Publish them to an Amazon SNS topic", "Write them to Amazon S3", "Send them to an Amazon SQS FIFO queue", "Store them in Amazon Redshift"]) == (2,)


def test_an_option_with_an_unlikely_service_beside_the_right_one_is_worse(advisor):
    assert pick(advisor, QUEUE, ["An Amazon SQS FIFO queue that Amazon Redshift reads", "An Amazon SQS FIFO queue"]) == (1,)


def test_an_option_that_names_no_service_is_better_than_one_that_names_an_unlikely_one(advisor):
    assert pick(advisor, QUEUE, ["Use Amazon Polly", "Let each worker take the oldest payment first"]) == (1,)


@pytest.mark.parametrize(
    ("question", "options", "right"),
    [
        (
            "A program has to encrypt files of 8 MB under an AWS KMS key. How?",
            ["Send each file to the Encrypt API of KMS", "Ask for a data key, encrypt the file with it locally, and keep the encrypted data key", "Keep the files in the description of the KMS key"],
            1,
        ),
        (
            "The servers of an Auto Scaling group are ended before their program is up. What is too short?",
            ["The cooldown of the Auto Scaling group", "The health check grace period", "The name of the Auto Scaling group"],
            1,
        ),
    ],
)
def test_naming_what_the_question_is_about_does_not_make_an_option_right(advisor, question, options, right):
    assert pick(advisor, question, options) == (right,)


def test_two_are_picked_in_their_order(advisor):
    scenario = "Which services store files as objects or as a shared file system?"
    assert pick(advisor, scenario, ["Amazon EFS", "AWS CloudTrail", "Amazon S3", "AWS Config"], 2) == (0, 2)


def test_what_is_not_so_is_picked_where_that_is_asked_for(advisor):
    options = ["Amazon S3", "Amazon EFS", "Amazon Lex", "Amazon EBS"]
    assert pick(advisor, "Which of these is NOT a storage service?", options) == (2,)


@pytest.mark.parametrize(
    ("question", "options", "right"),
    [
        ("How many copies of the data does an Aurora volume keep?", ["2", "3", "6", "9"], 2),
        ("What is the memory limit of a Lambda function?", ["3 GB", "10,240 MB", "64 GB"], 1),
        ("For how many days can SQS keep a message at most?", ["4", "14", "30"], 1),
        ("What is the default retention period of a message in SQS?", ["14 days", "96 hours", "1 day"], 1),
    ],
)
def test_amounts_are_compared_with_what_is_known_whatever_their_unit(advisor, question, options, right):
    assert pick(advisor, question, options) == (right,)


@pytest.mark.parametrize(("whose", "right"), [("AWS", 1), ("the customer", 0), ("NOT AWS", 0), ("NOT the customer", 1)])
def test_a_duty_is_that_of_the_side_that_is_asked_for(advisor, whose, right):
    wanted = f"Under the shared responsibility model, which of these is {whose.replace('NOT ', 'NOT a duty of ') if 'NOT' in whose else 'a duty of ' + whose}?"
    assert pick(advisor, wanted, ["Patching the guest operating system", "Replacing failed disks in the data center"]) == (right,)


def test_how_sure_the_pick_is_stands_beside_it(advisor):
    far, near = (advisor.ask(QUEUE, options=["Amazon SQS FIFO queue", other]).choice_confidence for other in ("Amazon Polly", "Amazon SQS standard queue"))
    assert 0 < near < far < 1


def test_reasons_are_those_of_the_service_only_where_it_is_picked(advisor):
    question = "Which service stores key-value data with single-digit millisecond latency?"
    for options, reasoned in ((("Amazon RDS", "Amazon DynamoDB"), True), (("Amazon Redshift", "Amazon S3"), False)):
        advice = advisor.ask(question, options=options)
        assert (advice.choice_service == "dynamodb") is bool(advice.reasoned) is reasoned
        shown = render_advice(advice, Style(80, False))
        assert ("\nWhy\n" in shown) is reasoned
        assert "of the option that I would take" in " ".join(shown.split())


def test_where_nothing_is_known_well_enough_an_option_is_taken_all_the_same(advisor):
    advice = advisor.ask("How many entries may a policy have by default?\nA. 5\nB. 10\nC. 50")
    assert (advice.kind, advice.choice is not None) == ("none", True)
    assert advice.summary.startswith("Of the options I would take ")
    assert advice.summary.endswith("I know too little of this to give reasons.")


@pytest.mark.parametrize(
    ("text", "service", "other"),
    [
        ("Savings Plans or Reserved Instances when our instance families change each year", "savings-plans", "Reserved Instances"),
        ("NLB or ALB if our partners need a fixed IP address", "nlb", "ALB"),
        ("read replica or Multi-AZ when reports slow down our database", "rds-read-replica", "Multi-AZ"),
        ("Kinesis or SQS if two teams read the same records and replay them", "kinesis", "SQS"),
        ("Lambda, Fargate or EC2 for a container that runs for five hours, nobody wants to patch", "fargate", "EC2"),
        ("active-active in two Regions or backup and restore, we can be down for a day", "dr-backup-restore", ""),
    ],
)
def test_of_two_under_a_condition_one_is_named_with_the_reason(advisor, text, service, other):
    advice = advisor.ask(text)
    assert (advice.kind, advice.recommendations[0].service) == ("decision", service)
    assert not other or (" rather than " in advice.summary and other in advice.summary)


@pytest.mark.parametrize(("text", "kind"), [("SQS or SNS, what is the difference?", "lookup"), ("ALB vs NLB", "lookup"), ("SQS vs SNS, when to use which", "lookup")])
def test_who_asks_how_two_differ_gets_them_side_by_side(advisor, text, kind):
    assert advisor.ask(text).kind == kind
