"""The advisor of a command: a knowledge folder in, the advisor over it out, with a status line while its knowledge is compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.advisor import Advisor
from advisor.rendering.terminal import show_status

if TYPE_CHECKING:
    from pathlib import Path


def load_advisor(folder: Path | None = None) -> Advisor:
    """The advisor over a folder, else over that of the environment or the program. Raises KnowledgeError where that cannot be used."""
    with show_status() as progress:
        return Advisor.load(folder, progress)
