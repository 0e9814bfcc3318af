"""Picking among the options of a multiple-choice question."""

import pytest

from advisor.choice import asks_for_wrong

QUEUE = "Payments have to be worked off in the order in which they came in, and none of them twice."


def pick(advisor, scenario, options, count=1):
    return advisor.ask(scenario, options=options, choose=count).choice


def test_the_option_that_names_the_recommended_service_is_picked(advisor):
    assert pick(advisor, QUEUE, ["Publish them to an Amazon SNS topic", "Write them to Amazon S3", "Send them to an Amazon SQS FIFO queue", "Store them in Amazon Redshift"]) == (2,)


def test_an_option_with_an_unlikely_service_beside_the_right_one_is_worse(advisor):
    assert pick(advisor, QUEUE, ["An Amazon SQS FIFO queue that Amazon Redshift reads", "An Amazon SQS FIFO queue"]) == (1,)


def test_an_option_that_names_no_service_is_better_than_one_that_names_an_unlikely_one(advisor):
    assert pick(advisor, QUEUE, ["Use Amazon Polly", "Let each worker take the oldest payment first"]) == (1,)


def test_two_are_picked_in_their_order(advisor):
    scenario = "Which services store files as objects or as a shared file system?"
    assert pick(advisor, scenario, ["Amazon EFS", "AWS CloudTrail", "Amazon S3", "AWS Config"], 2) == (0, 2)


def test_what_is_not_so_is_picked_where_that_is_asked_for(advisor):
    options = ["Amazon S3", "Amazon EFS", "Amazon Lex", "Amazon EBS"]
    assert pick(advisor, "Which of these is NOT a storage service?", options) == (2,)


@pytest.mark.parametrize(
    ("scenario", "wrong"),
    [
        ("Which of these is not a benefit of the cloud?", True),
        ("Select the incorrect statement.", True),
        ("All of the following hold for a queue EXCEPT?", True),
        ("The job is not urgent. Which purchasing option is the cheapest?", False),
        ("Which service makes sure that messages are not lost?", False),
        ("It must NOT be reachable from outside. Which subnet is right?", False),
        ("Which statement on queues is wrong?", True),
        ("A volume does not attach. What may be wrong?", False),
        ("Which method keeps what is true from what is not?", False),
    ],
)
def test_it_is_seen_when_the_wrong_one_is_asked_for(advisor, scenario, wrong):
    assert asks_for_wrong(advisor.analyzer.analyze(scenario)) is wrong
