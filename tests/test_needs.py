"""Needs that are listed in one text, and a service that is asked for by its name alone."""

import pytest

from advisor.phrasing.needs import MOST_CHARACTERS, find_needs, find_parts


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("we need a queue for orders and a database for customers", ("a queue for orders", "a database for customers")),
        ("I want a CDN, a cache, and somewhere to keep files. It is for a shop.", ("a CDN", "a cache", "somewhere to keep files")),
        ("looking for a queue; and also a topic?", ("a queue", "a topic")),
        ("we need a queue that keeps order and drops duplicates", ()),
        ("a queue and a database", ()),
        ("we need a, an, some and something", ()),
        ("need a " + "and a " * 70, ()),
        ("we need a queue and a " + "x" * MOST_CHARACTERS, ()),
        ("1) store pictures 2) send sms 3) run code every night", ("store pictures", "send sms", "run code every night")),
        ("Target platform:\n- containers without servers\n- no code changes\n- a cache for sessions", ("containers without servers", "a cache for sessions")),
        ("First I need a place to store videos. Then I want subtitles for them", ("a place to store videos", "subtitles for them")),
        ("a database. and a login. and a website.", ("a database", "a login", "a website")),
        ("We need a queue. It must keep the order.", ()),
        ("a database. and a login. and send emails.", ("a database", "a login", "send emails")),
        ("messages in order, never twice, only from our office", ()),
        ("A bank runs its site on EC2. A second team has to be told of errors.", ()),  # tells of others
        ("- must be encrypted\n- at most 15 minutes of data loss\n- no servers", ()),
        ("", ()),
    ],
)
def test_a_list_of_needs_is_taken_apart(text, needs):
    assert find_needs(text) == needs


def test_each_need_that_is_listed_gets_its_own_service(advisor):
    advice = advisor.ask("we need a queue for jobs, a CDN and something to send mails")
    assert [need.service.split("-")[0] for need in advice.needs] == ["sqs", "cloudfront", "ses"]
    assert advice.summary.endswith("one for each need.")
    assert all(need.reason and need.text in advice.scenario for need in advice.needs)


def test_one_need_with_its_parts_is_no_list(advisor):
    assert not advisor.ask("we need a relational database with a standby and a read replica").needs


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("We run a bakery. Customers sign in with Facebook. Photos of cakes are shown all over the world. Each order sends a mail.", {"cognito", "cloudfront", "ses"}),
        ("Our sensors send humidity over MQTT. We want charts for the managers. Somebody must get a text message when a value is too high.", {"iot-core", "quicksight", "sns"}),
        (
            "Passwords of our databases must rotate every month. All API calls must be logged for the auditors. We need our servers scanned for known holes.",
            {"secrets-manager", "cloudtrail", "inspector"},
        ),
        ("a portal with a Postgres database, a search box, and a queue for orders", {"rds", "opensearch", "sqs"}),
    ],
)
def test_a_story_of_a_system_is_served_need_by_need(advisor, text, services):
    needs = advisor.ask(text).needs
    assert services <= {part for need in needs for part in (need.service, advisor.catalogue.root(need.service))}
    places = [text.find(need.text) for need in needs]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    "text",
    [
        "Our jobs run for two hours each night. They need a GPU. They can be interrupted.",
        "Our messages must stay in order. None may be lost. About 100 per second.",
        "A company runs a web application on EC2. The company needs to decouple the order processing. Which service should be used?",
        "Customers complain that pages time out. The database CPU is at 100%. We changed nothing.",
        "We run on RDS already. We use CloudFront and S3 too. We want to know who changed a security group.",
        "SQS, SNS or Kinesis for three readers of one event?",
    ],
)
def test_one_need_told_at_length_gets_one_answer(advisor, text):
    assert not advisor.ask(text).needs


def test_what_is_there_is_not_proposed_again(advisor):
    text = "Our shop runs on EC2 behind CloudFront. Sessions get lost when a server goes away. Customers want push messages. Old invoices have to be kept for ten years."
    assert not {"ec2", "cloudfront"} & {need.service for need in advisor.ask(text).needs}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("We sell shoes. Orders go into MySQL. Mails go out.", 3),
        ("webshop: search, a cart, payments", 1),
        ("Which service stores files? We need one.", 0),
        ("A bank keeps files. It must prove who read them. What has to be turned on?", 0),
        ("one thing", 0),
        ("", 0),
    ],
)
def test_a_text_is_taken_into_parts_where_it_tells_of_a_system(text, parts):
    assert len(find_parts(text)) == parts


def test_a_name_with_a_need_beside_it_is_no_name_alone(advisor):
    (mention,) = advisor.analyzer.analyze("we need to monitor EC2").mentions
    assert mention.role == "asked"


@pytest.mark.parametrize(
    ("need", "service"),
    [
        ("We want to call Llama and Mistral by one API, with guardrails, and host no models ourselves.", "bedrock"),
        ("Our load is steady for a year, but we may change families and also use Fargate and Lambda.", "savings-plans"),
        ("We need a Redis store that is the only copy of our data, so nothing may be lost when a node fails.", "memorydb"),
        ("Passwords are used by containers, must not be in the image, and have to change every month.", "secrets-manager"),
        ("An office reads handwritten forms into a table; a person should look at unclear ones.", "textract"),
        ("Bundles of 5,000 picture conversions, containers, lowest price, automatic retries", "batch"),
        ("We archive raw film that nobody opens for years, and a day of waiting is fine. The price is what counts.", "s3-glacier-deep-archive"),
    ],
)
def test_one_need_with_its_conditions_is_no_plan(advisor, need, service):
    advice = advisor.ask(need)
    assert (advice.needs, advice.recommendations[0].service) == ((), service)
