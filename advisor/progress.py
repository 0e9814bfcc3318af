"""What long work tells of its steps."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]


def silent(step: str) -> None:
    """A progress that shows nothing."""
