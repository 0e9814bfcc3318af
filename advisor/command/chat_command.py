"""`advisor chat`: what a user types, a line a turn, or a transcript in; the dialogue's replies out."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from advisor.command.command_group import knowledge_option
from advisor.command.loading import load_advisor
from advisor.command.standard_input import has_input
from advisor.dialogue.dialogue import Dialogue
from advisor.errors import AdvisorError, ScenarioError
from advisor.rendering.render_reply import render_reply
from advisor.rendering.terminal import find_style, is_terminal
from advisor.text.scenario import as_text

PROMPT = "> "
COMMENT = "#"
LEAVE = frozenset({"exit", "quit", "bye", "leave", ":q", "\\q"})
WELCOME = 'Describe what you need, a line at a time. "what can you do?" tells more; "quit" or Ctrl-D leaves.'
MOST_HISTORY = 1_000
MOST_BYTES = 64_000


@click.command()
@click.option("--transcript", metavar="FILE", type=click.Path(path_type=Path), help="Replay a conversation: what you would type, a line a turn; lines that start with # are passed over.")
@knowledge_option
def chat(transcript: Path | None, knowledge: Path | None) -> None:
    """Talk a decision over, turn by turn.

    It asks what matters, and you add to what you said. Say "start over" for something else, and "quit", Ctrl-D or Ctrl-C to leave.
    """
    dialogue = Dialogue(load_advisor(knowledge))
    if transcript:
        with transcript.open("rb") as stream:
            converse(dialogue, echoed(read_turns(stream, COMMENT)))
    elif has_input() and not is_terminal(sys.stdin):
        converse(dialogue, echoed(read_turns(sys.stdin.buffer)))
    elif has_input():
        click.echo(WELCOME)
        with keep_history(), contextlib.suppress(KeyboardInterrupt):
            converse(dialogue, typed())
        click.echo()


def converse(dialogue: Dialogue, turns: Iterator[str | ScenarioError]) -> None:
    """Answer turn by turn; a turn that cannot be read gets its error, and the conversation goes on."""
    state = None
    style = find_style(sys.stdout)
    for turn in turns:
        if isinstance(turn, str) and turn.strip().lower().rstrip(".!") in LEAVE:
            return
        try:
            if isinstance(turn, ScenarioError):
                raise turn
            reply = dialogue.reply(state, turn)
        except AdvisorError as error:
            click.echo(f"{error}\n")
            continue
        state = reply.state
        click.echo(render_reply(reply, style), color=True)


def read_turns(stream: BinaryIO, comment: str | None = None) -> Iterator[str | ScenarioError]:
    """The lines of a stream that hold something; for one that is too long or not UTF-8, the error in its place."""
    while line := stream.readline(MOST_BYTES):
        if len(line) == MOST_BYTES and not line.endswith(b"\n"):
            while len(rest := stream.readline(MOST_BYTES)) == MOST_BYTES and not rest.endswith(b"\n"):
                pass
            yield ScenarioError("this line is too long: leave out what does not matter")
            continue
        try:
            text = as_text(line).strip()
        except ScenarioError as error:
            yield error
            continue
        if text and not (comment and text.startswith(comment)):
            yield text


def echoed(turns: Iterator[str | ScenarioError]) -> Iterator[str | ScenarioError]:
    """The turns, each shown before it is answered, as if it had been typed."""
    for turn in turns:
        if isinstance(turn, str):
            click.echo(f"{PROMPT}{turn}\n")
        yield turn


def typed() -> Iterator[str | ScenarioError]:
    """What is typed at the terminal, with line editing where there is readline, up to the end of input."""
    while True:
        try:
            text = input(PROMPT).strip()
        except EOFError:
            return
        except UnicodeDecodeError:
            yield ScenarioError("what you typed is not UTF-8 text")
            continue
        if text:
            click.echo()
            yield text


def history_file() -> Path:
    """Where what was typed is kept: in the user's state folder."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(base) / "advisor" / "chat_history"


@contextlib.contextmanager
def keep_history() -> Iterator[None]:
    """Line editing, and the history of earlier conversations; without readline or a place to write, neither is missed."""
    try:
        import readline
    except ImportError:
        yield
        return
    path = history_file()
    with contextlib.suppress(OSError):
        readline.read_history_file(path)
    readline.set_history_length(MOST_HISTORY)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))  # what was typed is nobody else's business
            readline.write_history_file(path)
