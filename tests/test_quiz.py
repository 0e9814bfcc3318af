"""What is known to be right and wrong, and how options agree with it."""

import re
from pathlib import Path

import pytest
import yaml

from advisor.answers.choice import LIKELY_SUBJECT
from advisor.answers.quiz import Quiz

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"

ENTRIES = """\
- question: Who looks after the broken disks of a table that is managed?
  right: [the provider replaces them, nobody at the customer]
  wrong: [the customer buys new ones, the auditor]
- question: What is charged for a table?
  right: [reads and writes, stored gigabytes]
  wrong: [the number of users, the provider replaces them]
"""


@pytest.fixture(scope="module")
def taught(teach):
    """The small advisor with two quiz questions."""
    return teach({"quiz/tables.yaml": ENTRIES})


@pytest.fixture(scope="module")
def quiz(taught):
    return Quiz(taught.store, taught.tokenizer)


@pytest.fixture(scope="module")
def judge(taught, quiz):
    return lambda question, *options: quiz.judge(taught.analyzer.analyze(question), options)


def test_options_like_right_answers_have_odds_above_those_like_wrong_ones(judge):
    right, wrong = judge("who replaces a broken disk?", "The provider.", "The customer has to buy one.")
    assert right.log_odds > 0 > wrong.log_odds


def test_the_same_answer_is_right_to_one_question_and_wrong_to_another(judge):
    (right,), (wrong,) = judge("who looks after broken disks?", "the provider replaces them"), judge("what is charged for a table?", "the provider replaces them")
    assert right.log_odds > 0 > wrong.log_odds


def test_an_option_of_unknown_words_has_even_odds_and_no_answer(quiz, judge):
    (judged,) = judge("who looks after broken disks?", "xylophone")
    assert (judged.log_odds, judged.answer, quiz.find_answer(judged)) == (0.0, None, None)


def test_the_nearest_right_answer_is_told_with_its_question_where_it_speaks_for_the_option(quiz, judge):
    near, far, against = judge(
        "what is charged for a table?", "stored gigabytes", "how many gigabytes each of the servers of the company has in use while it runs, times the hours of the month", "the number of users"
    )
    assert (quiz.find_answer(near).question, quiz.find_answer(near).answer) == ("What is charged for a table?", "stored gigabytes")
    assert quiz.find_answer(far) is None
    assert quiz.find_answer(against) is None


def test_odd_options_are_judged_too(judge):
    assert [(judged.log_odds, judged.nearness) for judged in judge("", "", "?!", "\u202e", "的")] == [(0.0, 0.0)] * 4


def test_what_is_asked_at_the_end_of_a_story_counts_by_itself(judge):
    story = "Our shop sells lamps. Two clerks keep its orders in folders. Customers ring when lamps are broken."
    (asked,), (told,) = judge(f"{story} What is charged for a table?", "stored gigabytes"), judge(f"{story} A table is charged.", "stored gigabytes")
    assert asked.nearness > told.nearness


def test_knowledge_without_a_quiz_says_nothing(small_advisor):
    (judged,) = Quiz(small_advisor.store, small_advisor.tokenizer).judge(small_advisor.analyzer.analyze("who looks after broken disks?"), ["the provider"])
    assert (judged.log_odds, judged.answer) == (0.0, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("do I have to pay for IAM Identity Center", "IAM Identity Center has no charge"),
        ("does Client VPN cost money", "It is billed by the hour"),
        ("does an Elastic IP cost money", "Since February 2024"),
        ("is Client VPN free", "No, it is billed by the hour"),
        ("is SQS free", "Yes: the first million"),
    ],
)
def test_a_question_for_the_contrary_of_a_known_one_gets_no_yes_or_no_of_it(advisor, text, told):
    assert advisor.ask(text).summary.partition(f"{text}: ")[2].startswith(told) or advisor.ask(text).summary.startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [("has Pinpoint ended", "ended on 30 October 2026"), ("can new customers use Amazon Forecast", "no new customers"), ("is Bedrock Agents open to new customers", "no new customers")],
)
def test_what_became_of_a_service_is_looked_up(advisor, text, told):
    assert advisor.ask(text).kind == "lookup"
    assert told in advisor.ask(text).summary


def test_each_service_that_is_not_open_has_its_state_in_the_quiz(advisor):
    not_open = [service.name for service in advisor.services.values() if service.status and service.status.is_closed]
    assert (KNOWLEDGE / "quiz" / "states.yaml").read_text(encoding="utf-8").count("- question:") == len(not_open)


def test_no_entry_sends_on_to_what_has_ended(advisor):
    asked_in_old_exams = {("managed-blockchain", "qldb"), ("partner-network", "iq")}
    over = {service.id for service in advisor.services.values() if service.status and service.status.is_over}
    assert {(service.id, other.instead) for service in advisor.services.values() for other in service.not_when if other.instead in over} == asked_in_old_exams


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what are the drawbacks of serverless", "30 minutes at the latest"),
        ("longest run of a lambda function", "1,800"),
        ("is kubernetes too much for a team of three", "ECS"),
        ("do we have to patch our servers ourselves", "container images"),
        ("when can i change an ebs volume again", "four times in 24 hours"),
        ("how many messages can a fifo queue have in flight", "120,000"),
    ],
)
def test_what_has_changed_is_told_as_it_is_today(advisor, text, told):
    assert told in advisor.ask(text).summary


@pytest.mark.parametrize(("subject", "today"), [("lambda", "30 minutes"), ("sqs", "1 MiB"), ("gp3", "80,000 IOPS"), ("s3", "50 TB"), ("aurora", "256 TiB")])
def test_no_figure_of_today_is_wrong(subject, today):
    entries = [entry for path in sorted((KNOWLEDGE / "quiz").glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    assert [entry["question"] for entry in entries if subject in entry["question"].lower() and today in entry["wrong"]] == []


def test_options_that_name_no_service_are_picked_by_what_is_known(taught, small_advisor):
    question, options = "A managed table has a broken disk. Who replaces it?", ["the customer buys a new one", "the provider"]
    assert taught.ask(question, options=options).choice == (1,)
    assert small_advisor.ask(question, options=options).choice == (0,)


def test_pasted_options_come_with_the_known_answer(advisor):
    pasted = "What are advantages of consolidated billing? (Choose two)\nA. One bill for all accounts\nB. Higher quotas\nC. A free support plan\nD. Volume discounts, since usage is added up"
    advice = advisor.ask(pasted)
    assert advice.choice == (0, 3)
    assert [notice[:2] for notice in advice.notices[:2]] == ["A:", "D:"]
    assert 'a right answer is "' in advice.notices[0]


def test_where_the_wrong_option_is_wanted_no_known_answer_is_told(advisor):
    advice = advisor.ask("Which of these is NOT a benefit of the cloud?\nA. Going global in minutes\nB. Higher upfront cost\nC. Elasticity")
    assert advice.choice == (1,)
    assert not any("a right answer is" in notice for notice in advice.notices)


@pytest.mark.parametrize("question", ["What should become of the root user of an AWS account?", "Which tasks are the customer's for a managed database under the shared responsibility model?"])
def test_what_statements_are_about_is_told_where_it_is_likely_only(advisor, question):
    advice = advisor.ask(f"{question}\nA. It is trusted to every colleague\nB. It is locked away and hardly ever used")
    assert advice.choice is not None
    assert (" It is about " in advice.summary) is (advice.recommendations[0].confidence >= LIKELY_SUBJECT)


YES_OR_NO = [
    ("does a stopped instance keep its Elastic IP?", "Yes"),
    ("do EC2 instance savings plans cover Fargate?", "No"),
    ("do compute savings plans cover Fargate?", "Yes"),
    ("can a network ACL deny traffic?", "Yes"),
    ("can a security group deny traffic?", "No"),
    ("is data transfer into AWS free?", "Yes"),
    ("is bringing data into AWS billed?", "No"),
    ("can S3 send events to SQS?", "Yes"),
    ("can Route 53 register domains?", "Yes"),
    ("is EC2 global?", "No"),
]


@pytest.mark.parametrize(("text", "said"), YES_OR_NO)
def test_yes_or_no_is_said_to_the_question_that_was_asked(advisor, text, said):
    assert advisor.ask(text).summary.startswith(said)


@pytest.mark.parametrize("text", ["can SQS FIFO deliver a message twice?", "can Lambda access a VPC?"])
def test_no_other_question_s_yes_or_no_is_said(advisor, text):
    advice = advisor.ask(text)
    assert advice.kind == "lookup"
    assert not advice.summary.startswith(("Yes, a standard queue", "Over IPv4"))


def test_no_wording_of_a_question_for_yes_or_no_asks_the_contrary():
    """To "is it free" and "is it billed" the answers begin otherwise."""
    quiz = [one for path in sorted((KNOWLEDGE / "quiz").glob("*.yaml")) for one in yaml.safe_load(path.read_text("utf-8"))]
    decided = [one for one in quiz if one["right"][0].startswith(("Yes,", "No,"))]
    assert decided
    assert [(one["question"], other) for one in decided for other in one.get("also", ()) if is_free(one["question"]) != is_free(other)] == []


def is_free(question):
    return bool(re.search(r"\bfree\b", question))
