"""The page and the JSON interface over Flask's test client."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web import create_app

ORDER = "payments must be handled in the order they were sent"
EVIL = '<script>alert("x")</script> queue & <b>order</b>'


@pytest.fixture(scope="module")
def client(advisor):
    return create_app(advisor).test_client()


def test_the_page_answers_without_a_script(client):
    page = client.get("/ask", query_string={"q": ORDER}).get_data(as_text=True)
    assert "FIFO" in page
    assert "<mark>" in page
    assert "<script" not in page
    assert 'role="log"' in page


def test_the_empty_page_offers_scenarios(client):
    assert client.get("/").status_code == 200
    assert "/ask?q=" in client.get("/").get_data(as_text=True)


def test_markup_from_a_user_is_escaped(client):
    page = client.get("/ask", query_string={"q": EVIL}).get_data(as_text=True)
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in client.get("/services", query_string={"q": EVIL}).get_data(as_text=True)


@pytest.mark.parametrize("text", ["?", "\x00", "x" * 20_001, "what is a visibility timeout?", "how do I cook rice", "RequestEntityTooLargeException UpdateFunctionCode", "今天"])
def test_any_text_gets_a_page(client, text):
    assert client.get("/ask", query_string={"q": text}).status_code in (200, 422)


def test_every_service_rule_and_note_has_a_page(client, advisor):
    paths = [f"/services/{id}" for id in advisor.services] + [f"/rules/{id}" for id in advisor.rules] + [f"/notes/{id}" for id in advisor.notes]
    assert [path for path in paths if client.get(path).status_code != 200] == []


@pytest.mark.parametrize("path", ["/services/nonsense", "/rules/nonsense", "/notes/nonsense", "/nonsense", "/services/<script>"])
def test_an_unknown_address_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_links_of_an_answer_lead_to_pages(client):
    import re

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
        (b'{"scenario": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
def test_a_wrong_body_is_a_problem(client, body, kind, status):
    answer = client.post("/api/ask", data=body, content_type=kind)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status


def test_a_wrong_method_is_a_problem(client):
    assert client.get("/api/ask").status_code == 405
    assert client.get("/api/ask").content_type == "application/problem+json"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_no_text_breaks_the_interface(client, text):
    assert client.post("/api/ask", json={"scenario": text}).status_code in (200, 400, 422)


def test_lists_and_health(client, advisor):
    assert len(client.get("/api/services").json) == len(advisor.catalogue.entries)
    assert len(client.get("/api/rules").json) == len(advisor.rules)
    assert client.get("/healthz").json["status"] == "ok"
