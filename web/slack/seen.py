"""Each event once, however often and to whichever process it is sent."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import OrderedDict
from pathlib import Path

KEPT_SECONDS = 3600  # Slack tries again for five minutes, and no request older than that is let in
MOST_REMEMBERED = 10_000
SCHEMA = "create table if not exists seen (key text primary key, at real) without rowid"


class Seen:
    """Remembers keys for an hour in a small SQLite file that all processes share; in memory alone where there can be none."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._memory: OrderedDict[str, None] = OrderedDict()

    def is_first(self, key: str) -> bool:
        """Whether a key is seen for the first time; from now on it is not."""
        if key in self._memory:
            return False
        self._memory[key] = None
        if len(self._memory) > MOST_REMEMBERED:
            self._memory.popitem(last=False)
        return self._path is None or self._is_first_of_all(self._path, key)

    def _is_first_of_all(self, path: Path, key: str) -> bool:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(path, timeout=1)) as connection, connection:
                connection.execute(SCHEMA)
                connection.execute("delete from seen where at < ?", (time.time() - KEPT_SECONDS,))
                return connection.execute("insert or ignore into seen values (?, ?)", (key, time.time())).rowcount == 1
        except (sqlite3.Error, OSError):
            return True  # this process has not seen it: an answer too many is better than none
