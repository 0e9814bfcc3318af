"""The store of a knowledge folder: found where it is as good as new, else compiled."""

from __future__ import annotations

import contextlib
import os
import sqlite3

from advisor.errors import KnowledgeError
from advisor.knowledge.folder import RANKER_FILE, fingerprint, knowledge_files
from advisor.progress import Progress, silent
from advisor.ranking.store import SHIPPED, Store, cache_path, memory_store, stamp


def open_knowledge(folder: str, progress: Progress = silent) -> Store:
    """The store of a knowledge folder: the shipped one, else the cached one, else a new one.

    A store that is missing, older than its folder, or damaged is made again; where no file can be written it lives in
    memory. Raises KnowledgeError where the folder itself cannot be used.
    """
    files = knowledge_files(folder)
    if not files:
        raise KnowledgeError(f"there is no knowledge in {folder}: name another folder with --knowledge or ADVISOR_KNOWLEDGE")
    store = _find_current(folder, files)
    if store:
        return store
    from pathlib import Path

    from advisor.compiling.compiler import build_store, compile_knowledge

    try:
        build_store(Path(folder), Path(cache_path(folder)), progress)
        return Store.open(cache_path(folder))
    except (OSError, sqlite3.Error):
        return memory_store(lambda writer: compile_knowledge(Path(folder), writer, progress))


def _find_current(folder: str, files: list[str]) -> Store | None:
    """The store, shipped or cached, that was made from the folder as it is now; contents are read only where no stamp tells it."""
    inputs = [*files, os.path.join(folder, RANKER_FILE)]
    now, cached = stamp(inputs), cache_path(folder)
    kept = os.path.splitext(cached)[0] + ".fits"
    opened = []
    for path in (os.path.join(folder, SHIPPED), cached):
        store = _open_whole(path)
        if store and (store.meta("stamp") == now or _read(kept) == f"{now} {store.meta('fingerprint')}"):
            return store
        opened += [store] if store else []
    content = fingerprint(inputs, folder) if opened else ""
    for store in opened:
        if store.meta("fingerprint") == content:
            # Files that were copied, as by an installation, have other times: that their contents fit is kept.
            with contextlib.suppress(OSError):
                os.makedirs(os.path.dirname(kept), exist_ok=True)
                with open(kept, "w", encoding="utf-8") as stream:
                    stream.write(f"{now} {content}")
            return store
    return None


def _open_whole(path: str) -> Store | None:
    """The store at a path, where there is a whole one."""
    try:
        return Store.open(path) if os.path.isfile(path) else None
    except KnowledgeError:
        return None


def _read(path: str) -> str | None:
    """The text of a small file, where there is one."""
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError):
        return None
