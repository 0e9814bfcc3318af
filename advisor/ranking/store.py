"""The compiled knowledge: one SQLite file in which an answer finds what it needs without reading the rest."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from advisor.errors import KnowledgeError
from advisor.model import IndexedPassage
from advisor.ranking.scores import Posting

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 19
SHIPPED = "compiled.sqlite"
SCHEMA = """
create table meta (key text primary key, value text) without rowid;
create table things (kind text, id text, data text, primary key (kind, id)) without rowid;
create table passages (collection text, number integer, data text, primary key (collection, number)) without rowid;
create table postings (collection text, term text, passages blob, bm25 blob, tfidf blob, idf real, primary key (collection, term)) without rowid;
create table arrays (name text primary key, kind text, data blob) without rowid;
create table words (word text primary key, uses integer) without rowid;
create table wordings (passage integer primary key, keys blob);
create table weights (feature text primary key, idf real, classes blob, weights blob) without rowid;
"""
ERRORS = (sqlite3.Error, ValueError, KeyError, OSError)

# Terms and features that a process keeps of what it read: after 4,600 questions it holds 90 MB more than after 300.
MOST_KEPT = 60_000
MOST_MAPPED = 1 << 30  # bytes

Thing = TypeVar("Thing")


class Store:
    """A compiled knowledge, open for reading, for any number of threads; `StoreWriter` makes one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.execute("pragma query_only = on")
        self._connection.execute(f"pragma mmap_size = {MOST_MAPPED}")  # a page that is not in SQLite's small cache is then no call to the system
        self._postings: dict[str, Kept[Posting]] = {}
        self._weights: Kept[tuple[float, Sequence[int], Sequence[float]]] = Kept()

    @classmethod
    def open(cls, path: str | Path) -> Store:
        """Open a compiled file without writing anything beside it.

        Raises KnowledgeError where the file is damaged, foreign, or of another format.
        """
        try:
            check_size(path)
            connection = sqlite3.connect(f"{file_uri(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            store = cls(connection)
            if store.meta("format") == FORMAT and store.meta("complete"):
                return store
            raise KnowledgeError(f"{path} was made by another version")
        except ERRORS as error:
            raise KnowledgeError(f"{path} is no compiled knowledge: {error}") from error

    def meta(self, key: str, form: Any = Any) -> Any:
        """A value by its key, read as a type, or None."""
        row = self._connection.execute("select value from meta where key = ?", (key,)).fetchone()
        return msgspec.json.decode(row[0], type=form) if row else None

    def array(self, name: str) -> Sequence[Any]:
        """An array by its name; empty where there is none."""
        row = self._connection.execute("select kind, data from arrays where name = ?", (name,)).fetchone()
        return _array(*row) if row else ()

    def thing(self, kind: str, id: str, form: type[Thing]) -> Thing | None:
        """A service, rule, note … by its id, read as a type, or None."""
        row = self._connection.execute("select data from things where kind = ? and id = ?", (kind, id)).fetchone()
        return msgspec.json.decode(row[0], type=form) if row else None

    def ids(self, kind: str) -> list[str]:
        """The ids of a kind, sorted."""
        return [row[0] for row in self._connection.execute("select id from things where kind = ? order by id", (kind,))]

    def passage(self, collection: str, number: int) -> IndexedPassage:
        """A passage by its number."""
        row = self._connection.execute("select data from passages where collection = ? and number = ?", (collection, number)).fetchone()
        return msgspec.json.decode(row[0], type=IndexedPassage)

    def postings(self, collection: str, terms: Sequence[str]) -> dict[str, Posting]:
        """The postings of those terms that any passage of the collection holds."""
        query = "select term, passages, bm25, tfidf, idf from postings where collection = ? and term in"

        def read(missing: Sequence[str]) -> dict[str, Posting]:
            return {term: Posting(_array("I", p), _array("f", b), _array("f", t), idf) for term, p, b, t, idf in self._many(query, (collection,), missing)}

        return self._postings.setdefault(collection, Kept()).look_up(terms, read)

    def weights(self, features: Sequence[str]) -> dict[str, tuple[float, Sequence[int], Sequence[float]]]:
        """The learned ranker's (idf, classes, weights) of those features that it knows."""
        query = "select feature, idf, classes, weights from weights where feature in"

        def read(missing: Sequence[str]) -> dict[str, tuple[float, Sequence[int], Sequence[float]]]:
            return {feature: (idf, _array("H", c), _array("f", w)) for feature, idf, c, w in self._many(query, (), missing)}

        return self._weights.look_up(features, read)

    def wordings(self, passages: Sequence[int]) -> list[bytes]:
        """The keys of the words and pairs of passages on services (`advisor.ranking.overlap`)."""
        found = dict(self._many("select passage, keys from wordings where passage in", (), passages))
        return [found[passage] for passage in passages]

    def all_wordings(self) -> list[bytes]:
        """The keys of the words and pairs of all passages on services."""
        return [keys for (keys,) in self._connection.execute("select keys from wordings order by passage")]

    def count_words(self, words: Sequence[str]) -> dict[str, int]:
        """How often knowledge uses each of those words that it uses at all; 0 for a stem that is no word of its own."""
        return dict(self._many("select word, uses from words where word in", (), words))

    def similar_words(self, first: str, least: int, most: int, uses: int) -> list[tuple[str, int]]:
        """The (word, uses) of the words that begin with a letter, have between so many and so many letters, and are used at least so often."""
        query = "select word, uses from words where word >= ? and word < ? and length(word) between ? and ? and uses >= ?"
        return self._connection.execute(query, (first, chr(ord(first) + 1), least, most, uses)).fetchall()

    def _many(self, query: str, first: tuple[Any, ...], keys: Sequence[str | int]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), 500):
            part = keys[start : start + 500]
            yield from self._connection.execute(f"{query} ({','.join('?' * len(part))})", (*first, *part))


class Kept(Generic[Thing]):
    """What was read by its keys, and the keys that nothing was found under: neither is read again. What is full begins anew."""

    def __init__(self) -> None:
        self._found: dict[str, Thing] = {}
        self._absent: set[str] = set()

    def look_up(self, keys: Sequence[str], read: Callable[[Sequence[str]], Mapping[str, Thing]]) -> dict[str, Thing]:
        """What is kept or can be read, in the order of the keys."""
        cache, absent = self._found, self._absent
        known = {key: kept for key in keys if (kept := cache.get(key)) is not None}  # taken out first: what is kept may be thrown away below, or by another thread
        missing = [key for key in keys if key not in known and key not in absent]
        if not missing:
            return known
        found = read(missing)
        if len(cache) + len(found) > MOST_KEPT:
            cache.clear()
        if len(absent) + len(missing) > MOST_KEPT:
            absent.clear()
        cache.update(found)
        absent.update(key for key in missing if key not in found)
        known.update(found)
        return {key: known[key] for key in keys if key in known}


class LazyMapping(Mapping[str, Thing]):
    """The things of one kind in a store, each read, as a type, at its first use."""

    def __init__(self, store: Store, kind: str, form: type[Thing]) -> None:
        self._store, self._kind, self._form = store, kind, form
        self._read: dict[str, Thing] = {}
        self._missing: set[str] = set()
        self._ids: list[str] | None = None

    def __getitem__(self, id: str) -> Thing:
        found: Thing | None = self.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def get(self, id: str, default: Any = None) -> Any:
        """The thing under an id; without an error where there is none, since every word of a text is asked for."""
        found = self._read.get(id)
        if found is None and id not in self._missing:
            found = self._store.thing(self._kind, id, self._form)
            if found is not None:
                self._read[id] = found
            else:
                if len(self._missing) >= MOST_KEPT:
                    self._missing.clear()
                self._missing.add(id)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        if self._ids is None:
            self._ids = self._store.ids(self._kind)
        return iter(self._ids)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class StoreWriter:
    """Fills a new store: everything in one transaction, `complete` last."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript("pragma journal_mode = off; pragma synchronous = off;" + SCHEMA)

    def put_meta(self, key: str, value: Any) -> None:
        """Keep a JSON value under a key."""
        self._connection.execute("insert or replace into meta values (?, ?)", (key, msgspec.json.encode(value)))

    def put_array(self, name: str, values: array[Any]) -> None:
        """Keep an array under a name."""
        self._connection.execute("insert into arrays values (?, ?, ?)", (name, values.typecode, values.tobytes()))

    def put_things(self, kind: str, things: Iterable[tuple[str, Any]]) -> None:
        """Keep (id, JSON value) pairs of a kind."""
        self._connection.executemany("insert into things values (?, ?, ?)", ((kind, id, msgspec.json.encode(data)) for id, data in things))

    def put_passages(self, collection: str, passages: Iterable[Any]) -> None:
        """Keep passages under their numbers from 0."""
        self._connection.executemany("insert into passages values (?, ?, ?)", ((collection, number, msgspec.json.encode(data)) for number, data in enumerate(passages)))

    def put_postings(self, collection: str, postings: Mapping[str, Posting]) -> None:
        """Keep the postings of every term."""
        rows = ((collection, term, array("I", p.passages).tobytes(), array("f", p.bm25).tobytes(), array("f", p.tfidf).tobytes(), p.idf) for term, p in postings.items())
        self._connection.executemany("insert into postings values (?, ?, ?, ?, ?, ?)", rows)

    def put_wordings(self, wordings: Sequence[bytes]) -> None:
        """Keep the keys of each passage's words and pairs."""
        self._connection.executemany("insert into wordings values (?, ?)", enumerate(wordings))

    def put_words(self, words: Iterable[tuple[str, int]]) -> None:
        """Keep how often knowledge uses each word."""
        self._connection.executemany("insert into words values (?, ?)", words)

    def put_weights(self, weights: Iterable[tuple[str, float, array[int], array[float]]]) -> None:
        """Keep the learned ranker's (feature, idf, classes, weights)."""
        self._connection.executemany("insert into weights values (?, ?, ?, ?)", ((f, idf, c.tobytes(), w.tobytes()) for f, idf, c, w in weights))

    def finish(self) -> None:
        """Mark the store as whole."""
        self.put_meta("format", FORMAT)
        self.put_meta("complete", True)
        self._connection.commit()


def _array(kind: str, data: bytes) -> array[Any]:
    made: array[Any] = array(kind)
    made.frombytes(data)
    return made


def file_uri(path: str | Path) -> str:
    """A path as SQLite's URI names it (https://www.sqlite.org/uri.html)."""
    full = os.path.realpath(path).replace(os.sep, "/")
    return "file://" + "/" * (not full.startswith("/")) + "".join(chr(byte) if byte < 128 and chr(byte) not in "%?#" else f"%{byte:02x}" for byte in os.fsencode(full))


def check_size(path: str | Path) -> None:
    """Raises KnowledgeError where a file is no SQLite file, or not as long as its own header says (https://www.sqlite.org/fileformat.html, 1.3)."""
    with open(path, "rb") as stream:
        header = stream.read(100)
        size = stream.seek(0, os.SEEK_END)
    page = int.from_bytes(header[16:18], "big")
    if not header.startswith(b"SQLite format 3\0") or size != (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big"):
        raise KnowledgeError(f"{path} is no compiled knowledge, or not whole")


HOUR, MONTH = 3600, 30 * 24 * 3600


def write_store(path: Path, fill: Callable[[StoreWriter], None]) -> None:
    """Write a compiled file beside its place and rename it there, so that nobody ever reads half of one.

    Raises OSError or sqlite3.Error where it cannot be written.
    """
    import tempfile  # only where something is written: it takes as long to import as a tenth of an answer's start

    path.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(name)) as connection:
            writer = StoreWriter(connection)
            fill(writer)
            writer.finish()
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def remove_leftovers(path: Path) -> None:
    """Remove what builds of a file left behind that were killed more than an hour ago; in the cache also what nobody opened for a month, in this format or another."""
    stale = [(part, HOUR) for part in path.parent.glob(f".{path.name}.*.part")]
    if os.fspath(path.parent) == cache_folder():
        stale += [(kept, MONTH) for kept in path.parent.glob("????????-*.sqlite")]
    for file, age in stale:
        with contextlib.suppress(OSError):
            if time.time() - max(file.stat().st_mtime, file.stat().st_atime) > age:
                file.unlink()
                file.with_suffix(".fits").unlink(missing_ok=True)


def memory_store(fill: Callable[[StoreWriter], None]) -> Store:
    """A store that lives in memory only: where no cache can be written, and in tests."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    writer = StoreWriter(connection)
    fill(writer)
    writer.finish()
    return Store(connection)


def cache_folder() -> str:
    """Where files are kept that can be made again: ADVISOR_CACHE, else the program's part of the user's cache folder."""
    return os.environ.get("ADVISOR_CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "advisor")


def cache_path(folder: str | Path) -> str:
    """Where the compiled form of a knowledge folder is kept."""
    return os.path.join(cache_folder(), f"{zlib.crc32(os.fsencode(os.path.realpath(folder))):08x}-{FORMAT}.sqlite")


def stamp(files: Iterable[str]) -> str:
    """A checksum of files' paths, sizes and times of change: where it is equal, nothing was touched. It is no `hashlib` digest, whose import takes longer."""
    told = []
    for path in files:
        try:
            status = os.stat(path)
        except FileNotFoundError:
            continue
        told.append(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0")
    return f"{len(told)} {zlib.crc32(os.fsencode(''.join(told))):08x}"
