"""The command as its users meet it: what it prints, where, and its exit status."""

import json
import os
import socket
import subprocess
import sys
import time

import pytest

from advisor.command.cli import cli
from tests.conftest import SMALL, TESTS, read_scenarios

ORDER = "payments must be handled in the order they were sent"


def test_ask_prints_the_choice_first(run):
    done = run("ask", ORDER)
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Choose ")
    assert "FIFO" in done.stdout.decode().splitlines()[0]


@pytest.mark.parametrize(("words", "answer"), [("help", "Describe what"), ("thank you", "You are welcome."), ("what can you do?", "Describe what")])
def test_what_is_no_scenario_is_answered_as_in_a_conversation(run, words, answer):
    done = run("ask", *words.split())
    assert (done.returncode, done.stdout.decode().startswith(answer)) == (0, True)
    assert max(map(len, done.stdout.decode().splitlines())) <= 80


def test_words_need_no_quotes_and_a_pipe_is_read(run):
    joined = run("ask", *ORDER.split()).stdout
    assert joined == run("ask", ORDER).stdout == run("ask", "-", input=ORDER).stdout == run("ask", input=ORDER).stdout


def test_no_line_is_wider_than_80_columns_and_a_pipe_gets_no_colour(run):
    output = run("ask", "--explain", ORDER).stdout.decode()
    assert max(map(len, output.splitlines())) <= 80
    assert "\x1b" not in output


def test_json_holds_the_fields_of_the_answer(run):
    answer = json.loads(run("ask", "--json", ORDER).stdout)
    assert {"id", "scenario", "kind", "summary", "recommendations", "ruled_out", "passages", "diagnosis", "question", "choice", "notices"} <= set(answer)
    first = answer["recommendations"][0]
    assert first["service"] == "sqs-fifo"
    assert 0 <= first["confidence"] <= 1
    cue = first["reasons"][0]["cues"][0]
    assert ORDER[cue["start"] : cue["end"]]


def test_top_limits_the_recommendations(run):
    assert len(json.loads(run("ask", "--json", "--top", "1", ORDER).stdout)["recommendations"]) == 1


def test_nothing_to_say_has_status_one(run):
    done = run("ask", "zzz qqq")
    assert done.returncode == 1
    assert done.stdout.decode().startswith("I do not know")


@pytest.mark.parametrize(
    ("arguments", "input"),
    [
        (["ask"], None),
        (["ask", ""], None),
        (["ask", "?"], None),
        (["ask", "-"], b""),
        (["ask", "x" * 20_001], None),
        (["ask", "--nonsense"], None),
        (["ask", "--top", "0", "x"], None),
        (["service", "nonsense"], None),
        (["rule", "nonsense"], None),
        (["nonsense"], None),
        (["ask", "--batch", "/does/not/exist"], None),
    ],
)
def test_wrong_use_has_status_two_and_one_clear_line(run, arguments, input):
    done = run(*arguments, input=input)
    assert done.returncode == 2
    assert done.stderr
    assert not done.stdout


@pytest.mark.parametrize("input", [b"\xff\xfe\x00queue", b"\x00\x01\x02", "今天 queue".encode(), b"a" * 19_000, b"<b>queue</b>"])
def test_strange_bytes_never_make_a_traceback(run, input):
    assert run("ask", "-", input=input).returncode in (0, 1, 2)


def test_ask_without_input_does_not_hang(run):
    started = time.monotonic()
    assert run("ask").returncode == 2
    assert time.monotonic() - started < 20


def test_answers_do_not_depend_on_the_order_that_a_process_has_for_sets(run):
    texts = [*(row["question"] for row in read_scenarios("questions")[::3]), "is the standby of multi az rds readable"]
    lines = "\n".join(json.dumps({"scenario": text}) for text in texts)
    answers = {run("ask", "--batch", "-", input=lines, knowledge=TESTS.parent / "knowledge", env={"PYTHONHASHSEED": seed}).stdout for seed in "1234"}
    assert len(answers) == 1


def test_batch_answers_line_by_line_and_names_bad_lines(run):
    lines = [json.dumps({"id": "a", "scenario": ORDER}), "{broken", json.dumps({"id": "b", "scenario": "an immutable ledger", "options": ["Use Amazon SQS", "Use Amazon QLDB"], "choose": 1})]
    done = run("ask", "--batch", "-", input="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.get("id") for answer in answers] == ["a", None, "b"]
    assert answers[1]["error"].startswith("line 2: ")
    assert len(answers[2]["choice"]) == 1
    assert done.returncode == 2


def test_service_and_rule_show_their_sources(run):
    assert "FIFO" in run("service", "sqs-fifo").stdout.decode()
    assert run("service", "Amazon", "SQS", "FIFO").stdout == run("service", "sqs", "fifo").stdout == run("service", "SQS-FIFO").stdout
    assert run("rule", "Strict order").stdout == run("rule", "strict-order").stdout
    assert "strict-order" in run("rule", "strict-order").stdout.decode()


def test_a_rule_tells_its_condition_in_words(run):
    shown = " ".join(run("rule", "strict-order").stdout.decode().split())
    assert "Fires when" in shown
    assert "strict-order: " in shown


def test_check_passes_and_fails(run):
    assert run("check", str(SMALL)).returncode == 0
    failed = run("check", str(TESTS))
    assert failed.returncode == 2


def test_broken_knowledge_is_refused_in_one_line(run, tmp_path):
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "x.yaml").write_text("id: [", encoding="utf-8")
    done = run("ask", "x", knowledge=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1
    assert "advisor check" in done.stderr.decode()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run, shell):
    assert "advisor" in run("completion", shell).stdout.decode()


def test_the_help_tells_each_command_in_full(run):
    assert "..." not in run("-h").stdout.decode().split("Commands:")[1]


def test_every_command_reads_another_knowledge_folder_by_the_same_option():
    helps = {name: [p.help for p in cli.get_command(None, name).params if "--knowledge" in p.opts] for name in cli.list_commands(None)}
    assert len({told for one in helps.values() for told in one}) == 1
    assert [name for name, told in helps.items() if not told] == ["completion"]


def test_help_and_version(run):
    assert run("--version").stdout.decode().startswith("advisor ")
    assert b"ask" in run("-h").stdout


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m advisor ask --explain {ORDER} | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False, env={**os.environ, "ADVISOR_KNOWLEDGE": str(SMALL), "PYTHONPATH": str(TESTS.parent)})
    assert done.stderr == b""


def test_a_connection_that_says_nothing_holds_nobody_up(cache):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "ADVISOR_KNOWLEDGE": str(SMALL), "PYTHONPATH": str(TESTS.parent)}
    with subprocess.Popen([sys.executable, "-m", "advisor", "serve", "--port", str(port)], env=environment, stderr=subprocess.PIPE) as server:
        try:
            assert b"answers on" in next(line for line in server.stderr if b"Slack" not in line)
            silent = connect(port)
            with silent, connect(port) as other:
                other.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                assert b" 200 " in other.recv(100)
        finally:
            server.terminate()


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "a" * 70])
def test_an_address_that_cannot_be_listened_on_is_one_line_and_status_two(run, host):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--host", host, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"advisor: cannot listen on {host}, port ")
    assert done.stderr.count(b"\n") == 1


def connect(port):
    """A connection to a port of this machine, as soon as somebody listens there."""
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("nobody listens")


def test_the_knowledge_of_the_group_reaches_commands_that_are_imported_late(run, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"scenario": ORDER, "services": ["sqs-fifo"]}), encoding="utf-8")
    done = run("--knowledge", str(SMALL), "eval", str(rows), knowledge=tmp_path / "nothing")
    assert done.returncode == 0, done.stderr.decode()
