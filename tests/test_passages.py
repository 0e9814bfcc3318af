"""What a look-up is answered from: the deck's notes, what is known of a service, the quiz, or a fact."""

import io

import pytest

from advisor.answers.known_questions import tell_answers
from advisor.rendering.render import render_advice
from advisor.rendering.terminal import find_style
from advisor.text.scenario import ask_statement

QUIZ = """\
- question: How does a queue differ from a topic?
  right: [A queue is read by one consumer, A topic pushes to all that have subscribed]
  wrong: [A topic keeps messages for years]
- question: what is backpressure
  also: [does SNS push back on our senders]
  right: [A sign to senders that they must slow down]
  wrong: [a price]
- question: passing score of the queue exam
  right: ["700"]
  wrong: ["1"]
- question: passing score of the topic exam
  right: ["800"]
  wrong: ["2"]
- question: How many calls a second are usual?
  right: [as many as you like]
  wrong: [none]
"""
FACTS = """
facts:
  - {text: A topic can have many subscribers., source: "SNS Developer Guide, topics", date: 2023-12}
limits:
  - {text: 300 calls a second without batching., source: SNS quotas page, date: 2023-12}
"""
WORDS = """
look_up:
  defining: [what, explain, tell]
  comparing: [vs, difference]
  fillers: [is, about, me, the, between, and, a]
"""


@pytest.fixture(scope="module")
def taught(teach):
    """The small advisor with two quiz questions, facts, and the words of look-ups."""
    return teach({"quiz/queues.yaml": QUIZ, "vocabulary.yaml": WORDS, "services/sns.yaml": FACTS})


@pytest.mark.parametrize("text", ["what is Amazon SNS?", "explain SNS", "tell me about the Simple Notification Service"])
def test_what_a_service_is_is_told_with_its_facts_and_their_sources(taught, text):
    advice = taught.ask(text)
    (first, *_) = advice.passages
    assert (advice.kind, first.kind, first.id) == ("lookup", "service", "sns")
    assert first.text.endswith("- A topic can have many subscribers.\n- 300 calls a second without batching.")
    assert (first.source.title, first.source.date) == ("SNS Developer Guide, topics; SNS quotas page", "2023-12")
    assert advice.summary.startswith(f"{first.title}: ")


@pytest.mark.parametrize("text", ["Aurora vs DynamoDB", "what is the difference between Aurora and DynamoDB?"])
def test_two_services_are_told_side_by_side(taught, text):
    advice = taught.ask(text)
    assert (advice.kind, advice.passages[0].services) == ("lookup", ("aurora", "dynamodb"))
    assert advice.passages[0].text.startswith("- Amazon Aurora: ")
    assert "\n- Amazon DynamoDB: " in advice.passages[0].text


@pytest.mark.parametrize("text", ["Aurora vs DynamoDB vs SNS", "difference between Aurora, DynamoDB and SNS"])
def test_three_services_are_told_side_by_side(taught, text):
    advice = taught.ask(text)
    assert (advice.kind, advice.passages[0].services) == ("lookup", ("aurora", "dynamodb", "sns"))
    assert advice.recommendations == ()


def test_a_name_alone_asks_what_it_is(taught):
    assert taught.ask("Amazon SNS").passages[0].id == "sns"


def test_a_question_for_a_price_gets_no_text_that_tells_none(taught):
    advice = taught.ask("how much do calls to SNS cost?")
    assert not (advice.kind == "lookup" and "300 calls" in advice.passages[0].text)


def test_a_few_words_with_the_name_of_a_fact_ask_for_it(taught):
    assert taught.ask("SNS calls a second limit").passages[0].text == "300 calls a second without batching."


def test_a_question_of_the_quiz_is_on_topic_whatever_its_words(taught):
    advice = taught.ask("backpressure, what is it?")
    assert (advice.kind, advice.passages[0].kind) == ("lookup", "quiz")


def test_another_wording_of_a_question_has_its_answers_though_it_speaks_of_ours(taught):
    advice = taught.ask("does SNS push back on our senders?")
    assert (advice.kind, advice.passages[0].text) == ("lookup", "A sign to senders that they must slow down")


@pytest.mark.parametrize(("text", "score"), [("passing score of the topic exam?", "800"), ("what is the passing score of the queue exam?", "700")])
def test_the_word_that_tells_two_questions_apart_counts(taught, text, score):
    assert score in taught.ask(text).passages[0].text


def test_a_fact_says_what_is_asked_of_a_service(taught):
    advice = taught.ask("how many calls a second without batching does SNS take?")
    assert (advice.kind, advice.passages[0].text) == ("lookup", "300 calls a second without batching.")
    assert advice.passages[0].source.title == "SNS quotas page"


def test_a_question_like_one_of_the_quiz_gets_its_right_answers(taught):
    advice = taught.ask("how does a queue differ from a topic")
    assert (advice.kind, advice.passages[0].kind, advice.passages[0].id) == ("lookup", "quiz", "quiz-0")
    assert advice.passages[0].text == "- A queue is read by one consumer\n- A topic pushes to all that have subscribed"
    assert advice.summary == "A queue is read by one consumer; A topic pushes to all that have subscribed"


def test_a_known_question_on_something_else_is_not_taken_for_one_on_the_service_named(taught):
    advice = taught.ask("how many calls a second are usual for DynamoDB?")
    assert not any(passage.kind == "quiz" for passage in advice.passages)


@pytest.mark.parametrize("text", ["we need a queue that differs from a topic", "which service keeps the order of messages, a queue or a topic?"])
def test_a_need_is_not_looked_up(taught, text):
    assert taught.ask(text).kind == "decision"


@pytest.mark.parametrize("text", ["what is", "explain", "vs", "difference between and", "what is what is", "explain \u202e SQS vs"])
def test_half_questions_raise_nothing(taught, text):
    assert taught.ask(text).kind in {"decision", "lookup", "none"}


def test_notes_go_before_what_the_quiz_says_of_the_same_service(advisor):
    advice = advisor.ask("explain RDS read replicas")
    assert (advice.kind, advice.passages[0].kind) == ("lookup", "note")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("max event size for eventbridge", "1 MB"),
        ("max throughput of a nat gateway", "100 Gbps"),
        ("how many origins can a cloudfront distribution have", "25 origins"),
        ("how many scps can i attach to one ou", "Up to 5"),
        ("which port does iscsi use", "3260"),
        ("can an nlb do path based routing", "No, "),
        ("can fargate tasks attach ebs volumes", "Yes, "),
        ("does rds proxy support aurora serverless v2", "Yes, "),
    ],
)
def test_limits_ports_and_what_can_be_done_are_looked_up(advisor, text, told):
    advice = advisor.ask(text)
    assert advice.kind == "lookup"
    assert told in advice.passages[0].text


def test_an_unlike_note_is_no_answer(advisor):
    for text in ("what does elasticity mean", "what is a region", "what are the benefits of consolidated billing?"):
        advice = advisor.ask(text)
        assert (advice.kind, advice.passages[0].kind) == ("lookup", "quiz"), text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is Aurora backed up?", "continuously"),
        ("how is CloudFront billed?", "sent out"),
        ("how is Amazon Athena billed?", "scanned"),
        ("who has the key of DynamoDB?", "owned by AWS"),
        ("what happens when EFS fails?", "One Zone"),
        ("is Site-to-Site VPN hard to set up?", "router"),
        ("who makes the updates of EC2?", "You do"),
        ("can I cancel Connect any time?", "no contract"),
        ("does Bedrock train on our documents?", "base models"),
        ("what about backups of Lightsail", "snapshots"),
    ],
)
def test_everyday_questions_on_a_service_are_answered_with_a_fact(advisor, text, told):
    advice = advisor.ask(text)
    assert (advice.kind, advice.passages[0].kind) == ("lookup", "quiz")
    assert told in advice.passages[0].text


@pytest.mark.parametrize("text", ["and why not just mailgun", "so why not mailgun"])
def test_a_product_that_somebody_asks_why_not_to_take_is_not_refused(advisor, text):
    assert advisor.analyzer.analyze(text).products


@pytest.mark.parametrize(("text", "told"), [("what about squarespace", "Lightsail"), ("should we use wetransfer", "presigned URL"), ("how about trello", "Marketplace")])
def test_a_ready_made_product_is_told_with_what_does_its_work(advisor, text, told):
    advice = advisor.ask(text)
    assert told in " ".join([advice.summary, *(one.name for one in advice.recommendations[:1])])


def test_where_no_fact_is_known_and_no_service_likely_it_says_so(advisor):
    advice = advisor.ask("what's the difference between a listener and a target group?")
    assert (advice.kind, advice.recommendations, advice.question) == ("none", (), None)
    assert advice.summary.startswith("I do not know")


def test_two_names_and_a_vs_are_a_question(advisor):
    for text in ("sqs vs sns", "ecs vs eks"):
        assert advisor.ask(text).kind == "lookup"


def test_a_look_up_with_options_shows_which_to_take(advisor):
    advice = advisor.ask("how long does lambda run at most?\nA. 5 minutes\nB. 15 minutes")
    assert (advice.kind, advice.choice) == ("lookup", (1,))
    assert "Of the options I would take B." in render_advice(advice, find_style(io.StringIO()))


@pytest.mark.parametrize("text", ["gp2 vs gp3", "Shield vs WAF", "difference between Route 53 latency and geolocation"])
def test_a_vs_that_nothing_is_known_of_is_no_choice(advisor, text):
    assert advisor.ask(text).kind in ("none", "lookup")


def test_a_time_out_is_a_trouble_however_it_is_told(advisor):
    assert advisor.ask("Our lambda times out when calling dynamodb").kind == "diagnosis"


def test_a_trouble_is_one_whoever_elses_product_is_named(advisor):
    assert advisor.ask("jenkins on our ec2 box was fine, now ssh to it says connection timed out").kind == "diagnosis"


@pytest.mark.parametrize("text", ["shield vs waf", "difference between config and cloudtrail", "vpn vs direct connect", "latency vs geolocation routing", "user vs role"])
def test_ordinary_words_are_names_where_services_are_compared(advisor, text):
    advice = advisor.ask(text)
    assert (advice.kind, len(advisor.analyzer.analyze(text).mentions)) == ("lookup", 2)


@pytest.mark.parametrize(("text", "named"), [("what is glue?", ["glue"]), ("what is a user", []), ("we need a backup of our config", []), ("difference between a backup plan and our old glue", [])])
def test_ordinary_words_are_names_only_where_nothing_else_is_asked(advisor, text, named):
    assert [mention.service for mention in advisor.analyzer.analyze(text).mentions] == named


def test_what_differs_is_not_answered_by_a_question_on_something_else(advisor):
    assert advisor.ask("roles vs users vs groups").passages[0].services == ("iam-role", "iam-user", "iam-group")


@pytest.mark.parametrize(("text", "service"), [("can kendra play the accordion?", "kendra"), ("does aws artifact glow at night", "artifact")])
def test_whether_something_is_so_is_answered_by_what_is_known_of_the_service_and_says_that_it_may_not_be(advisor, text, service):
    advice = advisor.ask(text)
    assert (advice.kind, advice.passages[0].services, advice.recommendations) == ("lookup", (service,), ())
    assert advice.summary.startswith("I know no answer to exactly this. What I know of ")


@pytest.mark.parametrize(
    "text",
    [
        "Can we use SQS to handle payments strictly in the order they came in?",
        "can we query s3 with sql",
        "is there a way to share files between ec2 instances",
        "can i run a container without managing ec2",
        "can i log in to ec2 without ssh keys",
    ],
)
def test_whether_a_service_fits_a_need_stays_a_choice(advisor, text):
    assert advisor.ask(text).kind == "decision"


def test_of_several_services_each_is_described_and_none_that_is_refused(advisor):
    assert advisor.finder.describe(advisor.analyzer.analyze("is kendra louder than polly at night?")).services == ("kendra", "polly")
    assert advisor.finder.describe(advisor.analyzer.analyze("can we do without ec2")) is None


def test_what_a_service_is_is_told_of_that_service(advisor):
    """The note, page or quiz question that answers "what is X?" is about X, whatever else is near."""
    strange = []
    for service in advisor.services.values():
        advice = advisor.ask(f"what is {service.name}?")
        about = advice.passages[0].services if advice.passages else ()
        strange += [] if advice.kind == "lookup" and (not about or any(advisor.catalogue.root(one) == advisor.catalogue.root(service.id) for one in about)) else [(service.id, advice.summary[:60])]
    assert len(strange) <= 5, strange


@pytest.mark.parametrize("text", ["what is batch latency?", "what is the config role", "define glue host"])
def test_a_word_that_only_counts_in_comparisons_does_not_make_another_a_name(advisor, text):
    assert advisor.analyzer.analyze(text).mentions == ()


@pytest.mark.parametrize("text", ["s3 vs s3", "difference between s3 and s3", "user vs user"])
def test_a_service_beside_itself_is_described(advisor, text):
    assert len(advisor.ask(text).passages[0].services) == 1


@pytest.mark.parametrize("text", ["users or roles?", "spot or on-demand?"])
def test_an_or_between_two_names_compares_them(advisor, text):
    assert len(advisor.analyzer.analyze(text).mentions) == 2


def test_options_below_whether_something_is_so_are_chosen_among(advisor):
    assert advisor.ask("Are security groups stateful?\nA. No, stateless\nB. Yes, stateful").choice == (1,)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("true or false: S3 is a global service", "Region"),
        ("T/F security groups are stateful", "stateful"),
        ("Right or wrong: a NACL is stateful", "stateless"),
        ("is it true that EBS volumes can be attached to several instances?", "Multi-Attach"),
    ],
)
def test_a_statement_put_to_the_question_is_looked_up(advisor, statement, said):
    told = advisor.ask(statement)
    assert told.kind == "lookup"
    assert said in told.summary


def test_a_statement_with_options_stays_what_it_is():
    text = "True or false: S3 is a global service A) True B) False"
    assert ask_statement(text) == text


@pytest.mark.parametrize(
    ("text", "said"), [("what is an sg", "Security groups"), ("what is an az", "Availability Zone"), ("sg vs nacl", "Security groups and Network ACL"), ("difference between az and region", "Region")]
)
def test_abbreviations_are_looked_up(advisor, text, said):
    told = advisor.ask(text)
    assert told.kind == "lookup"
    assert said in told.summary


@pytest.mark.parametrize(
    ("text", "opposed", "rather"),
    [
        ("secrets manager vs parameter store for rotating db passwords", ("secrets-manager", "parameter-store"), "secrets-manager"),
        ("lambda vs batch for a job of five hours", ("lambda", "batch"), "batch"),
        ("SQS vs SNS for lambda in a small shop", ("sqs", "sns"), None),
        ("difference between ALB and NLB for static addresses", ("alb", "nlb"), None),
    ],
)
def test_what_is_set_against_each_other_for_a_need_is_compared_and_the_better_one_told(advisor, text, opposed, rather):
    advice = advisor.ask(text)
    assert (advice.kind, advice.passages[0].services) == ("lookup", opposed)
    assert not rather or (advice.recommendations[0].service == rather and f"rather {advice.recommendations[0].name}" in advice.heading)
    assert {one.service for one in advice.recommendations} <= set(opposed)


def test_an_ordinary_word_beside_a_versus_is_a_name_only_where_another_stands_behind_that(advisor):
    assert [mention.service for mention in advisor.analyzer.analyze("lambda vs batch for long jobs").mentions] == ["lambda", "batch"]
    assert [mention.service for mention in advisor.analyzer.analyze("on demand vs provisioned mode in dynamodb").mentions] == ["dynamodb"]


@pytest.mark.parametrize(
    "text", ["kms key deletion waiting period", "ebs snapshot incremental?", "nat gateway bandwidth max", "which metrics need the agent", "sns max message size", "ephemeral ports range"]
)
def test_a_measure_or_property_asked_for_in_short_is_looked_up(advisor, text):
    assert advisor.ask(text).kind == "lookup"


@pytest.mark.parametrize(
    "text",
    [
        "log retention of 7 years for auditors",
        "reduce lambda cold start time",
        "high throughput shared storage",
        "spending limit for developers",
        "rds high availability",
        "limit s3 access to our vpc",
    ],
)
def test_a_measure_that_is_wanted_is_a_need(advisor, text):
    assert advisor.ask(text).kind == "decision"


def test_where_the_measure_that_is_asked_for_is_not_known_that_is_said_of_the_service(advisor):
    advice = advisor.ask("kendra maximum accordion size")
    assert (advice.kind, advice.passages[0].services) == ("lookup", ("kendra",))
    assert advice.summary.startswith("I know no answer to exactly this.")


def test_a_look_up_names_no_other_service_to_choose(advisor):
    advice = advisor.ask("is vpc peering transitive")
    assert advice.recommendations[0].service != "vpc-peering"
    assert (advice.kind, advice.others) == ("lookup", ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kill a query in rds mysql", "rds_kill_query"),
        ("how can i reduce the storage of an rds instance", "only grow in place"),
        ("cancel a redshift query", "CANCEL pid"),
        ("how do i expand a subnet", "cannot be resized"),
        ("redrive messages from the dead-letter queue", "start-message-move-task"),
        ("how can i upgrade the kubernetes version of my eks cluster", "minor version"),
    ],
)
def test_how_something_is_done_is_told_and_no_service_chosen(advisor, text, said):
    advice = advisor.ask(text)
    assert (advice.kind, said in advice.passages[0].text) == ("lookup", True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("do i pay for a vpc", "free"),
        ("redis port for my security group in elasticache", "6379"),
        ("fifo queue requests per second with batching", "300"),
        ("a volume in one zone, can i attach it to an ebs instance in another az", "same Availability Zone"),
        ("is the standby of multi az rds readable", "No"),
        ("lsi or gsi which one", "partition key"),
        ("1 rcu reads how many kb", "4 KB"),
        ("what does STS stand for", "Security Token Service"),
        ("what does SES stand for", "Simple Email Service"),
        ("ec2 stands for what?", "Elastic Compute Cloud"),
        ("kinesis data firehose, new name?", "Amazon Data Firehose"),
        ("is the origin access identity still recommended", "legacy"),
        ("max read replicas for an rds mariadb", "15"),
        ("who is responsible for patching the guest os of ec2", "customer"),
        ("what is the cloud", "rent"),
    ],
)
def test_a_known_question_in_other_words_is_answered(advisor, text, said):
    told = advisor.ask(text)
    assert told.kind == "lookup"
    assert said.lower() in told.summary.lower()


@pytest.mark.parametrize(
    ("text", "unsaid"),
    [("does iam cost money", "MFA"), ("what is default timeout of a lambda", "15 minutes"), ("how do i see what costs so much", "exam"), ("is the aurora replica readable", "up to 15")],
)
def test_a_question_on_something_near_is_no_answer(advisor, text, unsaid):
    assert unsaid not in advisor.ask(text).summary


@pytest.mark.parametrize("text", ["where do my logs go", "message queue", "our fifo queue throughput is too low", "static ip for a load balancer", "we need a port for nfs opened only for one server"])
def test_needs_and_troubles_are_no_known_questions(advisor, text):
    assert advisor.finder.questions.find_same(advisor.analyzer.analyze(text)) is None


def test_of_answers_that_say_the_same_one_is_told(advisor):
    assert ";" not in advisor.ask("default visibility timeout of an sqs queue").summary
    assert len(tell_answers("Which are true of a queue?", ("It keeps messages", "It has one reader"))) == 2


def test_the_sentence_that_is_asked_for_stands_first(advisor):
    told = advisor.ask("limits of sqs messages retention")
    assert "4 days" in told.summary[:200]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("can Amazon Connect record calls", "S3 bucket"),
        ("who holds the keys of Cognito", "keys"),
        ("does DynamoDB replicate data", "three Availability Zones"),
        ("is AWS Database Migration Service hard to set up", "endpoints"),
        ("how do i turn on mfa delete on a bucket", "root user"),
        ("cost of an idle elastic ip", "billed"),
    ],
)
def test_what_a_service_can_and_does_is_looked_up_by_any_of_its_names(advisor, text, told):
    advice = advisor.ask(text)
    assert (advice.kind, told in advice.summary) == ("lookup", True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("disadvantages of going serverless?", "30 minutes"),
        ("monolith or microservices?", "one well-structured application"),
        ("should we use several cloud providers", "two sets of skills"),
        ("is one AWS region enough?", "backups in a second Region"),
        ("one RDS per customer or a shared one", "tenant key"),
        ("should dev and prod be in separate accounts?", "at least one for it"),
    ],
)
def test_what_a_design_costs_is_looked_up(advisor, text, told):
    advice = advisor.ask(text)
    assert advice.kind == "lookup"
    assert told in advice.passages[0].text


@pytest.mark.parametrize(
    ("text", "service"), [("what are the downsides of Fargate?", "fargate"), ("drawbacks of MemoryDB", "memorydb"), ("what speaks against DynamoDB", "dynamodb"), ("EFS pros and cons", "efs")]
)
def test_what_speaks_against_a_service_is_told(advisor, text, service):
    passage = advisor.ask(text).passages[0]
    assert passage.title.startswith("What speaks against")
    assert passage.services == (service,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("can our company leave AWS again?", "No contract holds you"),
        ("what happens to our data when we stop paying the bill?", "suspends the account"),
        ("will our data leave Europe?", "Region that you choose"),
        ("is it a good idea to keep everything in one account?", "as soon as there is production"),
        ("can I train chatgpt on AWS later", "knowledge base"),
        ("should we use docker?", "everywhere"),
        ("is kubernetes necessary", "Fargate is far less work"),
        ("can we store our patient data in S3?", "Business Associate Addendum"),
        ("is AWS cheaper than our own servers?", "growth is unknown"),
    ],
)
def test_what_managers_and_newcomers_ask_is_looked_up_whatever_is_theirs(advisor, text, told):
    advice = advisor.ask(text)
    assert advice.kind == "lookup"
    assert told in advice.passages[0].text


@pytest.mark.parametrize("text", ["does our landlord like the cloud", "will our tenants see what happens in the lift"])
def test_how_things_are_is_no_choice_where_nothing_is_known_and_no_service_likely(advisor, text):
    assert advisor.ask(text).kind in ("lookup", "none")


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("can we send text messages to our customers from AWS?", "sns"),
        ("is there a service that reads invoices?", "textract"),
        ("is needed one queue for the orders", "sqs-standard"),
        ("can our users log in with Google?", "cognito"),
    ],
)
def test_a_need_that_is_put_as_a_question_stays_one(advisor, text, service):
    assert advisor.ask(text).recommendations[0].service == service
