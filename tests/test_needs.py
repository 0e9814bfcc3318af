"""Needs that are listed in one text, and a service that is asked for by its name alone."""

import pytest

from advisor.needs import MOST_CHARACTERS, find_needs


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
        ("- must be encrypted\n- at most 15 minutes of data loss\n- no servers", ()),
        ("", ()),
    ],
)
def test_a_list_of_needs_is_taken_apart(text, needs):
    assert find_needs(text) == needs


def test_each_need_that_is_listed_gets_its_own_service(advisor):
    advice = advisor.ask("we need a queue for jobs, a CDN and something to send mails")
    told = [notice for notice in advice.notices if notice.startswith("You list several needs:")]
    assert advice.recommendations[0].service.split("-")[0] not in " ".join(told).lower()
    assert any('"a CDN" I would choose an Amazon CloudFront' in notice or '"a CDN" I would choose Amazon CloudFront' in notice for notice in told)


def test_one_need_with_its_parts_is_no_list(advisor):
    assert not any("several needs" in notice for notice in advisor.ask("we need a relational database with a standby and a read replica").notices)


def test_a_name_with_a_need_beside_it_is_no_name_alone(advisor):
    (mention,) = advisor.analyzer.analyze("we need to monitor EC2").mentions
    assert mention.role == "asked"
