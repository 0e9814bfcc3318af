"""Names and sentences as they stand in sentences of ours."""

import pytest

from advisor.text.wording import Wording, with_article, without_closing_question, without_count


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A managed queue.", "a managed queue."),
        ("Aurora whose compute follows the load", "Aurora whose compute follows the load"),
        ("AWS's own orchestrator", "AWS's own orchestrator"),
        ("IaC in Python", "IaC in Python"),
        ("A/B tests of models", "A/B tests of models"),
        ("I need a queue", "I need a queue"),
        ("3 copies", "3 copies"),
        ("Managed", "managed"),
        ("", ""),
    ],
)
def test_only_a_plain_first_word_becomes_small(text, told):
    assert Wording({"aurora"}).lower_first(text) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Amazon SQS FIFO queue", "an Amazon SQS FIFO queue"),
        ("S3 bucket policy", "an S3 bucket policy"),
        ("NAT gateway", "a NAT gateway"),
        ("IAM role", "an IAM role"),
        ("VPC endpoint", "a VPC endpoint"),
        ("Network Load Balancer (NLB)", "a Network Load Balancer (NLB)"),
        ("AWS Security Token Service (STS)", "AWS Security Token Service (STS)"),
        ("Amazon Route 53", "Amazon Route 53"),
        ("Amazon API Gateway", "Amazon API Gateway"),
        ("S3 multipart upload", "S3 multipart upload"),
        ("Amazon SQS long polling", "Amazon SQS long polling"),
    ],
)
def test_what_can_be_counted_takes_an_article(name, told):
    assert with_article(name) == told


def test_how_many_answers_are_wanted_is_left_out():
    assert without_count("Which are managed? (Choose TWO.)") == without_count("Which are managed?") == "Which are managed?"


def test_a_need_is_told_without_the_bare_question_behind_it() -> None:
    assert without_closing_question("Files have to be kept for ten years. Which service fits?") == "Files have to be kept for ten years."
    for whole in ("Which service keeps files?", "Keep files.", "Files have to be kept for ten years. Which storage class keeps them for the least money?"):
        assert without_closing_question(whole) == whole
