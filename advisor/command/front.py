"""Where the `advisor` command begins: `advisor ask` with nothing but words, or with words and `--json`, is answered here, all else by the command line.

That much needs no parser, and importing one takes as long as answering.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from advisor.command.failure import FAILURES, UNKNOWN, explain_failure
from advisor.command.greeting import may_greet
from advisor.command.loading import load_advisor
from advisor.rendering.render import json_text, render_advice
from advisor.rendering.terminal import drop_output, find_style
from advisor.text.scenario import as_text, clean_text

AS_JSON = "--json"


def main() -> None:
    """Run the command; what an output's encoding cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    command, words = sys.argv[1:2], [word for word in sys.argv[2:] if word != AS_JSON]
    if command == ["ask"] and words and not any(word.startswith("-") for word in words) and not may_greet(words):
        leave(answer(words, as_json=AS_JSON in sys.argv))
    from advisor.command.cli import cli

    cli(prog_name="advisor")


def answer(words: Sequence[str], *, as_json: bool = False) -> int:
    """Print the answer to a scenario; returns the exit status."""
    gc.disable()  # one short answer makes no garbage worth collecting, and loading makes a hundred thousand objects
    try:
        text = clean_text(as_text(os.fsencode(" ".join(words))))
        advice = load_advisor().ask(text, id=None if as_json else "not shown")
        if sys.stdout and as_json:
            sys.stdout.buffer.write(json_text(advice.to_dict()) + b"\n")
        elif sys.stdout:
            sys.stdout.write(render_advice(advice, find_style(sys.stdout)))
        if sys.stdout:
            sys.stdout.flush()
        return UNKNOWN if advice.kind == "none" else 0
    except FAILURES as error:
        failure = explain_failure(error)
        drop_output()
        if failure.line and sys.stderr:
            sys.stderr.write(f"{failure.line}\n")
        return failure.status


def leave(status: int) -> NoReturn:
    """End the process at once: all is written, and freeing what the answer took piece by piece is a twentieth of its time."""
    if sys.stderr:
        sys.stderr.flush()
    os._exit(status)
