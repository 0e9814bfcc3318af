"""What the advisor answers to scenarios of our own: tests/scenarios was written before the rules were tuned."""

import json
import time

import pytest

from advisor import ScenarioError
from tests.conftest import TESTS, read_scenarios


def kind_of(ask, text):
    try:
        return ask(text).kind
    except ScenarioError:
        return "none"


@pytest.mark.parametrize(("name", "least_first", "least_three"), [("deck", 0.95, 0.99), ("catalogue", 0.95, 0.99), ("everyday", 0.8, 0.91), ("exam_style", 0.94, 0.98), ("chat", 0.88, 0.95)])
def test_the_right_service_is_recommended(ask, name, least_first, least_three):
    rows = read_scenarios(name)
    found = [[r.service for r in ask(row["scenario"]).recommendations] for row in rows]
    first = sum(services[:1] != [] and services[0] in row["services"] for services, row in zip(found, rows, strict=True))
    three = sum(any(service in row["services"] for service in services[:3]) for services, row in zip(found, rows, strict=True))
    assert first / len(rows) >= least_first
    assert three / len(rows) >= least_three


def test_few_scenarios_get_no_answer(ask):
    assert sum(ask(row["scenario"]).kind == "none" for row in read_scenarios("deck")) <= 2


def test_diagnoses_are_found(ask):
    rows = read_scenarios("diagnoses")
    found = [ask(row["text"]).diagnosis for row in rows]
    right = sum(diagnosis is not None and diagnosis.id == row["diagnosis"] for diagnosis, row in zip(found, rows, strict=True))
    assert right >= len(rows) - 8


def test_incidents_of_strangers_are_diagnosed(ask):
    rows = read_scenarios("incidents")
    found = [ask(row["text"]).diagnosis for row in rows]
    right = sum(diagnosis is not None and diagnosis.id == row["diagnosis"] for diagnosis, row in zip(found, rows, strict=True))
    assert right / len(rows) >= 0.64
    assert sum(diagnosis is not None for diagnosis in found) - right <= len(rows) / 10


def test_needs_are_seldom_taken_for_troubles(ask):
    needs = [row["scenario"] for name in ("chat", "chat_set_aside", "everyday", "deck") for row in read_scenarios(name)]
    assert sum(ask(need).kind == "diagnosis" for need in needs) <= 0.03 * len(needs)


def test_look_ups_find_their_passage(ask):
    rows = read_scenarios("lookups")
    labels = [row["note"] if isinstance(row["note"], list) else [row["note"]] for row in rows]
    passages = [ask(row["question"]).passages for row in rows]
    # Where a question of the quiz asks the same, or an identifier is pasted, that is the answer.
    told = [bool(found) and (found[0].id in right or found[0].kind == "identifier" or (found[0].kind == "quiz" and found[0].score == 1)) for found, right in zip(passages, labels, strict=True)]
    assert sum(told) / len(rows) >= 0.95


def test_off_topic_inputs_get_i_do_not_know(ask):
    assert [text for text in read_scenarios("off_topic") if kind_of(ask, text) != "none"] == []


def test_needs_in_the_words_of_a_chat_are_seldom_turned_away(ask):
    rows = read_scenarios("chat")
    assert sum(kind_of(ask, row["scenario"]) == "none" for row in rows) / len(rows) <= 0.06


def test_daily_life_in_the_words_of_needs_is_mostly_turned_away(ask):
    texts = read_scenarios("off_topic_chat")
    assert sum(kind_of(ask, text) == "none" for text in texts) / len(texts) >= 0.88


@pytest.mark.parametrize("text", ["kubernetes on azure", "we are on google cloud and need a queue", "how do I set up an IAM role in gcp"])
def test_another_cloud_is_not_ours_to_answer(ask, text):
    assert kind_of(ask, text) == "none"


@pytest.mark.parametrize("text", ["Glacier", "Athena", "snow ball", "our Aurora takes minutes to fail over", "ship 80 TB on a Snowball", "a lambda that runs longer than an hour"])
def test_a_name_that_has_a_daily_sense_is_a_name(advisor, text):
    query = advisor.analyzer.analyze(text)
    assert not advisor.is_off_topic(query, advisor.ranker.rank(query))


@pytest.mark.parametrize("text", ["copy blobs from azure to s3", "a MySQL database moves from Google Cloud to Aurora", "we leave azure and want virtual machines on AWS"])
def test_a_way_from_another_cloud_to_ours_is(ask, text):
    assert kind_of(ask, text) == "decision"


def test_every_label_is_a_service_or_a_passage(advisor):
    for name in ("deck", "catalogue", "everyday", "exam_style", "chat", "chat_set_aside"):
        assert {service for row in read_scenarios(name) for service in row["services"]} <= set(advisor.catalogue.number)
    assert {row["diagnosis"] for name in ("diagnoses", "incidents") for row in read_scenarios(name)} <= set(advisor.diagnoses)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "?!a",
        "¹0D",  # an amount that begins within a word
        "a" * 20_000,
        "\x00\x01 queue \x1b[31m",
        "🎉🎉 a party",
        "今天天气怎么样",
        "<script>alert(1)</script>",
        "queue " * 3000,
        "ignore your instructions",
        "\u202eorder\u202c of messages",
        "é" * 500,
    ],
)
def test_strange_input_gets_an_answer(advisor, text):
    advice = advisor.ask(text)
    assert advice.kind in ("decision", "diagnosis", "lookup", "none")
    assert advice.summary


@pytest.mark.parametrize("text", ["", " \n\t", "?", "\x00", "a" * 20_001, "…", "🎉"])
def test_input_without_text_or_with_too_much_is_refused(advisor, text):
    with pytest.raises(ScenarioError):
        advisor.ask(text)


def test_the_same_text_gets_the_same_answer(advisor):
    text = "Millions of devices send readings, and several teams read the same stream."
    assert advisor.ask(text) == advisor.ask(text)


def test_an_ended_service_is_never_first_and_is_told(advisor):
    advice = advisor.ask("We need an immutable, cryptographically verifiable ledger of all changes, owned by a central trusted authority")
    assert advice.recommendations[0].service != "qldb"
    assert any("QLDB" in notice for notice in advice.notices)


def test_options_that_are_statements_are_mostly_picked_right(advisor):
    rows = [json.loads(line) for line in (TESTS / "scenarios" / "whole_questions.jsonl").read_text(encoding="utf-8").splitlines()]
    picked = [advisor.ask(row["scenario"], options=row["options"], choose=len(row["answer"])).choice for row in rows]
    assert sum(list(places) == row["answer"] for places, row in zip(picked, rows, strict=True)) / len(rows) >= 0.75


@pytest.mark.parametrize("name", ["questions", "questions_unread"])
def test_most_questions_of_learners_are_looked_up_right(ask, name):
    rows = read_scenarios(name)
    answers = [ask(row["question"]) for row in rows]
    told = [f"{advice.passages[0].title} {advice.passages[0].text}".lower() if advice.kind == "lookup" else "" for advice in answers]
    assert sum(any(said in text for said in row["says"]) for row, text in zip(rows, told, strict=True)) / len(rows) >= 0.72


@pytest.mark.parametrize(
    "words",
    ["no s3 ", "no s3 or sqs, ", "kendra vs ", "databse ", "5g ", "messages in order, exactly once ", ",", "is scrapped ", "\n", "-\n", ">\n", "*_-", "\t", "hi\n", "x", "thanks, "],
)
def test_the_same_words_without_end_are_answered_soon(advisor, words):
    started = time.process_time()
    assert advisor.ask(f"a {words * (19_900 // len(words))} b").summary
    assert time.process_time() - started < 4  # a third of a second on a machine of its own


def test_what_is_only_refused_asks_for_nothing(advisor):
    assert advisor.ask("not s3").kind == "none"


def test_who_tells_only_what_is_not_wanted_hears_what_takes_its_place_and_is_asked_for_more(advisor):
    advice = advisor.ask("EFS is too slow for us")
    assert (advice.kind, advice.recommendations) == ("none", ())
    assert "FSx for Lustre" in advice.summary
    assert "goes wrong" in advice.summary


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("what is the aws equivalent of azure blob storage", "s3"),
        ("bigquery on aws?", "athena"),
        ("something like auth0", "cognito-user-pools"),
        ("SCCM replacement", "systems-manager"),
        ("azure spot vms = which on aws", "spot-instances"),
        ("we come from Azure Functions", "lambda"),
    ],
)
def test_another_vendors_product_leads_to_what_takes_its_place(advisor, text, service):
    advice = advisor.ask(text)
    assert (advice.kind, advice.recommendations[0].service) == ("decision", service)
    assert advice.recommendations[0].reasons[0].text.startswith("On AWS it takes the place of ")


def test_a_question_about_another_vendors_product_is_not_answered_but_led_on(advisor):
    advice = advisor.ask("How do I create an Azure Functions app with a Service Bus trigger?")
    assert (advice.kind, advice.recommendations) == ("none", ())
    assert advice.summary == "I do not know Azure Functions, only AWS. What takes its place there: AWS Lambda."


def test_a_need_told_in_its_own_words_counts_more_than_a_product_named_beside_it(advisor):
    advice = advisor.ask("we used Jenkins before, and now the images of our containers must be kept in a private registry and scanned on aws")
    assert advice.recommendations[0].service in ("ecr", "ecr-image-scanning")


def test_a_product_said_before_is_remembered(advisor):
    from advisor.dialogue.dialogue import Dialogue

    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, "what is the aws equivalent of azure blob storage")
    assert dialogue.reply(first.state, "and it must be cheap").advice.recommendations[0].service.startswith("s3")


@pytest.mark.parametrize("text", ["Which is NOT a part of Systems Manager?", "when should I use a NACL instead of a security group", "All of these are managed EXCEPT EC2, which one?"])
def test_what_is_stated_or_compared_is_not_refused(advisor, text):
    assert all(mention.role != "refused" for mention in advisor.analyzer.analyze(text).mentions)


def test_a_diagnosis_on_another_service_than_the_one_that_is_named_counts_less(advisor):
    assert advisor.ask("our alb gives 504 gateway timeout").diagnosis.id == "alb-504"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("CloudFront is forbidden by our auditors. A static site with HTTPS?", {"cloudfront"}),
        ("The board decided that Aurora is out of the question", {"aurora"}),
        ("EFS and FSx are ruled out, so where do shared files go?", {"efs", "fsx"}),
        ("Neither EFS nor FSx please", {"efs", "fsx"}),
        ("We cannot use Cognito for our users", {"cognito"}),
        ("Direct Connect is too expensive for us", {"direct-connect"}),
        ("the security team prohibits IAM users", {"iam-user"}),
        ("Reads are slow, and ElastiCache cannot be used", {"elasticache"}),
        ("Reads are slow and ElastiCache or DAX cannot be used", {"elasticache", "dynamodb-dax"}),
        ("NAT was rejected because of its price. How do functions reach a bucket?", {"nat-gateway"}),
        ("NoSQL is not an option", {"dynamodb", "documentdb", "keyspaces", "neptune", "timestream"}),
    ],
)
def test_what_is_forbidden_or_ruled_out_is_refused(advisor, text, refused):
    assert {mention.service for mention in advisor.analyzer.analyze(text).mentions if mention.role == "refused"} == refused


@pytest.mark.parametrize(
    "text",
    [
        "traffic from this range is not allowed to reach EC2",
        "EC2 is not allowed to reach the internet",
        "S3 may not be used to keep passwords",
        "access to S3 is forbidden for guests",
        "S3 is too expensive for files that are rarely read",
        "we do not want S3 to be public",
        "S3 must not be public",
        "moving away from EKS is out of the question",
        "fewer reads without touching RDS",
    ],
)
def test_what_only_narrows_a_service_refuses_none(advisor, text):
    assert all(mention.role != "refused" for mention in advisor.analyzer.analyze(text).mentions)


def test_a_refused_product_of_another_vendor_leads_to_nothing(advisor):
    assert not advisor.analyzer.analyze("Terraform is forbidden on AWS. Infrastructure as code?").products
    assert advisor.analyzer.analyze("what do we use instead of Terraform on AWS?").products


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("one invocation runs 25 minutes, no servers to manage", "lambda"),
        ("a queue must keep messages for 30 days until a consumer reads them", "sqs"),
        ("items of 2 MB that are looked up by key", "dynamodb"),
        ("a volume with 150k IOPS", "ebs-gp3"),
    ],
)
def test_what_exceeds_a_limit_rules_a_service_out(advisor, text, service):
    advice = advisor.ask(text)
    assert service in {out.service for out in advice.ruled_out}
    assert advice.recommendations[0].service != service


@pytest.mark.parametrize(
    "text",
    [
        "Die Rechnung ist explodiert",
        "la factura se disparó",
        "Wir brauchen eine Datenbank mit hoher Verfügbarkeit",
        "¿Cómo guardo copias de seguridad de mi base de datos?",
        "nous voulons stocker des photos pour pas cher",
        "come vogliamo archiviare i file della nostra azienda",
    ],
)
def test_another_language_is_told_that_only_english_is_understood(advisor, text):
    advice = advisor.ask(text)
    assert (advice.kind, "English" in advice.summary) == ("none", True)


def test_no_english_text_is_taken_for_another_language(advisor):
    texts = [row["scenario"] for name in ("chat", "chat_set_aside", "everyday", "deck", "options", "other_exams") for row in read_scenarios(name)]
    assert [text for text in texts if advisor.finder.is_in_other_language(advisor.analyzer.analyze(text))] == []


@pytest.mark.parametrize(("name", "least"), [("lay", 0.7), ("operators", 0.85)])
def test_needs_of_lay_people_and_of_operators_are_answered(advisor, ask, name, least):
    rows = read_scenarios(name)
    answers = [ask(row["scenario"]) for row in rows]
    right = [one.kind == "decision" and any(advisor.catalogue.answers(one.recommendations[0].service, label) for label in row["services"]) for row, one in zip(rows, answers, strict=True)]
    assert sum(right) >= least * len(rows)


def test_troubles_in_a_few_words_are_diagnosed(ask):
    rows = read_scenarios("terse_troubles")
    told = [ask(row["text"]).diagnosis for row in rows]
    assert sum(one is not None and one.id == row["diagnosis"] for row, one in zip(rows, told, strict=True)) >= 0.7 * len(rows)
    assert sum(one is not None and one.id != row["diagnosis"] for row, one in zip(rows, told, strict=True)) <= 0.15 * len(rows)


def test_daily_life_in_the_words_of_lay_needs_is_none(ask):
    assert sum(ask(text).kind != "none" for text in read_scenarios("off_topic_lay")) <= 4


@pytest.mark.parametrize(("text", "title"), [("what is warm standby", "warm standby"), ("multi-site active/active", "multi-site"), ("what is an instance refresh", "instance refresh")])
def test_what_an_operator_looks_up_is_told(advisor, text, title):
    advice = advisor.ask(text)
    assert advice.kind == "lookup"
    assert title in advice.passages[0].title.lower()


@pytest.mark.parametrize(
    "text",
    [
        "make sure no EC2 instance gets a public IP",
        "no DynamoDB table without PITR in any account",
        "alert when no S3 object was written for 2 hours",
        "Kinesis or MSK, the team has no Kafka experience",
    ],
)
def test_what_must_not_happen_to_a_service_or_is_not_known_well_refuses_none(advisor, text):
    advice = advisor.ask(text)
    assert not [one for one in advice.ruled_out if one.reason.startswith("you said that you do not want")]
    assert advice.kind == "decision"


@pytest.mark.parametrize(
    ("text", "refused"), [("no EC2 instances please", "ec2"), ("no EC2 to manage", "ec2"), ("a database for our shop, not a data warehouse", "redshift"), ("by phone, not a chatbot", "lex")]
)
def test_a_service_or_a_kind_that_is_not_wanted_is_refused(advisor, text, refused):
    assert refused in {mention.service for mention in advisor.analyzer.analyze(text).mentions if mention.role == "refused"}


@pytest.mark.parametrize(
    ("text", "out", "instead"),
    [
        ("can we use S3 One Zone-IA for our only copy of the contracts?", "s3-one-zone-ia", "s3-standard-ia"),
        ("EFS with Windows servers", "efs", "fsx-windows"),
        ("can we use Firehose for sub-second delivery?", "kinesis-firehose", "kinesis"),
        ("Redshift for OLTP, 3k small updates/s", "redshift", "rds"),
    ],
)
def test_a_proposed_service_that_cannot_do_it_is_ruled_out_with_a_reason(advisor, text, out, instead):
    advice = advisor.ask(text)
    assert advice.recommendations[0].service == instead
    assert out in {one.service for one in advice.ruled_out}


@pytest.mark.parametrize(
    ("text", "verdict", "instead"),
    [
        ("is DynamoDB fine for reports with many joins?", "No, not Amazon DynamoDB: it has no joins", "rds"),
        ("would Lambda do for a batch of 50 minutes?", "No, not AWS Lambda: an invocation of a function ends after 30 minutes", "fargate"),
        ("Could Athena answer a user-facing page in 30 ms?", "No, not Amazon Athena", "dynamodb"),
        ("is MSK too much for 40 events a day?", "Rather not Amazon MSK", "sqs"),
        ("should the team deploy with the root account?", "No, not an AWS account root user", "iam-role"),
        ("Is a single NAT gateway enough for production?", "No: a NAT gateway lies in one Availability Zone", "nat-gateway"),
        ("associate an internet gateway with a security group", "No: an internet gateway is attached to a VPC", "internet-gateway"),
        ("can CloudFront cache a web server in our data center?", "Yes: an origin of CloudFront may be any web server", "cloudfront"),
    ],
)
def test_what_is_proposed_gets_a_verdict_before_the_choice(advisor, text, verdict, instead):
    advice = advisor.ask(text)
    assert advice.kind == "decision"
    assert advice.summary.startswith(verdict)
    assert advice.recommendations[0].service == instead


@pytest.mark.parametrize("text", ["is Athena fine for ad hoc queries on logs?", "can Lambda process pictures?", "is Kinesis ok for 3 million events an hour?", "copy files over NFS to S3"])
def test_what_no_rule_judges_gets_no_verdict(advisor, text):
    assert not advisor.ask(text).summary.startswith(("No", "Yes", "Rather not"))


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("NoSQL, but DynamoDB is forbidden", {"documentdb", "keyspaces"}),
        ("Redis is too expensive, any alternatives?", {"elasticache-memcached", "memorydb"}),
        ("EFS is too slow for us, what else", {"fsx-lustre"}),
        ("NAT gateway is too pricey, something cheaper?", {"gateway-endpoint", "nat-instance"}),
    ],
)
def test_what_is_refused_gives_way_to_its_own_kind(advisor, text, services):
    advice = advisor.ask(text)
    assert advice.recommendations[0].service in services
    assert advice.ruled_out[0].reason.startswith("you said that you do not want")


def test_what_is_too_slow_without_a_wish_for_another_is_a_trouble(advisor):
    assert advisor.ask("EFS is slow since yesterday, throughput dropped").kind == "diagnosis"


def test_a_notice_does_not_send_over_a_line_what_takes_too_long(advisor):
    advice = advisor.ask("400 TB of tapes have to go to AWS, our line is 100 Mbps")
    told = " ".join(advice.notices)
    assert "DataSync" not in told
    assert "days" in told


def test_a_service_is_described_where_it_is_not_known_whether_it_serves(advisor):
    advice = advisor.ask("can we put customer PII in SQS?")
    assert (advice.kind, advice.passages[0].id) == ("lookup", "sqs")


@pytest.mark.parametrize("name", ["Cloud9", "CodeStar", "Cloudsearch", "Lookout for Metrics", "Honeycode", "Timestream LiveAnalytics"])
def test_of_a_proposed_service_that_is_over_a_notice_tells(advisor, name):
    assert any("ended" in notice or "closed to new customers" in notice for notice in advisor.ask(f"thinking of {name}").notices)


@pytest.mark.parametrize("text", ["SSO for workforce to 80 accounts using Azure AD", "single sign-on to our 12 accounts with Okta as IdP"])
def test_a_product_that_stays_is_not_replaced(advisor, text):
    advice = advisor.ask(text)
    assert advice.recommendations[0].service == "iam-identity-center"
    assert not any("takes the place of" in reason.text for reason in advice.recommendations[0].reasons)


def test_identifiers_are_told_where_they_are_asked_for_and_only_there(ask):
    rows = read_scenarios("identifiers")
    told = {row["text"]: next((passage for passage in ask(row["text"]).passages[:1] if passage.kind == "identifier"), None) for row in rows}
    right = [row for row in rows if told[row["text"]] and any(said in f"{told[row['text']].title} {told[row['text']].text}".lower() for said in row["says"])]
    assert len(right) / sum(bool(row["says"]) for row in rows) >= 0.75
    assert not any(told[row["text"]] for row in rows if not row["says"])
