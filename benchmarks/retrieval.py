"""Retrieval alone: the ten best passages of a query, ours against rank-bm25, bm25s, tantivy and SQLite FTS5."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from advisor.ranking.retrieval import build_postings
from benchmarks.search import Searcher
from benchmarks.timing import is_installed, time_queries

K = 10
SINGLE_PRECISION = 1e-6
MOST_FOR_RANK_BM25 = 100_000  # a query takes it seconds beyond
Contestant = Callable[[int], object]


def contestants(passages: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> dict[str, Contestant]:
    """Contestant → what answers a query by its number."""
    searcher = Searcher(build_postings(passages))
    bags = [dict.fromkeys(query, 1.0) for query in queries]
    found: dict[str, Contestant] = {"advisor": lambda number: searcher.search(bags[number], K)}
    if len(passages) <= MOST_FOR_RANK_BM25:
        found["rank-bm25"] = make_rank_bm25(passages, queries)
    for name, module, make in (("bm25s", "bm25s", make_bm25s), ("tantivy", "tantivy", make_tantivy)):
        if is_installed(module):
            found[name] = make(passages, queries)
    found["SQLite FTS5"] = make_fts5(passages, queries)
    return found


def make_rank_bm25(passages: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> Contestant:
    import numpy as np
    from rank_bm25 import BM25Okapi

    index = BM25Okapi(passages)

    def answer(number: int) -> list[tuple[int, float]]:
        scores = index.get_scores(queries[number])
        best = np.argsort(-scores, kind="stable")[:K]
        return [(int(place), float(scores[place])) for place in best if scores[place] > 0]

    return answer


def make_bm25s(passages: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> Contestant:
    import bm25s

    index = bm25s.BM25(k1=1.5, b=0.75, backend="numpy")
    index.index([list(passage) for passage in passages], show_progress=False)
    k = min(K, len(passages))
    return lambda number: index.retrieve([list(queries[number])], k=k, show_progress=False, n_threads=0)


def make_tantivy(passages: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> Contestant:
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("text", stored=False).build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for passage in passages:
        writer.add_document(tantivy.Document(text=" ".join(passage)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    parsed = [index.parse_query(" ".join(query), ["text"]) for query in queries]
    return lambda number: searcher.search(parsed[number], K)


def make_fts5(passages: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> Contestant:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table passages using fts5(text, content='')")
    connection.executemany("insert into passages(rowid, text) values (?, ?)", ((number, " ".join(passage)) for number, passage in enumerate(passages)))
    asked = [" OR ".join(f'"{word}"' for word in query) for query in queries]
    statement = f"select rowid from passages where passages match ? order by rank limit {K}"
    return lambda number: connection.execute(statement, (asked[number],)).fetchall()


def same_best(ours: Contestant, theirs: Contestant, queries: int) -> int:
    """For how many queries the ten best scores are the same, as far as weights in single precision can tell."""

    def scores(found: object) -> list[float]:
        assert isinstance(found, list)
        return [score for _, score in found]

    pairs = ((scores(ours(number)), scores(theirs(number))) for number in range(queries))
    return sum(len(own) == len(others) and all(math.isclose(a, b, rel_tol=SINGLE_PRECISION) for a, b in zip(own, others, strict=True)) for own, others in pairs)


def time_retrieval(passages: Sequence[Sequence[str]], queries: Sequence[Sequence[str]]) -> tuple[dict[str, float], str]:
    """Contestant → median seconds a query, and in words how many answers are the same as rank-bm25's."""
    fast = contestants(passages, queries)
    slow = fast.pop("rank-bm25", None)
    times = time_queries(fast, len(queries))
    if slow is None:
        return times, "not compared"
    few = min(len(queries), 10)
    times |= time_queries({"rank-bm25": slow}, few, rounds=1)
    return times, f"{same_best(fast['advisor'], slow, few)} of {few} the same"


def measure_compiling(passages: Sequence[Sequence[str]]) -> tuple[float, float, float]:
    """(seconds, megabytes of the file, peak megabytes of memory) of compiling passages, in a process of its own.

    The peak is Linux's VmHWM: `getrusage` would count what the process that started it had, too.
    """
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from advisor.ranking.retrieval import build_postings\n"
        "from advisor.ranking.store import write_store\n"
        "passages = [line.split() for line in sys.stdin]\n"
        "started = time.perf_counter()\n"
        "postings = build_postings(passages)\n"
        "write_store(Path(sys.argv[1]), lambda writer: writer.put_postings('services', postings))\n"
        "seconds = time.perf_counter() - started\n"
        "print(seconds, next(int(line.split()[1]) / 1024 for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "compiled.sqlite"
        text = "\n".join(" ".join(passage) for passage in passages)
        done = subprocess.run([sys.executable, "-c", code, str(path)], input=text, capture_output=True, text=True, check=True)
        seconds, peak = map(float, done.stdout.split())
        return seconds, path.stat().st_size / 1e6, peak
