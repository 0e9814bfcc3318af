"""The Slack-style webhook: signatures, commands, buttons, mentions, and what goes out to a Slack on loopback."""

import hashlib
import hmac
import json
import logging
import re
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from conftest import TESTS, read_scenarios
from fake_slack import FakeSlack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier
from werkzeug.serving import make_server

from advisor.dialogue.conversation import State, Statement
from advisor.dialogue.dialogue import Dialogue
from advisor.errors import StateError
from advisor.model import CueMatch
from web import create_app
from web.slack import delivery
from web.slack.bot import Bot, plain_text
from web.slack.messages import Links, mark_cues, render_message
from web.slack.seen import Seen
from web.slack.settings import SlackSettings
from web.slack.tokens import MOST_CHARACTERS, Place, Tokens

SECRET = "a secret for the tests"
ORDER = "payments must be handled in the order they were sent, never twice"
PLACE = Place("T1", "C1", "U1")
HOSTILE = "<!channel> <!here> <@U123> <http://x.example|y> & <script>alert(1)</script> *bold* `code` @channel"


@pytest.fixture
def slack():
    fake = FakeSlack()
    yield fake
    fake.close()


@pytest.fixture
def make_client(advisor, slack, monkeypatch):
    """Makes clients of fresh applications, as after a restart, that post to the Slack on loopback."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = []

    def make(**options):
        options = {"bot_token": "xoxb-test", "base_url": "https://advisor.example", "api_url": f"{slack.origin}/api/", "response_origins": frozenset({slack.origin}), **options}
        app = create_app(advisor, SlackSettings(SECRET, **options))
        made.append(app)
        return app.test_client()

    yield make
    for app in made:
        app.extensions["slack"].close()


@pytest.fixture
def client(make_client):
    return make_client()


def signed(body, at=None, secret=SECRET):
    at = str(int(time.time() if at is None else at))
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": SignatureVerifier(secret).generate_signature(timestamp=at, body=body)}


def send(client, path, body, kind="application/x-www-form-urlencoded", **headers):
    return client.post(path, data=body, content_type=kind, headers={**signed(body), **headers})


def command(client, text, **fields):
    return send(client, "/slack/command", urlencode({"command": "/advisor", "text": text, "team_id": "T1", "channel_id": "C1", "user_id": "U1", **fields}))


def press(client, found, is_ephemeral=True, **fields):
    container = {"type": "message", "is_ephemeral": is_ephemeral, "message_ts": "5.5", "channel_id": "C1"}
    payload = {"type": "block_actions", "team": {"id": "T1"}, "channel": {"id": "C1"}, "user": {"id": "U1"}, "container": container, "actions": [found], **fields}
    return send(client, "/slack/interactive", urlencode({"payload": json.dumps(payload)}))


def event(client, number, text, type="app_mention", **fields):
    message = {"type": type, "channel": "C1", "user": "U1", "ts": f"{number}.1", "text": text, **fields}
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": f"Ev{number}", "event": message, "authorizations": [{"user_id": "UBOT", "is_bot": True}]})
    return send(client, "/slack/events", body, "application/json")


def settle(client):
    """Wait until everything was delivered or given up; the application can only be asked afterwards."""
    client.application.extensions["slack"].close()


def buttons(message):
    return {element["action_id"]: {"action_id": element["action_id"], "value": element["value"]} for block in message["blocks"] if block["type"] == "actions" for element in block["elements"]}


def shown(message):
    """All text of a message's blocks."""
    return json.dumps(message["blocks"], ensure_ascii=False)


def assert_within_limits(message):
    """Whether a message keeps to Block Kit, by slack_sdk's models and by the documented limits."""
    blocks = message["blocks"]
    for block in Block.parse_all(blocks):
        block.validate_json()
    assert 1 <= len(blocks) <= 50
    assert len(message["text"]) <= 4_000
    assert message["text"]
    for block in blocks:
        assert block["type"] in ("section", "actions", "context")
        if block["type"] == "section":
            assert ("text" in block) != ("fields" in block)
            texts = [block["text"]["text"]] if "text" in block else [field["text"] for field in block["fields"]]
            most = 3_000 if "text" in block else 2_000
            assert len(texts) <= 10
            assert all(1 <= len(text.encode("utf-16-le")) // 2 <= most for text in texts)
        elif block["type"] == "actions":
            assert 1 <= len(block["elements"]) <= 25
            assert len({element["action_id"] for element in block["elements"]}) == len(block["elements"])
            for element in block["elements"]:
                assert 1 <= len(element["text"]["text"].encode("utf-16-le")) // 2 <= 75
                assert len(element["value"]) <= 2_000
                assert len(element["action_id"]) <= 255
        else:
            assert 1 <= len(block["elements"]) <= 10
            assert all(len(element["text"]) <= 3_000 for element in block["elements"])
    told = [message["text"], *re.findall(r'"text": "((?:[^"\\]|\\.)*)"', json.dumps(blocks, ensure_ascii=False))]
    assert not any(re.search(r"<(?!https://advisor\.example/)", text) for text in told), "only links to the knowledge may be marked up"


# Whether it is Slack ------------------------------------------------------------------------------------------------


def test_the_example_that_slack_publishes(advisor, monkeypatch):
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {"X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"}
    client = create_app(advisor, SlackSettings("8f742231b10e8888abcd99yyyzzz85a5")).test_client()
    assert client.post("/slack/command", data=body, content_type="application/x-www-form-urlencoded", headers=headers).status_code == 401, "years old"
    monkeypatch.setattr("slack_sdk.signature.Clock.now", lambda self: 1531420618.0)
    answer = client.post("/slack/command", data=body, content_type="application/x-www-form-urlencoded", headers=headers)
    assert answer.status_code == 200
    assert "Describe what you want" in answer.json["text"]
    assert client.post("/slack/command", data=body + "x", content_type="application/x-www-form-urlencoded", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": "9" * 5_000},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "inf"},
        {"X-Slack-Request-Timestamp": "\u0661\u0662".encode().decode("latin-1")},
        {"X-Slack-Signature": "v0=\xe4\xf6\xfc"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v1=" + "0" * 64},
    ],
)
@pytest.mark.parametrize("path", ["/slack/command", "/slack/events", "/slack/interactive"])
def test_what_is_not_signed_is_refused(client, path, headers):
    body = "ssl_check=1"
    complete = {**signed(body), **headers} if headers else {}
    assert client.post(path, data=body, content_type="application/x-www-form-urlencoded", headers=complete).status_code == 401


@pytest.mark.parametrize("age", [-301, 301, 3_000_000])
def test_what_is_too_old_or_from_the_future_is_refused(client, age):
    body = "text=help"
    headers = signed(body, time.time() - age)
    assert client.post("/slack/command", data=body, headers=headers).status_code == 401


def test_another_secret_is_refused(client):
    assert client.post("/slack/command", data="text=help", headers=signed("text=help", secret="another")).status_code == 401


def test_a_body_that_is_no_text_is_refused(client):
    assert client.post("/slack/events", data=b"\xff\xfe\x00", headers=signed("x")).status_code == 400


def test_a_body_over_the_limit_is_refused(client):
    assert send(client, "/slack/command", "text=" + "x" * 600_000).status_code == 413


@pytest.mark.parametrize("environment", [{}, {"SLACK_SIGNING_SECRET": ""}, {"SLACK_SIGNING_SECRET": "  "}, {"SLACK_BOT_TOKEN": "x", "MATTERMOST_TOKEN": "y"}])
def test_without_a_secret_there_is_no_webhook(advisor, monkeypatch, caplog, environment):
    for name in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "MATTERMOST_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = create_app(advisor).test_client()
    assert "the Slack webhook is off" in caplog.text
    for path in ("/slack/command", "/slack/events", "/slack/interactive"):
        assert client.post(path, data="text=help", headers=signed("text=help")).status_code == 404
    assert client.get("/healthz").json["slack"] is None


def test_the_environment_turns_it_on(advisor, monkeypatch):
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    assert command(create_app(advisor).test_client(), "help").status_code == 200


def test_a_blank_secret_is_no_secret():
    with pytest.raises(ValueError, match="blank"):
        SlackSettings(" ")
    assert SECRET not in repr(SlackSettings(SECRET)) + str(SlackSettings(SECRET))


def test_an_address_that_is_none_is_not_linked():
    for base in ("javascript:alert(1)", "https://a.example/>x", "nonsense", "https://["):
        assert SlackSettings.from_environment({"SLACK_SIGNING_SECRET": SECRET, "ADVISOR_BASE_URL": base}).base_url == ""


# Commands ----------------------------------------------------------------------------------------------------------


def test_a_command_is_answered_in_the_response(client):
    answer = command(client, ORDER)
    assert answer.status_code == 200
    message = answer.json
    assert message["response_type"] == "ephemeral"
    assert "FIFO" in message["text"]
    assert "<https://advisor.example/services/sqs-fifo|Amazon SQS FIFO queue>" in shown(message)
    assert "https://advisor.example/notes/" in shown(message)
    assert "https://advisor.example/rules/" in shown(message)
    assert "What would change the answer" in shown(message)
    assert_within_limits(message)


def test_a_system_is_answered_need_by_need(client):
    message = command(client, "We run a bakery. Customers sign in with Facebook. Photos of cakes are shown all over the world. Each order sends a mail.").json
    assert "For each need" in shown(message)
    assert "<https://advisor.example/services/ses|Amazon SES>" in shown(message)
    assert_within_limits(message)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("help", "Describe what you want"),
        ("", "Describe what you want"),
        ("about Aurora", "Amazon Aurora"),
        ("compare SQS and SNS", "Amazon SNS"),
        ("compare SQS SNS", "Amazon SNS"),
        (f"why not SNS: {ORDER}", "Amazon SNS"),
        ("why not SNS", "publish/subscribe"),
        ("how do I cook rice", "I do not know"),
        ("what is a visibility timeout?", "isibility timeout"),
        ("RequestEntityTooLargeException when calling UpdateFunctionCode", "RequestEntityTooLarge"),
        ("x" * 10_000, "at most 8,000"),
        ("\x00", "empty"),
    ],
)
def test_what_can_stand_after_the_command(client, text, told):
    answer = command(client, text)
    assert answer.status_code == 200
    assert told in answer.json["text"] + shown(answer.json)
    assert answer.json["response_type"] == "ephemeral"
    assert_within_limits(answer.json)


@pytest.mark.parametrize("text", ["share:", "share: help"])
def test_help_is_shown_to_nobody_else(client, text):
    assert command(client, text).json["response_type"] == "ephemeral"


def test_share_shows_it_to_the_channel(client):
    message = command(client, f"share: {ORDER}").json
    assert message["response_type"] == "in_channel"
    assert "share" not in buttons(message)
    assert "FIFO" in message["text"]


@pytest.mark.parametrize("text", ["share a file system between Linux servers", "Share, between two accounts, one queue", "share"])
def test_a_need_that_begins_with_share_is_for_the_user_alone(client, text):
    assert command(client, text).json["response_type"] == "ephemeral"


def test_a_need_that_begins_with_share_keeps_that_word(client):
    assert "share a file system" in shown(command(client, "share a file system between Linux servers").json).replace("*", "")


def test_ssl_check_needs_a_signature_too(client):
    assert send(client, "/slack/command", "ssl_check=1").status_code == 200
    assert client.post("/slack/command", data="ssl_check=1").status_code == 401


def test_nothing_of_the_users_can_call_anybody(client):
    message = command(client, f"{HOSTILE} {ORDER}").json
    assert_within_limits(message)
    assert "<!" not in shown(message)
    assert "<@" not in shown(message)
    assert "&lt;script&gt;" in shown(message)


def test_marks_of_slack_are_read_as_text():
    assert plain_text("<http://x.example|y> &lt;b&gt; <#C1|general> <!here> <https://z.example> <b>") == "y <b> general here https://z.example <b>"


def test_neither_text_nor_secret_is_logged(client, caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(Bot, "command", lambda *_: 1 / 0)
    answer = command(client, "zebra crossing")
    assert answer.status_code == 200
    assert "Something went wrong" in answer.json["text"]
    assert "ZeroDivisionError" in caplog.text
    assert "zebra" not in caplog.text
    assert SECRET not in caplog.text


# Buttons -----------------------------------------------------------------------------------------------------------


def test_buttons_go_on_with_the_conversation(client):
    asked = command(client, "I need a queue").json
    answered = press(client, buttons(asked)["option:strict-order"]).json
    assert "FIFO" in answered["text"]
    why = press(client, buttons(answered)["why"]).json
    assert "I chose" in why["text"]
    compare = next(found for action, found in buttons(answered).items() if action.startswith("compare:"))
    assert "fields" in press(client, compare).json["blocks"][0]
    shared = press(client, buttons(answered)["share"]).json
    assert shared["response_type"] == "in_channel"
    assert "FIFO" in shared["text"]
    for message in (asked, answered, why, shared):
        assert_within_limits(message)


def test_it_does_not_matter_is_a_button(client):
    asked = command(client, "I need a queue").json
    assert press(client, buttons(asked)["option:"]).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"value": "v1.AAAA.BBBB"},
        {"value": ""},
        {"value": "v2.x.y"},
        {"value": "ü" * 3_000},
        {"action_id": "nonsense"},
        {"action_id": "option:nonsense"},
        {"action_id": "compare:nonsense"},
        {"action_id": ""},
        {"value": None},
        {"action_id": {"x": 1}},
    ],
)
def test_a_button_that_is_not_ours_is_told_so(client, change):
    asked = command(client, "I need a queue").json
    answer = press(client, {**buttons(asked)["why"], **change})
    assert answer.status_code == 200
    assert answer.json["text"]


def test_the_state_belongs_to_a_place(client):
    asked = buttons(command(client, "I need a queue").json)["option:strict-order"]
    for other in ({"user": {"id": "U2"}}, {"channel": {"id": "C2"}}, {"team": {"id": "T2"}}, {"user": None}):
        assert "belongs to somebody else" in press(client, asked, **other).json["text"]
    shared = buttons(command(client, f"share: {ORDER}").json)["why"]
    assert "I chose" in press(client, shared, is_ephemeral=False, user={"id": "U2"}).json["text"]
    assert "belongs to somebody else" in press(client, shared, is_ephemeral=False, channel={"id": "C2"}).json["text"]


def test_one_letter_changed_is_noticed():
    tokens = Tokens(SECRET)
    token = tokens.sign(State().said(Statement("we need a queue")), PLACE)
    assert tokens.read(token, PLACE).statements[0].text == "we need a queue"
    for index in range(0, len(token), 7):
        changed = token[:index] + ("A" if token[index] != "A" else "B") + token[index + 1 :]
        with pytest.raises(StateError):
            tokens.read(changed, PLACE)
    with pytest.raises(StateError):
        Tokens("another").read(token, PLACE)


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=7_000), min_size=1, max_size=3))
def test_every_state_fits_a_button(texts):
    state = State()
    for text in texts:
        state = state.said(Statement(text))
    token = Tokens(SECRET).sign(state, PLACE)
    assert len(token) <= MOST_CHARACTERS


@pytest.mark.parametrize("payload", ["", "nonsense", "[]", "null", "{}", '{"type": "view_submission"}', '{"type": "block_actions"}', '{"type": "block_actions", "actions": [1]}', "[" * 5_000])
def test_an_interaction_of_another_kind_is_told_so(client, payload):
    answer = send(client, "/slack/interactive", urlencode({"payload": payload}))
    assert answer.status_code == 200
    assert answer.json["text"]


def test_the_answer_to_a_button_goes_to_slacks_own_address_only(client, slack):
    found = buttons(command(client, "I need a queue").json)["why"]
    for url in ("https://evil.example/x", "http://hooks.slack.com.evil.example/", "file:///etc/passwd", f"{slack.origin}.evil.example/response", f"{slack.origin}@evil.example/", 7, "http://["):
        assert press(client, found, response_url=url).status_code == 200
    assert press(client, found, response_url=f"{slack.origin}/response").status_code == 200
    settle(client)
    assert len(slack.responded) == 1
    assert slack.responded[0]["replace_original"] is False
    assert client.get("/healthz").json["slack"] == {"delivered": 1, "undelivered": 0}


# Events ------------------------------------------------------------------------------------------------------------


def test_url_verification(client):
    assert send(client, "/slack/events", '{"type": "url_verification", "challenge": "abc"}', "application/json").json == {"challenge": "abc"}
    assert client.post("/slack/events", data='{"type": "url_verification", "challenge": "abc"}').status_code == 401


def test_a_mention_is_answered_in_its_thread(client, slack):
    assert event(client, 10, f"<@UBOT> {ORDER}").get_data() == b""
    settle(client)
    assert slack.posted[0]["channel"] == "C1"
    assert slack.posted[0]["thread_ts"] == "10.1"
    assert slack.posted[0]["token"] == "Bearer xoxb-test"
    assert "FIFO" in slack.posted[0]["text"]
    assert_within_limits(slack.posted[0])


def test_a_direct_message_is_answered_where_it_was_written(client, slack):
    event(client, 11, ORDER, "message", channel_type="im")
    settle(client)
    assert "thread_ts" not in slack.posted[0]


def test_each_event_is_answered_once_by_any_process(make_client, slack):
    first, second = make_client(), make_client()
    for client in (first, first, second):
        event(client, 12, f"<@UBOT> {ORDER}")
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev12b", "event": {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "12.1", "text": "again"}})
    send(second, "/slack/events", body, "application/json", **{"X-Slack-Retry-Num": "1"})
    settle(first)
    settle(second)
    assert len(slack.posted) == 1


def test_a_retry_of_what_never_arrived_is_answered(client, slack):
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev13", "event": {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "13.1", "text": ORDER}})
    send(client, "/slack/events", body, "application/json", **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
    settle(client)
    assert len(slack.posted) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"user": "UBOT"},
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"type": "reaction_added"},
        {"type": "message", "channel_type": "channel"},
        {"user": ""},
        {"text": 7},
    ],
)
def test_bots_and_other_events_are_not_answered(client, slack, change):
    assert event(client, 14, **{"text": ORDER, "type": "app_mention", **change}).status_code == 200
    settle(client)
    assert slack.posted == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "7",
        '{"type": "event_callback"}',
        '{"type": "event_callback", "event": []}',
        '{"type": "app_rate_limited"}',
        '{"type": "event_callback", "authorizations": 7, "event": {"type": "app_mention"}}',
        "[" * 100_000,
    ],
)
def test_events_that_make_no_sense(client, slack, body):
    assert send(client, "/slack/events", body, "application/json").status_code == 200
    settle(client)
    assert slack.posted == []


def test_without_a_token_a_mention_is_logged(make_client, slack, caplog):
    client = make_client(bot_token="")
    assert event(client, 15, ORDER).status_code == 200
    settle(client)
    assert "SLACK_BOT_TOKEN" in caplog.text
    assert slack.posted == []


@pytest.mark.parametrize(("moods", "delivered"), [(["429"], 1), (["500"], 1), (["drop"], 1), (["500"] * 9, 0), (["drop"] * 9, 0), (["429 for an hour"], 0), (["hang"], 0)])
def test_deliveries_through_bad_weather(make_client, slack, caplog, monkeypatch, moods, delivered):
    monkeypatch.setattr(delivery, "SECONDS", 1)
    client = make_client()
    slack.moods += moods
    started = time.monotonic()
    assert event(client, f"16-{moods[0]}-{len(moods)}".replace(" ", ""), ORDER).status_code == 200
    assert time.monotonic() - started < 1, "the request must not wait for the delivery"
    settle(client)
    assert client.get("/healthz").json["slack"] == {"delivered": delivered, "undelivered": 1 - delivered}
    assert ("was not delivered" in caplog.text) == (not delivered)
    assert ORDER not in caplog.text
    assert time.monotonic() - started < 20


def test_the_queue_is_bounded(make_client, slack, caplog, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_WAITING", 2)
    client = make_client()
    slack.moods += ["hang", "hang"]
    for number in range(6):
        assert event(client, 170 + number, ORDER).status_code == 200
    settle(client)
    assert "too many are waiting" in caplog.text
    assert client.get("/healthz").json["slack"] == {"delivered": 2, "undelivered": 4}


def test_seen_works_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("no folder")
    seen = Seen(tmp_path / "file" / "seen.sqlite")
    assert seen.is_first("a")
    assert not seen.is_first("a")
    shared = tmp_path / "seen.sqlite"
    assert [Seen(shared).is_first("b"), Seen(shared).is_first("b")] == [True, False]
    shared.write_bytes(b"damaged" * 1_000)
    assert Seen(shared).is_first("c")


def test_a_conversation_over_commands_buttons_threads_and_restarts(make_client, slack):
    asked = command(make_client(), "I need a queue").json
    answered = press(make_client(), buttons(asked)["option:strict-order"]).json
    assert "FIFO" in answered["text"]
    shared = press(make_client(), buttons(answered)["share"]).json
    slack.thread = [{"ts": "20.0", "bot_id": "B1", **shared}, {"ts": "20.1", "user": "U2", "text": "<@UBOT> and how?"}]
    client = make_client()
    event(client, 20, "<@UBOT> why not SNS?", thread_ts="20.0", user="U2")
    settle(client)
    assert slack.posted[-1]["thread_ts"] == "20.0"
    assert "Amazon SNS" in slack.posted[-1]["text"]
    assert "Nothing has been said" not in slack.posted[-1]["text"]
    slack.thread.append({"ts": "20.2", "bot_id": "B1", "blocks": slack.posted[-1]["blocks"]})
    client = make_client()
    event(client, 21, "<@UBOT> order does not matter after all, many subscribers each need a copy", thread_ts="20.0", user="U3")
    settle(client)
    assert "changes from Amazon SQS FIFO queue" in slack.posted[-1]["text"]


def test_start_over_in_a_thread_forgets(make_client, slack):
    shared = command(make_client(), f"share: {ORDER}").json
    slack.thread = [{"ts": "30.0", "bot_id": "B1", "blocks": shared["blocks"]}]
    client = make_client()
    event(client, 30, "<@UBOT> start over", thread_ts="30.0")
    settle(client)
    slack.thread.append({"ts": "30.2", "bot_id": "B1", "blocks": slack.posted[-1]["blocks"]})
    client = make_client()
    event(client, 31, "<@UBOT> why not SNS?", thread_ts="30.0")
    settle(client)
    assert "at place" not in slack.posted[-1]["text"], "nothing is left that it could have a place in"


def test_a_thread_that_cannot_be_read_is_answered_alone(client, slack):
    slack.moods += ["429 for an hour"]
    event(client, 40, f"<@UBOT> {ORDER}", thread_ts="40.0")
    settle(client)
    assert "FIFO" in slack.posted[0]["text"]


# Mattermost --------------------------------------------------------------------------------------------------------


def test_mattermost_is_answered_in_its_markdown(make_client):
    client = make_client(mattermost_token="mm-token")
    body = urlencode({"text": f"{ORDER} @channel", "token": "mm-token"})
    kind = "application/x-www-form-urlencoded"
    answer = client.post("/slack/command", data=body, content_type=kind, headers={"Authorization": "Token mm-token"})
    assert answer.status_code == 200
    assert set(answer.json) == {"response_type", "text"}
    assert "**Choose an Amazon SQS FIFO queue" in answer.json["text"]
    assert "@channel" not in answer.json["text"]
    for text, told in (("compare SQS and SNS", "| --- |"), ("about Aurora", "**Amazon Aurora**"), ("help", "Describe"), ("\x00", "empty"), (f"why not SNS: {ORDER}", "Amazon SNS")):
        assert told in client.post("/slack/command", data=urlencode({"text": text}), content_type=kind, headers={"Authorization": "Token mm-token"}).json["text"]
    for wrong in ("Token nonsense", "Token ", "Bearer mm-token", "Token \xe4"):
        assert client.post("/slack/command", data=body, content_type=kind, headers={"Authorization": wrong}).status_code == 401
    assert client.post("/slack/events", data="{}", headers={"Authorization": "Token mm-token"}).status_code == 401
    assert make_client().post("/slack/command", data=body, content_type=kind, headers={"Authorization": "Token "}).status_code == 401


# Limits ------------------------------------------------------------------------------------------------------------


def scenarios_of_all_kinds():
    """Of each file of scenarios the longest ten and every thirtieth."""
    for path in sorted((TESTS / "scenarios").glob("*.yaml")):
        texts = [one if isinstance(one, str) else next(one[key] for key in ("scenario", "text", "question") if key in one) for one in read_scenarios(path.stem)]
        yield from {*sorted(texts, key=len)[-10:], *texts[::30]}


def test_every_answer_keeps_to_the_limits(advisor):
    bot = Bot(Dialogue(advisor), Tokens(SECRET), Links("https://advisor.example"))
    texts = [*scenarios_of_all_kinds()]
    assert len(texts) > 500
    for text in texts:
        assert_within_limits(bot.command(text, PLACE))


@pytest.mark.parametrize(
    ("text", "spans", "marked"),
    [
        ("one two <b>", [(0, 3), (4, 7)], "*one two* &lt;b&gt;"),
        ("one\ntwo three", [(0, 3), (4, 7)], "*one*\n*two* three"),
        ("one two* three", [(0, 4), (4, 8)], "one two* three"),
        ("one two three", [(3, 8)], "one *two* three"),
    ],
)
def test_the_words_that_led_to_an_answer_are_bold_line_by_line(text, spans, marked):
    assert mark_cues(text, [CueMatch("x", start, end) for start, end in spans]) == marked


def test_every_service_and_comparison_keeps_to_the_limits(advisor):
    bot = Bot(Dialogue(advisor), Tokens(SECRET), Links("https://advisor.example"))
    names = [entry.name for entry in advisor.catalogue.entries]
    for first, second, third in zip(names, names[1:], names[2:], strict=False):
        assert_within_limits(bot.command(f"about {first}", PLACE))
        assert_within_limits(bot.command(f"compare {first}, {second} and {third}", PLACE))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400) | st.sampled_from([HOSTILE, "&" * 8_000, "<" * 7_999, "🎻" * 4_000, "we need a queue " * 400]))
def test_hostile_text_keeps_to_the_limits(advisor, text):
    bot = Bot(Dialogue(advisor), Tokens(SECRET), Links("https://advisor.example"))
    assert_within_limits(bot.command(text, PLACE))
    assert_within_limits(bot.command(f"share: {text} {ORDER}"[:7_999], PLACE))
    assert_within_limits(bot.mention(text, PLACE, State().said(Statement(ORDER))))


def test_without_a_base_address_nothing_is_linked(advisor):
    dialogue = Dialogue(advisor)
    message = render_message(dialogue.reply(None, ORDER), "token", Links())
    assert "<" not in json.dumps(message)


# Many at once ------------------------------------------------------------------------------------------------------


def test_two_hundred_commands_at_once(make_client):
    server = make_server("127.0.0.1", 0, make_client().application, threaded=True)
    server.socket.listen(256)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ask(number):
        body = urlencode({"text": f"{ORDER}, shop number {number}", "team_id": "T1", "channel_id": "C1", "user_id": f"U{number}"})
        request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}/slack/command", body.encode(), signed(body))
        started = time.monotonic()
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.loads(answer.read()), f"number {number}", time.monotonic() - started

    with ThreadPoolExecutor(200) as pool:
        answers = [*pool.map(ask, range(200))]
    server.shutdown()
    assert all("FIFO" in message["text"] and own in shown(message) for message, own, _ in answers)
    assert max(seconds for *_, seconds in answers) < 20  # what it takes on a machine of its own is told in docs/slack.md


def test_the_documented_way_to_sign(client):
    """The steps of docs/slack.md, with the standard library alone."""
    body, at = "text=help", str(int(time.time()))
    signature = "v0=" + hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
    assert client.post("/slack/command", data=body, content_type="application/x-www-form-urlencoded", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("After how many days does SQS throw unread messages away?", "/notes/"),
        ("what is a bastion host?", "/services/bastion-host|"),
        ("what does elasticity mean?", "Source: the advisor's own quiz"),
    ],
)
def test_a_look_up_leads_to_what_it_rests_on(advisor, text, source):
    message = render_message(Dialogue(advisor).reply(None, text), "token", Links("https://advisor.example"))
    assert source in json.dumps(message, ensure_ascii=False)


@pytest.mark.parametrize("text", ["lost my pem file cant ssh in"])
def test_services_beside_a_look_up_or_diagnosis_are_told(advisor, text):
    reply = Dialogue(advisor).reply(None, text)
    message = render_message(reply, "token", Links())
    assert f"*If you are choosing a service*\\n• {reply.advice.others[0].name}" in json.dumps(message, ensure_ascii=False)


def test_what_keeps_a_trouble_from_coming_back_is_told(advisor):
    message = render_message(Dialogue(advisor).reply(None, "secret key in public repo"), "token", Links())
    assert "*To prevent it*\\n" in json.dumps(message, ensure_ascii=False)
