"""The command as it is started: words alone are answered without the parser, and as the parser's own `ask` answers them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.command.cli import cli
from tests.conftest import SMALL

ROOT = Path(__file__).resolve().parent.parent


def start(*arguments, knowledge=SMALL, stdout=subprocess.PIPE):
    env = {**os.environ, "ADVISOR_KNOWLEDGE": str(knowledge), "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "advisor", *arguments], stdout=stdout, stderr=subprocess.PIPE, timeout=60, check=False, env=env)


@pytest.mark.parametrize("words", [["messages", "in", "strict", "order"], ["pancakes with syrup"], ["…"], ["x" * 30_000], ["order", "ü", "№", "キュー"]])
def test_words_alone_are_answered_as_the_parser_answers_them(words, small_advisor):
    parsed = CliRunner().invoke(cli, ["--knowledge", str(SMALL), "ask", *words])
    done = start("ask", *words)
    assert (done.stdout.decode(), done.stderr.decode(), done.returncode) == (parsed.stdout, parsed.stderr, parsed.exit_code)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "--json", "keep", "order"],
        ["ask", "keep", "--json", "order", "ü"],
        ["ask", "--json"],
        ["ask", "--json", "…"],
        ["ask", "--json", "--", "--json"],
        ["ask", "keep", "order", "--top", "1"],
        ["--version"],
        ["ask", "--nonsense", "x"],
        ["asks"],
    ],
)
def test_options_mean_what_they_mean_to_the_parser(arguments, small_advisor):
    parsed = CliRunner().invoke(cli, arguments, env={"ADVISOR_KNOWLEDGE": str(SMALL)}, prog_name="advisor")
    done = start(*arguments)
    assert (done.stdout.decode(), done.stderr.decode(), done.returncode) == (parsed.stdout, parsed.stderr, parsed.exit_code)


def test_knowledge_that_is_not_there_is_one_line_and_status_2(tmp_path):
    done = start("ask", "keep", "order", knowledge=tmp_path / "no\nwhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("advisor: there is no knowledge in ")
    assert done.stderr.count(b"\n") == 1


def test_bytes_that_are_no_text_are_one_line_and_status_2(small_advisor):
    done = start("ask", b"keep \xff\xfe order")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"not UTF-8 text" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_an_output_that_is_full_is_one_line_and_status_2(small_advisor):
    with open("/dev/full", "wb") as full:
        done = start("ask", "keep", "order", stdout=full)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("advisor: the output: ")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_has_gone_is_no_error(small_advisor):
    read, write = os.pipe()
    os.close(read)
    done = start("ask", "keep", "order", stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_output_that_is_closed_is_no_traceback(small_advisor):
    env = {**os.environ, "ADVISOR_KNOWLEDGE": str(SMALL), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(f"{sys.executable} -m advisor ask keep order >&-", shell=True, stderr=subprocess.PIPE, env=env, timeout=60, check=False)
    assert b"Traceback" not in done.stderr
