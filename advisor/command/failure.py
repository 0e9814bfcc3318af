"""What a user is told when something fails, and the exit status that says it to a script."""

from __future__ import annotations

import errno
import sqlite3
from typing import NamedTuple

from advisor.errors import AdvisorError

UNKNOWN = 1  # nothing failed, and it does not know
WRONG = 2
INTERRUPTED = 130
PIPE_CLOSED = 141
FAILURES = (AdvisorError, sqlite3.Error, OSError, KeyboardInterrupt)


class Failure(NamedTuple):
    """An exit status, and a line for stderr; no line where there is nobody to read it."""

    status: int
    line: str = ""


def explain_failure(error: BaseException) -> Failure:
    """What one of `FAILURES` means to a user: one line, without the control characters that their own words can hold."""
    if isinstance(error, KeyboardInterrupt):
        return Failure(INTERRUPTED)
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return Failure(PIPE_CLOSED)
    if isinstance(error, OSError):
        said = f"{error.filename or 'the output'}: {error.strerror or error}"
    elif isinstance(error, sqlite3.Error):
        said = f"the compiled knowledge cannot be read ({error}): make it again with 'advisor build'"
    else:
        said = str(error)
    return Failure(WRONG, "".join(c if c.isprintable() else " " for c in f"advisor: {said}"))
