"""`advisor chat` over a pipe and a transcript, as a user runs it."""

import pytest

from tests.conftest import TESTS


@pytest.fixture
def chat(run):
    """Runs `advisor chat` with what is typed as its standard input."""
    return lambda *arguments, data=b"", **options: run("chat", *arguments, input=data, **options)


def test_a_conversation_over_a_pipe(chat):
    done = chat(data=b"I need a queue\nyes, strictly\nwhy not SNS?\n", knowledge=TESTS.parent / "knowledge")
    told = done.stdout.decode()
    assert done.returncode == 0
    assert "1. Yes, strictly" in told
    assert "FIFO queue" in told
    assert "SNS" in told


def test_a_transcript_is_replayed_and_its_comments_passed_over(chat, tmp_path):
    file = tmp_path / "talk.txt"
    file.write_text("# a conversation\npayments must be handled in the order they were sent\n\nquit\nnever read\n", encoding="utf-8")
    told = chat("--transcript", str(file)).stdout.decode()
    assert "> payments must be handled" in told
    assert "FIFO" in told
    assert "never read" not in told
    assert "a conversation" not in told


@pytest.mark.parametrize("line", [b"\xff\xfe", b"x " * 40_000, b"?!", b"\x00"])
def test_a_line_that_cannot_be_read_gets_an_error_and_the_rest_goes_on(chat, line):
    done = chat(data=line + b"\npayments must be handled in the order they were sent\n")
    assert done.returncode == 0
    assert b"FIFO" in done.stdout


def test_a_transcript_that_is_not_there(chat):
    done = chat("--transcript", "no-such-file")
    assert done.returncode == 2


def test_nothing_said(chat):
    assert chat(data=b"").returncode == 0
