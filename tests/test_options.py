"""Multiple-choice questions that are pasted whole."""

import pytest

from advisor.text.options import count_wanted, list_labels, split_options

QUESTION = "Which service stores key-value data with single-digit millisecond latency?"
NAMES = ("Amazon RDS", "Amazon DynamoDB", "Amazon Redshift", "Amazon S3")
BY_LETTER = dict(zip("ABCD", NAMES, strict=True))
BY_NUMBER = dict(zip("1234", NAMES, strict=True))


@pytest.mark.parametrize("form", ["{}. {}", "{}) {}", "({}) {}", "  {}.   {}", "{}: {}"])
def test_options_on_lines_are_read(form):
    text = QUESTION + "\n" + "\n".join(form.format(label, name) for label, name in zip("ABCD", NAMES, strict=True))
    assert split_options(text) == (QUESTION, BY_LETTER)


def test_small_letters_are_labels_too():
    assert split_options(f"{QUESTION}\n\na) Amazon RDS\nb) Amazon DynamoDB") == (QUESTION, {"A": NAMES[0], "B": NAMES[1]})


def test_options_in_the_line_are_read():
    assert split_options(f"{QUESTION} A) Amazon RDS B) Amazon DynamoDB C) Amazon Redshift D) Amazon S3") == (QUESTION, BY_LETTER)
    assert split_options(f"{QUESTION} A. Amazon RDS B. Amazon DynamoDB C. Amazon Redshift D. Amazon S3") == (QUESTION, BY_LETTER)


@pytest.mark.parametrize("text", [f"{QUESTION} a) Amazon RDS b) Amazon DynamoDB c) Amazon Redshift d) Amazon S3", f"{QUESTION} 1) Amazon RDS 2) Amazon DynamoDB 3) Amazon Redshift 4) Amazon S3"])
def test_small_letters_and_numbers_in_the_line_have_a_bracket(text):
    assert split_options(text)[1] in (BY_LETTER, BY_NUMBER)


def test_small_letters_with_a_point_are_labels_right_behind_a_question_only():
    text = f"{QUESTION} a. Amazon RDS b. Amazon DynamoDB c. Amazon Redshift d. Amazon S3"
    assert split_options(text) == (QUESTION, BY_LETTER)
    assert split_options(text.replace("?", "."))[1] == {}


def is_name(text):
    """Whether a text is one of the names of the tests."""
    return any(name.endswith(text) for name in NAMES)


@pytest.mark.parametrize("text", [f"{QUESTION} A. Amazon RDS B. Amazon DynamoDB", f"{QUESTION} (A) Amazon RDS (B) Amazon DynamoDB", f"{QUESTION} A - Amazon RDS B - Amazon DynamoDB"])
def test_two_options_in_the_line_of_a_question_are_enough(text):
    assert split_options(text) == (QUESTION, {"A": NAMES[0], "B": NAMES[1]})


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", ""])
def test_names_in_the_lines_behind_a_question_are_its_options(mark):
    text = "\n".join([QUESTION, *(f"{mark}{name}" for name in NAMES)])
    assert split_options(text, is_name) == (QUESTION, BY_LETTER)
    assert split_options(text)[1] == {}
    assert split_options(f"{text}\n{mark}that is what we have tried so far, and none of it was quick enough for our shop", is_name)[1] == {}


@pytest.mark.parametrize("stem", ["Keeping key-value data:", "Key-value data at any scale is a case for", "All of these store records except:", "The store of key-value data is ___"])
def test_a_stem_that_is_completed_by_its_options(stem):
    text = f"{stem} A. Amazon RDS B. Amazon DynamoDB C. Amazon Redshift D. Amazon S3"
    assert split_options(text, is_name)[1] == ({} if stem.endswith("for") else BY_LETTER)


@pytest.mark.parametrize(
    "text",
    [
        "Which plan is best? Our setup:\n- Amazon RDS\n- Amazon S3",
        "Our club needs these:\n- RDS\n- S3\n- mails to members",
        "What would you take?\n- photos come from phones\n- they are kept for years",
        "Which pipeline fits these steps: A. read B. transform C. load. Where does it run?",
        "This is our setup: A. a queue B. two workers C. a table",
        "How do I begin?\nWe have a shop.\nIt is slow.",
    ],
)
def test_lists_of_needs_are_no_options(text):
    assert split_options(text, is_name) == (text, {})


def test_the_first_option_may_stand_in_the_line_of_the_question():
    assert split_options(f"{QUESTION} A. Amazon RDS\nB. Amazon DynamoDB\nC. Amazon Redshift\nD. Amazon S3") == (QUESTION, BY_LETTER)


@pytest.mark.parametrize(("question", "count"), [("Which TWO services are global?", 2), ("What is global? (Select three.)", 3), ("Which is global?", 1)])
def test_how_many_are_wanted_is_read(question, count):
    assert count_wanted(question) == count


def test_a_gap_asks_too():
    assert len(split_options("[...] keeps files as objects.\nA. Amazon S3\nB. Amazon EBS")[1]) == 2


def test_an_option_may_take_several_lines():
    assert split_options(f"{QUESTION}\nA. Amazon RDS\nwith a replica\nB. Amazon S3")[1] == {"A": "Amazon RDS with a replica", "B": "Amazon S3"}


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        "We need these things:\na) cheap storage\nb) for ten years",
        "Which service is A) cheap, B) fast and C) durable?",
        "Plan A) is a queue, plan B) is a topic. Which is better?",
        "Which service?\nB. Amazon S3\nC. Amazon EFS",
        "What is vitamin C. Amazon sells it.",
        "A. Amazon S3\nB. Amazon EFS",
        "What is the cheapest?\nA. \nB. ",
        "",
        "A) B) C) D)",
    ],
)
def test_other_lists_and_letters_are_left_alone(text):
    assert split_options(text) == (text, {})


def test_more_options_than_letters_do_no_harm():
    text = f"{QUESTION}\n" + "\n".join(f"{label}. option {label}" for label in "ABCDEFGHIJ")
    assert len(split_options(text)[1]) == 8


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Which fit? (Choose TWO)", 2),
        ("Select three.", 3),
        ("Choose 2 answers", 2),
        ("Pick any two", 2),
        ("Which one?", 1),
        ("Choose the best.", 1),
        ("In which two zones?", 2),
        ("A disk is missing which two servers share. Which fits?", 1),
    ],
)
def test_how_many_are_wanted(question, count):
    assert count_wanted(question) == count


def test_labels_are_listed_as_people_do():
    assert [list_labels(labels) for labels in ("B", "AC", "ACD")] == ["B", "A and C", "A, C and D"]


def test_an_option_is_named_as_it_was_labelled(advisor):
    advice = advisor.ask(f"{QUESTION}\n" + "\n".join(f"{label}. {name}" for label, name in BY_NUMBER.items()))
    assert advice.summary.startswith("Of the options I would take 2. ")


@pytest.mark.parametrize("between", [" ", "\n"])
def test_options_to_a_need_without_a_question_are_read(between):
    need = "Instances in a private subnet must reach the internet."
    assert split_options(between.join([need, "A. NAT gateway", "B. Peering", "C. A second network card"]))[0] == need


def test_the_answer_is_that_of_the_question_alone_and_names_the_option(advisor):
    pasted = advisor.ask(f"{QUESTION}\n" + "\n".join(f"{label}. {name}" for label, name in zip("ABCD", NAMES, strict=True)))
    alone = advisor.ask(QUESTION)
    assert pasted.choice == (1,)
    assert pasted.summary.startswith("Of the options I would take B. Choose Amazon DynamoDB")
    assert (pasted.recommendations, pasted.scenario, alone.choice) == (alone.recommendations, QUESTION, None)


def test_two_options_are_taken_where_two_are_wanted(advisor):
    advice = advisor.ask("Which services store files as objects or as a shared file system? (Choose TWO) A) Amazon EFS B) AWS CloudTrail C) Amazon S3 D) AWS Config")
    assert advice.summary.startswith("Of the options I would take A and C. ")


def test_where_no_option_is_what_is_recommended_both_are_told(advisor):
    advice = advisor.ask(f"{QUESTION}\nA. Amazon Redshift\nB. Amazon S3")
    assert "Without them I would choose Amazon DynamoDB: " in advice.summary
    assert advice.question is None


def test_the_summary_names_the_options_that_are_chosen_where_they_are_given_too(advisor):
    pasted = f"{QUESTION}\nA. Amazon DynamoDB\nB. Amazon Redshift"
    given = advisor.ask(pasted, options=("Amazon Redshift", "AWS Config", "Amazon DynamoDB"))
    assert given.choice == (2,)
    assert given.summary.startswith("Of the options I would take C. Choose Amazon DynamoDB")
    assert given == advisor.ask(QUESTION, options=("Amazon Redshift", "AWS Config", "Amazon DynamoDB"), id=given.id)
    assert advisor.ask(QUESTION, options=("Amazon Redshift", "Amazon S3", "Amazon DynamoDB"), choose=2).summary.startswith("Of the options I would take ")


def test_more_given_options_than_letters_are_chosen_from(advisor):
    options = (*(f"option {number}" for number in range(9)), "Amazon DynamoDB")
    assert advisor.ask(QUESTION, options=options).choice == (9,)
    assert advisor.ask("Who wrote the novel about a whale?", options=("Melville", "Poe")).choice is not None


def test_off_topic_options_are_not_chosen_from(advisor):
    advice = advisor.ask("Who wrote the novel about a whale?\nA. Melville\nB. Poe")
    assert (advice.kind, advice.choice) == ("none", None)


def test_a_conversation_reads_them_and_goes_on(advisor):
    from advisor.dialogue.dialogue import Dialogue

    dialogue = Dialogue(advisor)
    first = dialogue.reply(None, f"{QUESTION}\nA. Amazon RDS\nB. Amazon DynamoDB")
    assert first.advice.choice == (1,)
    second = dialogue.reply(first.state, "why not DynamoDB?")
    assert second.kind == "why_not"
