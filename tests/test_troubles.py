"""What goes wrong, told in a few words or by a log: which diagnosis it gets, and what gets none."""

import json

import pytest

from advisor.dialogue.conversation import State
from advisor.dialogue.dialogue import Dialogue
from advisor.phrasing.need_phrasing import says_wish
from advisor.phrasing.trouble_phrasing import asks_whether_too, tells_error
from advisor.rendering.render import render_advice
from advisor.rendering.terminal import Style


def diagnosed(advisor, text):
    diagnosis = advisor.ask(text).diagnosis
    return diagnosis.id if diagnosis else None


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("InsufficientInstanceCapacity", "ec2-insufficient-capacity"),
        ("An error occurred (InsufficientInstanceCapacity) when calling the StartInstances operation (reached max retries: 4)", "ec2-insufficient-capacity"),
        ("An error occurred (NoSuchBucket) when calling the PutObject operation (reached max retries: 2)", "s3-no-such-bucket"),
        ("ImagePullBackOff ECR", "eks-image-pull-backoff"),
        ("SignatureDoesNotMatch", "s3-signature-does-not-match"),
    ],
)
def test_a_code_decides_whatever_stands_around_it(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize(("text", "status"), [("alb returns 503 for everything", "503"), ("503 from alb", "503"), ("cloudfront 403", "403"), ("api gateway 504", "504"), ("lambda 429", "429")])
def test_a_status_is_that_of_the_diagnosis(advisor, text, status):
    assert status in advisor.ask(text).diagnosis.title


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [("cant connect to rds", "rds-cannot-connect"), ("all targets unhealthy", "elb-target-unhealthy"), ("cannot ssh", "ec2-ssh-timeout"), ("rds full", "rds-storage-full")],
)
def test_a_trouble_in_two_words_is_one(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize("text", ["connection timeout", "throttled", "limit exceeded", "access denied", "build failed"])
def test_what_may_be_any_of_several_is_told_with_little_confidence_and_the_others(advisor, text):
    advice = advisor.ask(text)
    assert advice.diagnosis.confidence <= 0.5
    assert "Or: " in advice.notices[0]


@pytest.mark.parametrize("text", ["network slow", "our thing hangs", "An error occurred (FooBarQuuxException) when calling the StartFoo operation"])
def test_a_trouble_that_nothing_is_near_to_is_asked_about(advisor, text):
    advice = advisor.ask(text)
    assert (advice.kind, advice.recommendations) == ("none", ())
    assert "the service that it happens in and the exact message" in advice.summary


@pytest.mark.parametrize(
    "text",
    [
        "schedule start/stop of ec2 and rds",
        "deploy cloudwatch agent to all servers",
        "save money on 24/7 instances",
        "delete untagged instances",
        "someone opened port 22 to the world, find out who",
        "the site is slow for users overseas, which service helps?",
    ],
)
def test_what_is_to_be_done_is_no_trouble(advisor, text):
    assert advisor.ask(text).kind == "decision"


@pytest.mark.parametrize(
    "text",
    [
        "only cloudfront may read the bucket",
        "scheduled report must not slow the production database",
        "throttle customers that call the api too often",
        "distributed tracing across lambdas & ECS",
        "scratch data super fast, lost on stop ok",
        "no more jump host",
        "S3 or EFS for user avatars?",
        "the monthly analysis should not block the order database",
        "our site must not go dark when a zone fails",
        "warn us when the storage of the database is nearly full",
        "a read replica of our MariaDB for reports",
        "invoices strictly in sequence, none of them twice",
    ],
)
def test_a_duty_an_order_and_a_need_whose_service_is_sure_are_no_trouble(advisor, text):
    assert advisor.ask(text).kind == "decision"


@pytest.mark.parametrize(
    "text",
    [
        "our exports should not slow the database down, but they do",
        "one function starves all the others since friday",
        "asg keeps launching and killing instances",
        "api calls throttled since yesterday",
        "nat gateway charges exploded",
    ],
)
def test_what_happened_stays_a_trouble(advisor, text):
    assert advisor.ask(text).kind == "diagnosis"


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("made the volume larger but the os doesnt see it", "ebs-volume-enlarged-but-full"),
        ("elb shows outofservice", "elb-target-unhealthy"),
        ("status ok but cannot ping the server", "ec2-public-address-unreachable"),
    ],
)
def test_a_trouble_is_told_by_what_is_not_as_it_should_be(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


def test_who_asks_what_to_do_is_told_no_service(advisor):
    assert advisor.ask("elasticache memcached high cpu what to do").kind in ("none", "diagnosis")


def test_a_look_up_tells_of_the_act_that_is_asked_about(advisor):
    assert "detach" not in advisor.ask("how do i resize the root volume of a running instance").summary


@pytest.mark.parametrize(
    ("text", "tells"),
    [("the disk is full", True), ("full text search", False), ("vpn down", True), ("scale down at night", False), ("no failures at all", False), ("500 users", False), ("error 500", True)],
)
def test_a_word_tells_a_trouble_where_its_phrase_does(advisor, text, tells):
    assert bool(advisor.analyzer.analyze(text).troubles) == tells


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        (
            "Hello, I am new here. Our MySQL on RDS says Too many connections each day at noon since the new checkout went live on Tuesday, and my boss asks me every hour. "
            "We raised max_connections once and it helped for a day. What can we do?",
            "rds-too-many-connections",
        ),
        (
            "I asked for a certificate in ACM three days ago for our new shop and it is still pending validation. The domain is with another registrar, "
            "my predecessor set it up. Marketing is getting nervous.",
            "acm-pending-validation",
        ),
        (
            "Until last Thursday I could connect to the Windows server of our payroll with Remote Desktop. Now the client only says that it can't connect. "
            "The instance is running and both checks are green. Payday is on Friday, so it is urgent.",
            "windows-rdp-fails",
        ),
    ],
)
def test_a_story_gets_the_diagnosis_of_what_befell_its_teller(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize(
    "text",
    [
        "Our bakery has 12 shops. Last year the server in the back room died twice and we lost all orders of the day. We want something in the cloud where orders are stored safely.",
        "Our web shop writes orders straight into the ERP. When that is down for maintenance, orders get lost. How can we decouple the two so that orders wait?",
        "We had an audit last week and nobody watches for stolen credentials in our 14 accounts. We need a service that finds such things by itself.",
    ],
)
def test_a_story_that_leads_to_a_wish_is_a_need(advisor, text):
    assert advisor.ask(text).kind == "decision"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("the disk is full", "ec2-disk-full"),
        ("no space left!", "ec2-disk-full"),
        ("502 bad gateway", "alb-502"),
        ("our db is slow", "rds-slow-queries"),
        ("cant log in", "iam-user-password-forgotten"),
    ],
)
def test_a_vague_trouble_names_its_usual_causes(advisor, text, first):
    advice = advisor.ask(text)
    assert advice.diagnosis.id == first
    assert "Or: " in advice.notices[0]


@pytest.mark.parametrize("text", ["it worked yesterday", "everything is slow", "nothing works"])
def test_what_may_be_anything_is_asked_about(advisor, text):
    assert "the service that it happens in" in advisor.ask(text).summary


@pytest.mark.parametrize("text", ["system check failed, the instance is fine", "system status check is failing but the instance check passes"])
def test_what_is_said_to_be_fine_is_not_what_fails(advisor, text):
    assert diagnosed(advisor, text) == "ec2-system-status-check-failed"


@pytest.mark.parametrize(
    "text",
    [
        "who deleted the table on monday",
        "dns that moves to dublin if frankfurt is down",
        "no team may leave the region",
        "queue for failed messages",
        "read replica of the mysql database in ireland",
        "we use wordpress on lightsail",
        "an endpoint that costs nothing when idle",
        "how do i restart all pods of a deployment",
    ],
)
def test_what_only_sounds_like_a_trouble_is_none(advisor, text):
    assert advisor.ask(text).diagnosis is None


def test_beside_a_diagnosis_stand_only_services_that_it_is_about(advisor):
    advice = advisor.ask("pvc stays pending on eks")
    assert {one.service for one in advice.others} <= set(advisor.diagnoses[advice.diagnosis.id].services)


# In a conversation ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dialogue(advisor):
    return Dialogue(advisor)


def hold(dialogue, *turns):
    """The last reply to some turns."""
    state = None
    for text in turns:
        reply = dialogue.reply(state, text)
        state = State.decode(json.loads(json.dumps(reply.state.encode())))
    return reply


def test_what_did_not_help_leads_to_the_next_trouble_that_is_near(dialogue):
    first = hold(dialogue, "cannot ssh into my instance")
    other = hold(dialogue, "cannot ssh into my instance", "that did not help")
    assert first.advice.diagnosis.id == "ec2-ssh-timeout"
    assert other.text.startswith("Then it may be this:")
    assert other.advice.diagnosis.id not in (None, "ec2-ssh-timeout")
    assert other.state.diagnosed == ("ec2-ssh-timeout", other.advice.diagnosis.id)


def test_where_nothing_else_is_near_that_is_said(dialogue):
    reply = hold(dialogue, "cannot ssh into my instance", *["nope"] * 8)
    assert reply.kind == "unclear"
    assert "no other trouble" in reply.text


@pytest.mark.parametrize("detail", ["there is a report job then", "it began on monday", "nobody changed anything"])
def test_a_detail_of_a_trouble_is_no_need(dialogue, detail):
    reply = hold(dialogue, "rds cpu 100%", detail)
    assert (reply.kind, reply.state.diagnosed, reply.state.choice) == ("help", ("rds-cpu-high",), None)


@pytest.mark.parametrize(("asked", "place"), [("what is the first step again?", 0), ("step 2?", 1), ("the last step", -1)])
def test_a_step_can_be_asked_for(dialogue, advisor, asked, place):
    assert hold(dialogue, "rds cpu 100%", asked).text.endswith(advisor.diagnoses["rds-cpu-high"].steps[place])


def test_a_need_behind_a_trouble_is_a_need(dialogue):
    reply = hold(dialogue, "rds cpu 100%", "we need a content delivery network in front of our site")
    assert reply.state.choice == "cloudfront"
    assert (reply.state.trouble, reply.state.diagnosed) == (None, ())


@pytest.mark.parametrize("text", ["my ec2 keeps running out of memory", "our ecs service times out after 3 seconds", "the sagemaker notebook runs out of memory"])
def test_a_trouble_of_a_named_service_is_not_one_of_a_function(advisor, text):
    told = advisor.ask(text)
    assert told.kind != "decision"
    assert not told.diagnosis or not told.diagnosis.id.startswith("lambda-")


def test_a_trouble_of_a_function_that_names_it_stays_one(advisor):
    assert advisor.ask("our lambda keeps running out of memory").diagnosis.id == "lambda-out-of-memory"


@pytest.mark.parametrize(("text", "diagnosis"), [("our S3 bill is huge", "s3-charges"), ("our RDS is at 100% CPU", "rds-cpu-high")])
def test_a_few_words_that_surely_tell_a_trouble_are_no_need(advisor, text, diagnosis):
    assert advisor.ask(text).diagnosis.id == diagnosis


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("cannot reach the instance since we changed its security group", "unreachable-after-security-group-change"),
        ("billing alarm cannot be created", "billing-alarm-cannot-be-created"),
        ("beanstalk deploy failed, how to roll back", "beanstalk-roll-back-release"),
        ("nested stack failed", "cloudformation-nested-stack-failed"),
        ("same template fails in another region because of the ami id", "cloudformation-ami-of-other-region"),
        ("redshift query slow", "redshift-queries-slow"),
        ("spot request not fulfilled", "spot-request-not-fulfilled"),
        ("signed url denied", "signed-url-denied"),
        ("asg does not scale down", "auto-scaling-does-not-scale-in"),
        ("presigned url expired too early", "s3-presigned-url-expired"),
        ("redshift query hangs", "redshift-query-hangs-on-lock"),
        ("spot instances get killed in the middle of the job", "spot-instances-interrupted"),
    ],
)
def test_neighbouring_troubles_of_operators_are_told_apart(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("unknown process kinsing on our ec2 server", "website-or-instance-hacked"),
        ("root user signed in at night and it was not me", "root-sign-in-unknown"),
        ("mget fails with CROSSSLOT since cluster mode", "redis-crossslot"),
        ("the tunnel is up but the servers in the vpc do not answer", "vpn-up-nothing-reached"),
        ("reports take ten times as long since we upgraded to postgres 16", "slow-after-engine-upgrade"),
        ("403 ERROR Request blocked from our cloudfront site", "cloudfront-request-blocked"),
        ("server in emergency mode after a wrong fstab entry", "fstab-emergency-mode"),
    ],
)
def test_an_incident_or_a_weekly_trouble_has_a_card_of_its_own(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("lambda database timeout", "lambda-cannot-reach-database"),
        ("our lambda times out on mysql in the same vpc", "lambda-cannot-reach-database"),
        (
            "Our function talks to Postgres in RDS. Since Monday all calls end in a timeout. Both are in one VPC. More memory did not help.",
            "lambda-cannot-reach-database",
        ),
        ("emails go to spam", "ses-mails-in-spam"),
        ("dynamodb throttling exception", "dynamodb-throttled"),
        ("cant delete bucket", "s3-bucket-not-empty"),
        ("server won't start", "ec2-terminates-at-launch"),
        ("auto scaling not working", "auto-scaling-does-not-scale-out"),
        ("spot instances disappear", "spot-instances-interrupted"),
        ("lambda access denied", "lambda-role-denied"),
        ("our athena queries cost a fortune", "athena-charges"),
    ],
)
def test_a_usual_trouble_gets_its_usual_diagnosis(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize(
    "text", ["send newsletters that do not land in spam", "we need to delete a bucket automatically after tests", "scale the group before the morning rush", "throttle the calls of each customer"]
)
def test_what_only_names_a_trouble_is_a_need(advisor, text):
    assert advisor.ask(text).kind == "decision"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AccessDenied while putting an object", "diagnosis"),
        ("every new account gets the same baseline", "decision"),
        ("each new project gets its own account", "decision"),
        ("every request gets a 504 after one minute", "diagnosis"),
    ],
)
def test_a_code_alone_is_a_trouble_and_what_each_gets_is_a_rule(advisor, text, kind):
    assert advisor.ask(text).kind == kind


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("Redshift is too slow", "redshift-queries-slow"),
        ("our EFS is too slow", "efs-slow"),
        ("our NAT gateway is too expensive", "nat-gateway-charges"),
        ("DynamoDB is too slow at noon", "dynamodb-slow"),
    ],
)
def test_a_service_that_is_too_slow_or_ours_and_too_dear_is_in_trouble(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize("text", ["EFS is too slow for us", "Athena is too slow for our needs", "DynamoDB is too slow for reports, what instead?", "Redshift is too expensive"])
def test_who_says_that_it_is_not_for_him_refuses_it(advisor, text):
    assert any(mention.role == "refused" for mention in advisor.analyzer.analyze(text).mentions)
    assert advisor.ask(text).kind != "diagnosis"


def test_the_head_of_a_message_refuses_nothing(advisor):
    assert diagnosed(advisor, "Message rejected: Email address is not verified. The identities failed the check") in {"ses-sandbox-not-verified", "email-not-arriving"}


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("rds connection timeout", "rds-cannot-connect"),
        ("efs mount timeout", "efs-mount-fails"),
        ("efs mount fails with a timeout", "efs-mount-fails"),
        ("AccessDenied when reading an object of the bucket", "s3-access-denied"),
    ],
)
def test_a_fault_in_the_words_of_a_fact_or_a_code_is_a_trouble(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize("text", ["alb idle timeout", "sqs visibility timeout", "lambda timeout"])
def test_a_timeout_that_is_a_setting_is_looked_up(advisor, text):
    assert advisor.ask(text).kind == "lookup"


@pytest.mark.parametrize(
    "text",
    [
        "payments that fail validation go to another queue",
        "slow readers should not block the stream",
        "no order may get lost when a worker crashes",
        "users who cannot remember their password get a code by mail",
        "broken records must be put aside",
    ],
)
def test_a_fault_that_says_which_things_are_meant_is_no_trouble(advisor, text):
    advice = advisor.ask(text)
    assert advice.kind != "diagnosis"
    assert "Something goes wrong there" not in advice.summary


@pytest.mark.parametrize(
    ("text", "wishes"), [("files are gone from our bucket and we need them back", False), ("the mails bounce and we need them to go out again", False), ("we need to back up a bucket", True)]
)
def test_who_needs_something_back_wishes_for_nothing_new(advisor, text, wishes):
    assert says_wish(advisor.analyzer.analyze(text)) == wishes


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("our workflow waits for a callback since last week and never ends", "step-functions-execution-never-ends"),
        ("the spot training starts again from zero after each interruption", "sagemaker-training-interrupted"),
        ("since redis was restarted all requests hit the database", "cache-restart-floods-database"),
        ("reloading a sub page of our vue app on cloudfront gives access denied", "single-page-app-deep-link"),
        ("the build cannot pull from docker hub, it says toomanyrequests", "docker-hub-pull-limit"),
    ],
)
def test_what_is_said_in_other_words_than_a_known_one_gets_its_diagnosis(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


def test_who_shall_stop_a_server_is_told_what_is_lost_by_it(advisor):
    stops = [one for one in advisor.diagnoses.values() if any(step.startswith("Stop and start an instance") for step in one.steps)]
    assert stops
    assert [one.id for one in stops if "instance store" not in " ".join(one.steps)] == []


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("s3 bucket cannot be deleted as it is not empty", "for good"),
        ("msk brokers have no disk space left", "for good"),
        ("instance hangs in stopping for an hour", "check the file systems"),
        ("the intruder deleted all our snapshots and backups", "KMS keys"),
        ("execution of our step function waits forever", "once more"),
    ],
)
def test_a_step_that_destroys_says_so(advisor, text, warning):
    assert warning in " ".join(advisor.ask(text).diagnosis.steps)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("calls over the quota of a partner are refused", "api-gateway-usage-plans"),
        ("records cannot be altered before seven years are over", "s3-object-lock"),
        ("a release that raises the error rate is taken back", "codedeploy"),
        ("servers cannot be terminated by accident", "ec2-termination-protection"),
        ("a worker function never runs more than 20 times at once", "lambda-reserved-concurrency"),
        ("every alert is sent by mail and SMS", "sns"),
    ],
)
def test_a_rule_in_the_passive_is_a_need(advisor, text, service):
    answer = advisor.ask(text)
    assert (answer.kind, answer.recommendations[0].service) == ("decision", service)


@pytest.mark.parametrize(
    "text",
    [
        "our calls are refused with 403",
        "mails to Gmail are rejected since yesterday",
        "the snapshots cannot be deleted",
        "my function never runs more than 3 seconds, then it times out",
        "every mail is sent twice",
        "instances that fail the health check are replaced again and again",
        "messages above 256 KB are rejected with InvalidParameterValue",
    ],
)
def test_what_befell_somebody_is_no_rule(advisor, text):
    assert tells_error(advisor.analyze(text)) or advisor.ask(text).kind == "diagnosis"


@pytest.mark.parametrize(
    "text",
    ["is EFS too slow for source code?", "would Lambda be fast enough for a web shop?", "is Glacier too slow for restores?", "are Spot Instances too unreliable for a test?"],
)
def test_who_asks_whether_it_is_good_enough_tells_no_trouble(advisor, text):
    assert advisor.ask(text).kind in ("lookup", "decision")


@pytest.mark.parametrize("text", ["is our Lambda too slow for the API since yesterday?", "Athena is too slow", "is RDS slow for everybody?"])
def test_what_is_slow_now_is_not_asked_of_in_general(advisor, text):
    assert not asks_whether_too(advisor.analyze(text))


def test_what_keeps_a_trouble_from_coming_back_is_told_behind_the_steps(advisor):
    told = render_advice(advisor.ask("secret key in public repo"), Style(80, False))
    assert told.index("What to do") < told.index("To prevent it")
    assert "To prevent it" not in render_advice(advisor.ask("lost my pem file cant ssh in"), Style(80, False))


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        ("cloudwatch is 40 % of our bill", "cloudwatch-charges"),
        ("how do I lower the bill for DynamoDB?", "dynamodb-charges"),
        ("athena queries got really expensive", "athena-charges"),
        ("the Fargate bill is too high", "fargate-charges"),
        ("we pay 900 dollars a month for opensearch, why", "opensearch-charges"),
        ("unexpected charge for EBS snapshots", "ebs-charges"),
    ],
)
def test_what_makes_the_bill_of_a_service_high_is_told_to_who_complains_of_it(advisor, text, diagnosis):
    assert diagnosed(advisor, text) == diagnosis


@pytest.mark.parametrize("text", ["is DynamoDB expensive", "what does S3 cost", "which EC2 option is cheapest for a steady load?", "NAT gateway is too expensive, what else is there?"])
def test_who_asks_for_a_price_or_another_service_complains_of_no_bill(advisor, text):
    assert advisor.ask(text).kind != "diagnosis"


@pytest.mark.parametrize("text", ["our website runs on ec2 behind an alb", "we have three ec2 instances and an rds database", "we use sqs"])
def test_who_only_says_what_is_there_is_asked_what_for(advisor, text):
    advice = advisor.ask(text)
    assert advice.kind == "none"
    assert advice.summary.startswith("You tell what is there")


@pytest.mark.parametrize(
    ("text", "today"), [("we use Cloud9 in the team", "cloudshell"), ("what comes after Cloud9", "cloudshell"), ("our devs use CodeStar", "codepipeline"), ("we use QLDB", "aurora")]
)
def test_who_uses_what_is_closed_is_told_what_to_use_today(advisor, text, today):
    assert advisor.ask(text).recommendations[0].service == today


@pytest.mark.parametrize("text", ["alternative to DynamoDB for complex joins", "cheaper alternative to NAT gateway"])
def test_an_alternative_to_a_service_is_not_that_service(advisor, text):
    advice = advisor.ask(text)
    named = advisor.analyzer.analyze(text).named
    assert advice.recommendations
    assert not any(advisor.catalogue.is_covered(one.service, named) for one in advice.recommendations[:1])
