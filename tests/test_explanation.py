"""Reasons: what they say and cite, and that none says the same twice; alternatives, and that none is ruled out."""

import pytest

from advisor.answers.explanation import LEAST_RUNNER_UP
from tests.conftest import read_scenarios


def test_no_two_reasons_say_the_same_in_hardly_other_words(advisor, ask):
    needs = [row["scenario"] for row in read_scenarios("deck")]
    doubled = []
    for need in needs:
        for recommendation in ask(need).recommendations:
            told = [set(advisor.tokenizer.terms(reason.text)) for reason in recommendation.reasons if reason.rule]
            doubled += [need for index, one in enumerate(told) for other in told[:index] if len(one & other) >= 0.5 * min(len(one), len(other))]
    assert doubled == []


EXCLUDED = [
    "a function runs for an hour after each parcel scan, serverless",
    "we join 40 VPCs by peering up to now",
    "our database passwords sit in Parameter Store and have to be rotated automatically",
    "orders go through an SQS standard queue and must be handled strictly in the order they were placed",
]


@pytest.mark.parametrize("need", EXCLUDED)
def test_what_is_ruled_out_is_neither_recommended_nor_an_alternative(advisor, need):
    advice = advisor.ask(need)
    out = {one.service for one in advice.ruled_out}
    named = {one.service for one in advice.recommendations} | {other.service for one in advice.recommendations for other in one.choose_instead}
    assert out
    assert not out & named


def test_what_is_refused_is_no_alternative(advisor):
    advice = advisor.ask("a queue for jobs, but not SNS and not Kinesis")
    assert not {one.service for one in advice.ruled_out} & {other.service for other in advice.recommendations[0].choose_instead}


def test_an_alternative_is_likely_or_known_to_be_near(advisor, ask):
    needs = [row["scenario"] for row in read_scenarios("deck")][:80]
    for need in needs:
        candidates = advisor.ranker.rank(advisor.analyzer.analyze(need)).candidates
        likely = {one.service for one in candidates if one.probability >= LEAST_RUNNER_UP}
        for first in ask(need).recommendations[:1]:
            choice = advisor.services[first.service]
            near = {other.instead for other in choice.not_when} | {id for id in likely | {one.service for one in first.choose_instead} if advisor.catalogue[id].family == choice.family}
            assert {other.service for other in first.choose_instead} <= likely | near, need


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        ([("It needs a cable.", "Amazon S3 User Guide, deleting an S3 bucket on SNS")], "SNS Developer Guide, what is Amazon SNS"),  # which a rule for it rests on
        ([("Copies go out at once.", "SNS Developer Guide, pricing details")], "SNS Developer Guide"),
        (
            [("Anything.", "SNS Developer Guide, pricing details"), ("An announcement reaches receivers at once by text message.", "SNS Developer Guide, mobile text")],
            "SNS Developer Guide, mobile text",
        ),
        ([("Copies go out at once.", "Topics API reference (boto3), SNS Publish")], "SNS Developer Guide, what is Amazon SNS"),
    ],
)
def test_a_need_cites_what_is_nearest_to_it_in_the_guide_on_its_service(teach, facts, source):
    more = "facts:\n" + "".join(f"  - text: {text}\n    source: '{title}'\n    date: 2023-12\n" for text, title in facts)
    told = teach({"services/sns.yaml": more}).ask("notify many receivers at once by mail or text message")
    cited = next(reason.source.title for reason in told.recommendations[0].reasons if not reason.rule)
    assert (told.recommendations[0].service, cited) == ("sns", source)


def test_a_situation_that_the_words_come_near_to_is_told_so(advisor):
    need = "restrict one team's role to a ceiling of permissions in one account"
    near = [other.service for other in advisor.ask(need).recommendations[0].choose_instead if "which your words come near to" in other.when]
    assert near == ["service-control-policies"]
    turned = "the private zone answers names only inside the network, nothing is public"
    assert not any("come near to" in other.when for other in advisor.ask(turned).recommendations[0].choose_instead)


def test_a_part_gives_way_to_the_service_that_it_belongs_to_where_it_says_so(advisor):
    others = {other.service for other in advisor.ask("a SQL database that scales to zero, capacity in ACUs").recommendations[0].choose_instead}
    assert "aurora" in others


@pytest.mark.parametrize(
    ("need", "told", "untold"),
    [
        ("How often these objects are read is anybody's guess, it changes a lot, and no rules please", "objects", "videos"),
        ("Suppliers send their files by SFTP, and they should lie in S3 with no server to run", "server", "fails"),
        ("Our Hive and Spark jobs should come to AWS as they are, with full control over the cluster", "control", "serverless"),
    ],
)
def test_the_known_need_that_is_told_shares_what_speaks_for_the_service(advisor, need, told, untold):
    reason = next(reason.text for reason in advisor.ask(need).recommendations[0].reasons if not reason.rule)
    assert told in reason
    assert untold not in reason


@pytest.mark.parametrize(
    ("need", "out", "not_out"),
    [
        ("Database passwords sit in Parameter Store and have to be rotated automatically", {"parameter-store"}, set()),
        ("Our operators search log lines of many servers by full text, with filters and charts", set(), {"auto-scaling-step"}),
        ("events must stay readable for two months", {"sqs"}, {"sqs-delay-queue", "sqs-long-polling"}),  # all by the same reason
    ],
)
def test_only_what_comes_into_question_is_told_as_ruled_out(advisor, need, out, not_out):
    told = advisor.ask(need).ruled_out
    roots = {advisor.catalogue.root(one.service) for one in told}
    assert out <= roots | {one.service for one in told}
    assert not not_out & {one.service for one in told}
    assert len({one.reason for one in told}) == len(told)


def test_what_would_change_the_answer_is_known_of_the_choice_or_rivals_it(advisor):
    far = "Historical sales in the warehouse should be joined with files that lie in the bucket, without loading them"
    parts = "A queue between web servers and workers: an order must not get lost, but it may come twice, at 20,000 messages a second"
    assert all(known.when in {one.situation for one in advisor.services[advice.service].not_when} for advice in advisor.ask(far).recommendations[:1] for known in advice.choose_instead)
    told = {other.service: other.when for other in advisor.ask(parts).recommendations[0].choose_instead}
    assert not any("you rather need" in when for service, when in told.items() if advisor.catalogue[service].parent == "sqs")


def test_a_new_name_is_told_to_who_says_the_old_one(advisor):
    assert any("present name" in notice for notice in advisor.ask("we search our logs with Elasticsearch, a managed cluster please").notices)
    assert not any("present name" in notice for notice in advisor.ask("a full text search over our product texts").notices)


def test_a_reason_quotes_short_words_where_no_others_are_shared(advisor):
    reason = advisor.ask("Test environments should vanish at 7 pm and be back at 8 am.").recommendations[0].reasons[0]
    assert reason.cues
    assert reason.text.startswith("It is")
