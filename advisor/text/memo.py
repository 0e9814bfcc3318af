"""What is read of a query once and kept with it: the same is asked of one on the way to its answer by several steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Said = TypeVar("Said")


def remember(read: Callable[[Any], Said]) -> Callable[[Any], Said]:
    """A reading of something that has a `__dict__` and does not change, made once and kept there."""
    name = f"{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def recall(of: Any) -> Said:
        kept: dict[str, Said] = of.__dict__
        if name not in kept:
            kept[name] = read(of)
        return kept[name]

    return recall
