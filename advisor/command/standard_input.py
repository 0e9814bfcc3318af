"""What a user hands to `advisor ask`: words or standard input in, one scenario's text out."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence

import click

from advisor.errors import ScenarioError
from advisor.rendering.terminal import is_terminal
from advisor.text.scenario import as_text

MOST_BYTES = 1_000_000
NO_SCENARIO = "say what you need, as in: advisor ask a queue that keeps the order"
NO_INPUT = "there is nothing on standard input"


def read_scenario(words: Sequence[str]) -> str:
    """The scenario in the words, or on standard input where they are `-` or none.

    Raises UsageError where there is neither, ScenarioError where it is not UTF-8 text or has no end.
    """
    if words and tuple(words) != ("-",):
        return as_text(os.fsencode(" ".join(words)))
    if not has_input() or (not words and is_terminal(sys.stdin)):
        raise click.UsageError(NO_INPUT if words else NO_SCENARIO)
    if is_terminal(sys.stdin):
        click.echo("Type the scenario, and Ctrl-D on a line of its own at the end:", err=True)
    data = sys.stdin.buffer.read(MOST_BYTES)
    if not data.strip():
        raise click.UsageError(NO_INPUT if words else NO_SCENARIO)
    if len(data) == MOST_BYTES:
        raise ScenarioError("the scenario on standard input is too long: leave out what does not matter")
    return as_text(data)


def has_input() -> bool:
    """Whether standard input is open for reading and not /dev/null."""
    if sys.stdin is None or sys.stdin.closed:
        return False
    try:
        mode = os.fstat(sys.stdin.fileno())
    except (OSError, ValueError):  # closed underneath, or a stand-in in tests
        return hasattr(sys.stdin, "buffer") and sys.stdin.readable()
    return not (stat.S_ISCHR(mode.st_mode) and mode.st_rdev == os.stat(os.devnull).st_rdev)
