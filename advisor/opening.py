"""The store of a knowledge folder: found where it is as good as new, else compiled."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from advisor.errors import KnowledgeError
from advisor.folder import RANKER_FILE, fingerprint, knowledge_files
from advisor.progress import Progress, silent
from advisor.store import SHIPPED, Store, cache_path, memory_store, stamp


def open_knowledge(folder: Path, progress: Progress = silent) -> Store:
    """The store of a knowledge folder: the shipped one, else the cached one, else a new one.

    A store that is missing, older than its folder, or damaged is made again; where no file can be written it lives in
    memory. Raises KnowledgeError where the folder itself cannot be used.
    """
    files = knowledge_files(folder)
    if not files:
        raise KnowledgeError(f"there is no knowledge in {folder}: name another folder with --knowledge or ADVISOR_KNOWLEDGE")
    for path in (folder / SHIPPED, cache_path(folder)):
        store = _open_current(path, folder, files)
        if store:
            return store
    from advisor.compiler import build_store, compile_knowledge

    try:
        build_store(folder, cache_path(folder), progress)
        return Store.open(cache_path(folder))
    except (OSError, sqlite3.Error):
        return memory_store(lambda writer: compile_knowledge(folder, writer, progress))


def _open_current(path: Path, folder: Path, files: list[str]) -> Store | None:
    """The store at a path, where there is a whole one that was made from the folder as it is now."""
    if not path.is_file():
        return None
    try:
        store = Store.open(path)
    except KnowledgeError:
        return None
    inputs = [*files, str(folder / RANKER_FILE)]
    now, made_from = stamp(inputs), store.meta("fingerprint")
    if store.meta("stamp") == now:
        return store
    # Files that were copied, as by an installation, have other times: their contents are read once, and that they fit is kept.
    kept = cache_path(folder).with_suffix(".fits")
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if kept.read_text(encoding="utf-8") == f"{now} {made_from}":
            return store
    if fingerprint(inputs, folder) != made_from:
        return None
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(f"{now} {made_from}", encoding="utf-8")
    return store
