"""What a load takes in capacity units or shards."""

import pytest

from advisor.answers.throughput import tell_throughput


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("How many RCUs do 30 strongly consistent reads per second of items of 9 KB take?", "90 read capacity units"),
        ("How many read capacity units do 30 eventually consistent reads per second of 9 KB items take?", "45 read capacity units"),
        ("how many rcu for 10 reads a second, items are 4 KB", "5 read capacity units for eventually consistent reads"),
        ("Calculate the write capacity units for 12 items per second of 1.5 KB each", "24 write capacity units"),
        ("What write capacity do 12 transactional writes per second of 1 KB need?", "24 write capacity units"),
        ("How many WCUs for 120 writes per minute of 1 KB?", "2 write capacity units"),
        ("how many shards for 2,500 records per second of 500 bytes", "3 shards"),
        ("How many shards take four thousand records per second of 3 KB?", "12 shards"),
    ],
)
def test_a_load_is_reckoned(text, told):
    passage = tell_throughput(text)
    assert passage
    assert passage.text.startswith(told)


@pytest.mark.parametrize(
    "text",
    [
        "What is a write capacity unit?",
        "How many RCUs and WCUs do 10 items per second of 1 KB take?",
        "How many WCUs do 5 writes per second of 1 KB and 8 writes per second of 2 KB take?",
        "How many shards for 5 MB per second?",
        "Our table has 100 read capacity units and is throttled at 200 items per second of 4 KB, what should we do?",
        "We read 10 items per second of 4 KB",
        "",
    ],
)
def test_other_texts_tell_no_load_that_is_asked_about(text):
    assert tell_throughput(text) is None


def test_a_reckoned_amount_is_told_and_picked(advisor):
    question = "A table takes 7 writes per second of items of 2.2 KB. How many write capacity units does it need?"
    assert advisor.ask(question).summary.startswith("21 write capacity units")
    assert advisor.ask(question, options=["7", "14", "21", "28"], choose=1).choice == (2,)
