"""A knowledge folder on disk: where it is, which files hold knowledge, and a digest of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # paths are strings here, as in `store` and `opening`: pathlib takes a twentieth of an answer's start to import
    from pathlib import Path

PACKAGED = os.path.normpath(os.path.join(os.path.realpath(__file__), *[os.pardir] * 3, "knowledge"))
RANKER_FILE = "ranker.safetensors"
KINDS = ("services", "cues", "rules", "diagnoses", "practice", "quiz", "counterparts", "categories", "identifiers")
SINGLE = ("vocabulary.yaml", "parts.yaml")
LIGHT = "light"  # the folder in `practice` of questions that weigh less


def default_folder() -> str:
    """The folder that ADVISOR_KNOWLEDGE names, else the one that came with the program."""
    return os.environ.get("ADVISOR_KNOWLEDGE") or PACKAGED


def fingerprint(files: Iterable[str | Path], folder: str | Path) -> str:
    """A digest of the names and contents of those files that exist: equal exactly where the knowledge is."""
    import hashlib  # only where contents are read: it loads OpenSSL

    digest = hashlib.sha256()
    for path in files:
        if os.path.isfile(path):
            with open(path, "rb") as stream:
                content = stream.read()
            digest.update(f"{os.path.relpath(path, folder).replace(os.sep, '/')}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def knowledge_files(folder: str | Path) -> list[str]:
    """The files of a knowledge folder that hold knowledge, sorted; none where it is no knowledge folder.

    They are strings and not paths, which take ten times as long to make and compare: this is done at every start.
    """
    found = [path for path in (os.path.join(folder, name) for name in SINGLE) if os.path.isfile(path)]
    found += (path for kind in KINDS for path in yaml_files(os.path.join(folder, kind)))
    notes = os.path.join(folder, "notes")
    found += (os.path.join(notes, name) for name in (os.listdir(notes) if os.path.isdir(notes) else ()) if name.endswith(".md"))
    return sorted(found)


def yaml_files(folder: str | Path) -> list[str]:
    """The YAML files below a folder, sorted by path."""
    return sorted(_find_files(os.fspath(folder), (".yaml", ".yml")))


def _find_files(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The files below a folder whose names have one of some endings; in half the time of `os.walk`, which reads folders with more than names."""
    try:
        entries = list(os.scandir(folder))
    except OSError:  # there is none, or it cannot be read
        return
    for entry in entries:
        if not entry.is_dir():
            if entry.name.endswith(endings):
                yield entry.path
        elif not entry.is_symlink():
            yield from _find_files(entry.path, endings)
