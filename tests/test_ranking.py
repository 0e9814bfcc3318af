"""Parts of services beside the whole."""

import pytest

from advisor.phrasing.need_phrasing import asks_for_part, find_whole_asked


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Which feature of the table should be used?", True),
        ("What setting keeps it so?", True),
        ("The start is slow. What should be turned on?", True),
        ("Which SageMaker capability fits?", True),
        ("Which service should be used?", False),
        ("We want to turn on the lights", False),
        ("What should a company use to store files?", False),
    ],
)
def test_whether_a_part_is_asked_for_is_read(advisor, text, part):
    assert asks_for_part(advisor.analyzer.analyze(text)) is part


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("A lab trains models in SageMaker. A regulator asks if any group is disadvantaged and which inputs led to a refusal. Which SageMaker feature is meant?", "sagemaker-clarify"),
        ("Members of our Auto Scaling group fail their checks during tonight's upgrade and must not be replaced meanwhile. Which feature of the group helps?", "auto-scaling-suspended-processes"),
        ("In an Auto Scaling group, one server has to be repaired by hand, get no traffic meanwhile and be put back later. Which state should it be set to?", "auto-scaling-standby"),
        ("Two insurers want to count common customers without revealing their lists to each other. Which service should they use?", "clean-rooms"),
    ],
)
def test_a_part_comes_before_its_whole_where_its_own_condition_is_told(advisor, text, service):
    assert advisor.ask(text).recommendations[0].service == service


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("which CloudWatch part warns me", "cloudwatch-alarms"),
        ("which Auto Scaling policy for known rush hours", "auto-scaling-scheduled"),
        ("which Glacier class is cheapest", "s3-glacier-deep-archive"),
        ("what part of VPC filters traffic per subnet", "network-acl"),
    ],
)
def test_a_part_of_what_is_named_leads_where_a_part_is_asked_for(advisor, text, part):
    assert advisor.ask(text).recommendations[0].service == part


def test_a_whole_is_asked_for_by_its_own_words(advisor):
    analyze = advisor.analyzer.analyze
    assert find_whole_asked(analyze("which S3 feature keeps old copies")) == "s3"
    assert find_whole_asked(analyze("what part of IAM limits a role")) == "iam"
    assert find_whole_asked(analyze("which service copies S3 objects to another Region")) is None
    assert find_whole_asked(analyze("our S3 feature needs a queue")) is None
