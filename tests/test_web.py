"""The page and the JSON interface over Flask's test client."""

import html
import json
import re
import socket
import threading
import tomllib
from urllib.parse import urlencode

import openapi_spec_validator
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from werkzeug.serving import make_server

from advisor import __version__
from advisor.command.serve_command import make_handler
from advisor.dialogue.conversation import MOST_ASKED, State, Statement
from advisor.model import CueMatch
from advisor.rendering.render_markdown import escape, render_markdown
from tests.conftest import TESTS
from web import create_app
from web.pages import mark_cues

ORDER = "payments must be handled in the order they were sent"
SYSTEM = "We run a bakery. Customers sign in with Facebook. Photos of cakes are shown all over the world. Each order sends a mail."
EVIL = '<script>alert("x")</script> queue & <b>order</b>'


@pytest.fixture(scope="module")
def client(advisor):
    return create_app(advisor).test_client()


def test_the_page_answers_without_a_script(client):
    page = client.get("/ask", query_string={"q": ORDER}).get_data(as_text=True)
    assert "FIFO" in page
    assert "<mark>" in page
    assert 'role="log"' in page


def test_the_empty_page_offers_scenarios(client):
    assert client.get("/").status_code == 200
    assert "/ask?q=" in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize(("turns", "most"), [([ORDER] * 21, "20 turns"), ([ORDER * 140] * 3, "16,000 characters")])
def test_a_conversation_that_is_too_long_is_refused(client, turns, most):
    answer = client.get("/ask?" + urlencode([("q", turn) for turn in turns]))
    assert answer.status_code == 422
    assert f"more than {most}" in answer.get_data(as_text=True)
    assert client.get("/ask?" + urlencode([("q", turn) for turn in turns[:-1]])).status_code == 200
    assert client.get("/ask.md?" + urlencode([("q", turn) for turn in turns])).status_code == 404


def test_a_page_lists_the_service_for_each_need(client):
    page = client.get("/ask", query_string={"q": SYSTEM}).get_data(as_text=True)
    assert "For each need" in page
    assert all(f'href="/services/{service}"' in page for service in ("cognito", "ses"))
    assert "For each need" in client.get("/ask.md", query_string={"q": SYSTEM}).get_data(as_text=True)
    assert "For each need" not in client.get("/ask", query_string={"q": ORDER}).get_data(as_text=True)


def test_markup_from_a_user_is_escaped(client):
    page = client.get("/ask", query_string={"q": EVIL}).get_data(as_text=True)
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in client.get("/search", query_string={"q": EVIL}).get_data(as_text=True)


@pytest.mark.parametrize("text", ["?", "\x00", "x" * 20_001, "what is a visibility timeout?", "how do I cook rice", "RequestEntityTooLargeException UpdateFunctionCode", "今天"])
def test_any_text_gets_a_page(client, text):
    assert client.get("/ask", query_string={"q": text}).status_code in (200, 422)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("After how many days does SQS throw unread messages away?", 'href="/notes/'),
        ("what is a bastion host?", 'href="/services/bastion-host"'),
        ("what does elasticity mean?", "Source: <cite>the advisor&#39;s own quiz</cite>"),
    ],
)
def test_a_look_up_leads_to_what_it_rests_on(client, text, source):
    assert source in client.get("/ask", query_string={"q": text}).get_data(as_text=True)


def test_every_service_rule_and_note_has_a_page(client, advisor):
    paths = [f"/services/{id}" for id in advisor.services] + [f"/rules/{id}" for id in advisor.rules] + [f"/notes/{id}" for id in advisor.notes] + [f"/diagnoses/{id}" for id in advisor.diagnoses]
    paths += ["/services", "/rules", "/notes", "/diagnoses", "/search"]
    assert [path for path in paths if client.get(path).status_code != 200] == []


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("elastic-transcoder", "Amazon Elastic Transcoder ended; today&#39;s answer is AWS Elemental MediaConvert (boto3 changelog"),
        ("snowball-edge", "is closed to new customers; today&#39;s answer is AWS DataSync"),
        ("quicksight", "has had its present name since"),
    ],
)
def test_a_service_page_tells_what_became_of_it(client, service, told):
    page = client.get(f"/services/{service}").get_data(as_text=True)
    assert told in page
    assert "None" not in page


def test_a_rule_page_tells_its_condition_and_what_it_rules_out(client, advisor):
    rule = next(rule for rule in advisor.rules.values() if rule.rule_out and rule.when.all)
    page = html.unescape(client.get(f"/rules/{rule.id}").get_data(as_text=True))
    assert "Fires when all of these are seen" in page
    labels = {cue.id: cue.label for facet in advisor.facets.values() for cue in facet.cues}
    assert all(labels[cue] in page for cue in rule.when.all if cue in labels)
    for service, reason in rule.rule_out:
        assert f"{advisor.services[service].name}</a>: {reason}" in page
        assert f"{rule.id}</a>: rules it out. {rule.why}" in html.unescape(client.get(f"/services/{service}").get_data(as_text=True))


@pytest.mark.parametrize("path", ["/services/sqs-fifo", "/notes/sqs-fifo-queues", "/diagnoses/lambda-package-too-large", "/rules/strict-order"])
def test_a_page_of_the_knowledge_calls_services_by_their_names(client, advisor, path):
    links = dict(re.findall(r'<a href="/services/([a-z0-9-]+)">([^<]*)</a>', client.get(path).get_data(as_text=True)))
    assert links
    assert {id: html.unescape(name) for id, name in links.items()} == {id: advisor.services[id].name for id in links}


def test_a_rule_leads_to_the_note_that_it_rests_on(client, advisor):
    assert f'href="/notes/{advisor.rules["strict-order"].source.note}"' in client.get("/rules/strict-order").get_data(as_text=True)


@pytest.mark.parametrize(
    ("spans", "marked"), [([(0, 3), (4, 7)], "<mark>one two</mark> &lt;b&gt;"), ([(4, 7), (0, 3), (5, 6)], "<mark>one two</mark> &lt;b&gt;"), ([(8, 11)], "one two <mark>&lt;b&gt;</mark>")]
)
def test_words_that_touch_are_one_mark(spans, marked):
    assert mark_cues("one two <b>", [CueMatch("x", start, end) for start, end in spans]) == marked


@pytest.mark.parametrize("path", ["/services/nonsense", "/rules/nonsense", "/notes/nonsense", "/nonsense", "/services/<script>"])
def test_an_unknown_address_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_links_of_an_answer_lead_to_pages(client):
    page = client.get("/ask", query_string={"q": ORDER}).get_data(as_text=True)
    links = set(re.findall(r'href="(/[^"#]*)"', page))
    assert len(links) > 4
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_the_headers_forbid_scripts_and_sniffing(client):
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_interface_returns_the_answer_object(client, advisor):
    answer = client.post("/api/ask", json={"scenario": ORDER})
    assert answer.status_code == 200
    assert answer.json == json.loads(json.dumps(advisor.ask(ORDER).to_dict()))


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"scenario": 1}', "application/json", 400),
        (b'{"scenario": "x", "other": 1}', "application/json", 400),
        (b'{"scenario": "x", "top": 0}', "application/json", 400),
        (b'{"scenario": "\xff"}', "application/json", 400),
        (b'{"scenario": "?"}', "application/json", 422),
        (b"scenario=x", "application/x-www-form-urlencoded", 415),
        (b'{"scenario": "' + b"x" * 400_000 + b'"}', "application/json", 413),
    ],
)
def test_a_wrong_body_is_a_problem(client, body, kind, status):
    answer = client.post("/api/ask", data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status


@pytest.mark.parametrize("letter", ["今", "🎻", "x"])
def test_the_longest_valid_bodies_are_read(client, advisor, letter):
    assert client.post("/api/ask", json={"scenario": f"we need a queue {letter * 19_900}"}).status_code == 200
    state = State(asked=(next(iter(advisor.facets)),) * MOST_ASKED)
    for text in (f"we need a queue {letter * 7_900}", f"in order {letter * 7_900}"):
        state = state.said(Statement(text))
    assert len(state.statements) == 2
    assert client.post("/api/chat", json={"text": f"what if order matters? {letter * 7_900}", "state": state.encode()}).status_code == 200


@pytest.mark.parametrize("path", ["/api/nonsense", "/api/"])
def test_an_unknown_address_of_the_interface_is_a_problem(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.content_type, answer.json["status"]) == (404, "application/problem+json", 404)


def test_a_connection_that_stays_silent_is_closed(advisor):
    server = make_server("127.0.0.1", 0, create_app(advisor), threaded=True, request_handler=make_handler(0.1))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    with socket.create_connection(server.server_address, timeout=10) as silent:
        assert silent.recv(1) == b""
    server.shutdown()


@pytest.mark.parametrize(("path", "method"), [("/api/ask", "GET"), ("/api/services", "DELETE"), ("/healthz", "POST"), ("/openapi.json", "PUT")])
def test_a_wrong_method_is_a_problem(client, path, method):
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert answer.headers["Allow"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_no_text_breaks_the_interface(client, text):
    assert client.post("/api/ask", json={"scenario": text}).status_code in (200, 400, 422)


def test_lists_and_health(client, advisor):
    assert len(client.get("/api/services").json) == len(advisor.catalogue.entries)
    assert len(client.get("/api/rules").json) == len(advisor.rules)
    assert client.get("/healthz").json["status"] == "ok"


def test_flask_is_new_enough_for_a_limit_of_its_own_on_a_route():
    asked = next(Requirement(one) for one in tomllib.loads((TESTS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"] if one.startswith("flask"))
    assert not asked.specifier.contains("3.0.3"), "Request.max_content_length can be set since 3.1"
    assert asked.specifier.contains("3.1.0")


# Conversations -------------------------------------------------------------------------------------------------------


def converse(client, *fields):
    return client.get("/ask?" + urlencode(fields))


def test_the_page_asks_and_takes_an_answer(client):
    page = converse(client, ("q", "I need a queue")).get_data(as_text=True)
    assert '<button type="submit" name="a" value="strict-order">' in page
    page = converse(client, ("q", "I need a queue"), ("a", "strict-order")).get_data(as_text=True)
    assert page.count('<article class="turn"') == 2
    assert "FIFO queue:" in page


def test_a_conversation_goes_on_in_its_address(client):
    page = client.get("/ask?" + urlencode([("q", "Web servers hand thumbnail jobs to a pool of workers through a buffer."), ("q", "what if order matters?"), ("q", "why not SNS?")])).get_data(
        as_text=True
    )
    assert page.count('<article class="turn"') == 3
    assert "The answer changes" in page
    assert "<table" in client.get("/ask?" + urlencode([("q", ORDER), ("q", "compare SQS with SQS FIFO")])).get_data(as_text=True)


def test_a_comparison_tells_which_is_the_better_one(client):
    assert "For what you said, Amazon SQS FIFO queue is the better one." in converse(client, ("q", ORDER), ("q", "compare SQS with SQS FIFO")).get_data(as_text=True)
    assert "is the better one" not in converse(client, ("q", "compare SQS with SQS FIFO")).get_data(as_text=True)


def test_turns_stand_in_the_order_of_the_address(client):
    page = converse(client, ("q", "I need a queue"), ("a", "strict-order"), ("q", "compare SQS with SQS FIFO")).get_data(as_text=True)
    assert page.index("I need a queue") < page.index("Yes, strictly</p>") < page.index("compare SQS with SQS FIFO</p>")


def test_a_turn_that_cannot_be_read_keeps_the_rest(client):
    answer = client.get("/ask?" + urlencode([("q", ORDER), ("a", "no-such")]))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "FIFO" in page
    assert 'name="a"' not in page


def test_a_turn_that_cannot_be_read_keeps_the_open_question_and_the_tools(client):
    good, bad = (converse(client, *turns).get_data(as_text=True) for turns in ([("q", "I need a queue")], [("q", "I need a queue"), ("q", "?!")]))
    for page in (good, bad):
        assert '<button type="submit" name="a" value="strict-order">' in page
        assert 'href="/ask.md?q=I%20need%20a%20queue"' in page
        assert 'href="/report?q=I%20need%20a%20queue"' in page
    assert 'class="error"' in bad


def test_too_many_turns_are_refused_and_the_page_stays(client):
    answer = client.get("/ask?" + urlencode([("q", ORDER)] + [("q", "and it must be cheap")] * 1_000))
    assert answer.status_code in (422, 414)
    assert "start over" in answer.get_data(as_text=True)


def test_markup_in_any_turn_is_escaped(client):
    page = client.get("/ask?" + urlencode([("q", ORDER), ("q", EVIL), ("a", EVIL)])).get_data(as_text=True)
    assert "<script>" not in page
    assert "<b>" not in page


def test_the_interface_converses(client, advisor):
    first = client.post("/api/chat", json={"text": "I need a queue"}).json
    assert {option["cue"] for option in first["question"]["options"]} >= {"strict-order", None}
    second = client.post("/api/chat", json={"state": first["state"], "option": "strict-order"}).json
    assert second["advice"]["recommendations"][0]["service"] == "sqs-fifo"


@pytest.mark.parametrize("state", [7, "x", [], {}, {"version": 1, "admin": True}, {"version": 9}, {"version": 1, "choice": "no-such"}, {"version": 1, "statements": [{"text": "x" * 8_001}]}])
def test_a_state_that_is_not_ours_is_a_problem(client, state):
    answer = client.post("/api/chat", json={"text": "cheaper", "state": state})
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


def test_a_body_that_is_nested_too_deep_is_a_problem(client):
    assert client.post("/api/chat", data=b'{"state":' + b"[" * 30_000, content_type="application/json").status_code == 400


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3), max_leaves=6
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(["text", "option", "state", "other"]), any_json))
def test_no_body_breaks_the_conversation(client, body):
    assert client.post("/api/chat", json=body).status_code in (200, 400, 422)


def test_an_answer_can_be_copied_as_markdown(client):
    answer = client.get("/ask.md?" + urlencode([("q", ORDER + " <b>[x](y)</b>")]))
    assert answer.content_type == "text/markdown; charset=utf-8"
    text = answer.get_data(as_text=True)
    assert "FIFO" in text
    assert r"\<b\>\[x\](y)" in text
    assert client.get("/ask.md").status_code == 404


def test_markdown_keeps_the_lists_of_a_passage(advisor):
    text = render_markdown(advisor.ask("difference between S3 and EBS"))
    assert "\n- Amazon S3: " in text
    assert "\n- Amazon EBS: " in text


@pytest.mark.parametrize("said", ["what is elasticity in the cloud", "lost my pem file cant ssh in"])
def test_markdown_tells_all_of_a_look_up_or_diagnosis_once(client, advisor, said):
    advice = advisor.ask(said)
    text = client.get("/ask.md?" + urlencode([("q", said)])).get_data(as_text=True)
    assert f"**{escape(advice.heading)}**" in text
    assert text.count(escape(advice.diagnosis.cause if advice.diagnosis else advice.passages[0].text.splitlines()[0])) == 1
    assert [f"### If you are choosing a service\n\n- {other.name}" in text for other in advice.others[:1]] == ([True] if advice.kind == "diagnosis" else [])


def test_what_keeps_a_trouble_from_coming_back_is_told_on_the_page_and_in_markdown(client, advisor):
    said = "secret key in public repo"
    prevention = advisor.ask(said).diagnosis.prevention
    assert prevention
    for address in ("/?", "/ask.md?"):
        assert "To prevent it: " + prevention.split(",")[0] in client.get(address + urlencode([("q", said)])).get_data(as_text=True)


def test_every_class_of_the_style_sheet_is_used():
    web = TESTS.parent / "web"
    used = " ".join(path.read_text(encoding="utf-8") for path in (*(web / "templates").glob("*.html"), web / "static/page.js"))
    classes = set(re.findall(r"\.([a-z]+)(?=[^{};]*\{)", (web / "static/page.css").read_text(encoding="utf-8")))
    assert [name for name in sorted(classes) if not re.search(rf'class="[^"]*\b{name}\b', used)] == []


def test_a_report_holds_the_scenario_the_answer_and_the_versions(client):
    page = client.get("/report?" + urlencode([("q", ORDER)])).get_data(as_text=True)
    assert ORDER in page
    assert "FIFO" in page
    assert __version__ in page
    assert "<script>" not in client.get("/report?" + urlencode([("q", EVIL)])).get_data(as_text=True)


@pytest.mark.parametrize(
    ("words", "address"), [("fifo queue", "/services/sqs-fifo"), ("strict order", "/rules/strict-order"), ("visibility timeout", "/notes/"), ("RequestEntityTooLargeException", "/diagnoses/")]
)
def test_search_finds_all_kinds_of_knowledge(client, words, address):
    assert address in client.get("/search", query_string={"q": words}).get_data(as_text=True)


@pytest.mark.parametrize("words", ["?!", "\x00", "x" * 5_000, "xyzzy", ""])
def test_a_search_for_nothing_is_a_page(client, words):
    assert client.get("/search", query_string={"q": words}).status_code == 200


def test_a_search_reads_the_knowledge_once(client, advisor, monkeypatch):
    client.get("/search", query_string={"q": "queue"})
    tokenized = []
    terms = advisor.tokenizer.terms
    monkeypatch.setattr(advisor.tokenizer, "terms", lambda text: tokenized.append(text) or terms(text))
    client.get("/search", query_string={"q": "fifo queue"})
    assert tokenized == ["fifo queue"]


# The OpenAPI document ------------------------------------------------------------------------------------------------


def test_the_document_is_valid_and_names_every_route_of_the_interface(client):
    document = client.get("/openapi.json").json
    openapi_spec_validator.validate(document)
    routes = {(rule.rule, method.lower()) for rule in client.application.url_map.iter_rules() for method in rule.methods & {"GET", "POST"} if rule.endpoint.startswith("api.")}
    told = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert routes - {("/openapi.json", "get")} == told


@pytest.fixture(scope="module")
def document(advisor):
    return schemathesis.openapi.from_wsgi("/openapi.json", create_app(advisor))


@pytest.mark.parametrize(("path", "method"), [("/api/ask", "POST"), ("/api/chat", "POST"), ("/api/services", "GET"), ("/api/rules", "GET"), ("/healthz", "GET")])
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_answer_keeps_to_the_document(document, path, method, data):
    """schemathesis makes the requests, and checks each answer against the document."""
    case = data.draw(document[path][method].as_strategy())
    case.call_and_validate(checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance])


def test_commands_in_a_step_are_shown_as_code(client, advisor):
    page = client.get("/ask", query_string={"q": "cloudwatch is 40 % of our bill"}).get_data(as_text=True)
    assert "<code>PutLogEvents</code>" in page
    assert "`PutLogEvents`" not in page
    assert "`PutLogEvents`" in render_markdown(advisor.ask("cloudwatch is 40 % of our bill"))


def test_markup_between_backticks_is_escaped(client):
    page = client.get("/ask", query_string=[("q", "a queue"), ("q", "and how do users `<img src=x>` log in?")]).get_data(as_text=True)
    assert "<img" not in page
