"""What the terminal can show: its width, whether it takes colour, and a status line on stderr for long work."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO

from msgspec import Struct

from advisor.progress import Progress, silent

LEAST_WIDTH = 40
PIPE_WIDTH = 80
MOST_WIDTH = 100
CODES = {"bold": "1", "dim": "2", "green": "32", "yellow": "33", "cyan": "36"}


class Style(Struct, frozen=True):
    """How text is set: columns, and whether ANSI colours are used."""

    width: int = PIPE_WIDTH
    colour: bool = False

    def paint(self, text: str, *names: str) -> str:
        """The text in a colour or weight; as it is where there is no colour."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(CODES[name] for name in names)}m{text}\x1b[0m"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is an open terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def find_style(stream: TextIO | None) -> Style:
    """The style of an output stream: a terminal's own width up to 100 columns, 80 in a pipe; colour only on a terminal without NO_COLOR."""
    if not is_terminal(stream):
        return Style()
    import shutil  # loads three compressors, which a pipe has no use for

    columns = shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Style(max(LEAST_WIDTH, min(columns, MOST_WIDTH)), not plain)


@contextlib.contextmanager
def show_status() -> Iterator[Progress]:
    """A progress that shows the present step in one line of stderr, where that is a terminal, and wipes it at the end."""
    if not is_terminal(sys.stderr):
        yield silent
        return
    with contextlib.ExitStack() as stack:
        update: Progress | None = None

        def show(step: str) -> None:
            nonlocal update
            if update is None:
                update = stack.enter_context(_status_line(step))
            update(step)

        yield show


@contextlib.contextmanager
def _status_line(first: str) -> Iterator[Progress]:
    from rich.console import Console  # only where there is something to wait for

    with Console(stderr=True).status(first) as status:
        yield lambda step: status.update(f"{step} ...")


def drop_output() -> None:
    """Send what is left of the output nowhere, so that Python does not complain of it at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
