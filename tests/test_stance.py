"""What a question asks for."""

import pytest

from advisor.phrasing.stance import Stance, compare_stances, read_known_stance, read_stance, wants_wrong


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
        ("Which plan doesn't come with a phone number?", True),
        ("Which of these isn’t managed?", True),
        ("Which storage can't two servers share?", True),
        ("Which would you never put on Spot Instances?", True),
        ("Each of these holds data, except:", True),
        ("Which is least likely to help?", True),
        ("AWS is not responsible for which of the following?", True),
        ("Which class suits a server that cannot be stopped?", False),
        ("Files must not leave the house. Which service fits?", False),
        ("Which service runs containers without managing servers?", False),
        ("Which tool ensures clients do not see errors?", False),
        ("Which service is not for one Region but global?", False),
        ("Which service does not require servers?", False),
        ("Which method keeps what is true from what is not?", False),
    ],
)
def test_it_is_seen_when_the_wrong_one_is_asked_for(scenario, wrong):
    assert wants_wrong(scenario) is wrong


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("Which task is AWS responsible for?", Stance.AWS),
        ("What does the customer take care of?", Stance.CUSTOMER),
        ("Which of these are duties of AWS?", Stance.AWS),
        ("What is meant by security of the cloud?", Stance.AWS),
        ("What is meant by security in the cloud?", Stance.CUSTOMER),
        ("Which control do AWS and the customer share?", Stance.ANY),
        ("Which service patches servers for a customer?", Stance.ANY),
    ],
)
def test_whose_duty_is_asked_for(question, side):
    assert read_stance(question) == side


def test_who_has_a_duty_is_known_by_the_answer():
    assert read_known_stance("Who patches the hypervisor?", ["AWS, always"]) == Stance.PARTY | Stance.AWS
    assert read_known_stance("Who sets the rules?", ["The customer"]) == Stance.PARTY | Stance.CUSTOMER
    assert read_known_stance("Who is it?", ["AWS and the customer"]) == Stance.PARTY


def test_how_stances_compare():
    assert compare_stances(Stance.AWS, Stance.AWS) == compare_stances(Stance.AWS, Stance.ANY) == 1
    assert compare_stances(Stance.AWS, Stance.CUSTOMER) == compare_stances(Stance.ANY, Stance.WRONG) == -1
    assert compare_stances(Stance.AWS | Stance.WRONG, Stance.CUSTOMER) == 1
    assert compare_stances(Stance.MAXIMUM, Stance.DEFAULT) == compare_stances(Stance.PARTY, Stance.ANY) == 0
