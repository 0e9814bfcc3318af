"""The compiled knowledge under bad luck: damaged, half-written, made twice at once, or with no place to be written to."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import SMALL, TESTS

from advisor import Advisor, KnowledgeError
from advisor.compiling.compiler import build_store, index_notes
from advisor.compiling.opening import open_knowledge
from advisor.model import Note, Source
from advisor.ranking.store import SHIPPED, Kept, Store, cache_path

ORDER = "payments must be handled in the order they were sent"


@pytest.fixture
def folder(tmp_path):
    """A copy of the small knowledge, without a compiled file."""
    return Path(shutil.copytree(SMALL, tmp_path / "knowledge"))


@pytest.fixture
def cached(folder):
    """The compiled file of the copy, in the cache."""
    open_knowledge(folder)
    return Path(cache_path(folder))


def damage_truncated(data):
    return data[: len(data) // 2]


def damage_shortened_by_a_page(data):
    return data[:-4096]


def damage_foreign(data):
    return b"PK\x03\x04" + data


def damage_emptied(data):
    return b""


def damage_header(data):
    return data[:40] + b"\xff" * 60 + data[100:]


@pytest.mark.parametrize("damage", [damage_truncated, damage_shortened_by_a_page, damage_foreign, damage_emptied, damage_header])
def test_a_damaged_file_is_made_again(folder, cached, damage):
    whole = cached.read_bytes()
    cached.write_bytes(damage(whole))
    assert Advisor.load(folder).ask(ORDER).kind == "decision"
    assert Store.open(cached).meta("complete")


@pytest.mark.parametrize(("key", "value"), [("format", "99"), ("format", '"x"'), ("complete", "false"), ("stamp", '"other"')])
def test_a_file_of_another_version_or_not_finished_is_made_again(folder, cached, key, value):
    with sqlite3.connect(cached) as connection:
        connection.execute("update meta set value = ? where key = ?", (value, key))
        if key == "stamp":
            connection.execute("update meta set value = '\"other\"' where key = 'fingerprint'")
    connection.close()
    assert Advisor.load(folder).ask(ORDER).kind == "decision"
    assert Store.open(cached).meta("stamp") != "other"


def test_a_changed_file_is_read_again(folder, cached):
    made = cached.stat().st_mtime_ns
    assert open_knowledge(folder)
    assert cached.stat().st_mtime_ns == made
    (folder / "cues" / "all.yaml").write_text((folder / "cues" / "all.yaml").read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert open_knowledge(folder)
    assert cached.stat().st_mtime_ns != made


def test_a_file_that_came_with_the_knowledge_is_used_wherever_it_was_copied(folder, tmp_path):
    build_store(folder, folder / SHIPPED)
    moved = Path(shutil.copytree(folder, tmp_path / "elsewhere", copy_function=shutil.copy))
    for _ in range(2):
        assert Advisor.load(moved).ask(ORDER).kind == "decision"
    assert not Path(cache_path(moved)).exists(), "nothing had to be compiled"
    assert Path(cache_path(moved)).with_suffix(".fits").exists()
    for file in moved.rglob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert Advisor.load(moved).ask(ORDER).kind == "decision"
    assert Path(cache_path(moved)).exists(), "other files are other knowledge"


def test_a_cached_file_that_fits_is_found_without_reading_the_folder_behind_a_shipped_one_that_does_not(folder, monkeypatch):
    build_store(folder, folder / SHIPPED)
    (folder / "cues" / "all.yaml").write_text((folder / "cues" / "all.yaml").read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert open_knowledge(folder)
    monkeypatch.setattr("advisor.compiling.opening.fingerprint", lambda *_: pytest.fail("contents were read"))
    assert open_knowledge(folder)


@pytest.mark.parametrize("obstacle", ["a file in the folder's place", "a folder in the file's place"])
def test_without_a_place_for_the_cache_it_lives_in_memory(folder, tmp_path, monkeypatch, obstacle):
    monkeypatch.setenv("ADVISOR_CACHE", str(tmp_path / "cache"))
    if obstacle == "a file in the folder's place":
        (tmp_path / "cache").write_text("no folder")
    else:
        Path(cache_path(folder)).mkdir(parents=True)
    assert Advisor.load(folder).ask(ORDER).kind == "decision"


def test_a_full_disk_is_no_reason_not_to_answer(folder, tmp_path):
    code = f"""
import resource, signal
from advisor import Advisor

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
print(Advisor.load({str(folder)!r}).ask({ORDER!r}).kind)
"""
    environment = {**os.environ, "ADVISOR_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False, timeout=60)
    assert done.stdout.strip() == "decision", done.stderr
    assert not list((tmp_path / "cache").glob("*.sqlite"))


def test_a_build_that_is_killed_leaves_nothing_that_is_read(tmp_path):
    environment = {**os.environ, "ADVISOR_CACHE": str(tmp_path)}
    copied = tmp_path / "knowledge"
    shutil.copytree(SMALL, copied, ignore=shutil.ignore_patterns("*.sqlite*"))
    slowly = "import time, advisor.ranking.store as s; finish = s.StoreWriter.finish; s.StoreWriter.finish = lambda self: (time.sleep(1), finish(self))"
    code = f"{slowly}; from advisor import Advisor; Advisor.load({str(copied)!r})"
    command = [sys.executable, "-c", code]
    for seconds in (0, 0.5):
        before = {*tmp_path.glob(".*.part")}
        with subprocess.Popen(command, env=environment) as running:
            while {*tmp_path.glob(".*.part")} <= before:
                assert running.poll() is None, "a build leaves no file before it has ended"
                time.sleep(0.01)
            time.sleep(seconds)
            running.kill()
        for whole in tmp_path.glob("*.sqlite"):
            assert Store.open(whole).meta("complete")
    assert [*tmp_path.glob(".*.part")], "these builds were at work when they were killed"
    for part in tmp_path.glob(".*.part"):
        with pytest.raises(KnowledgeError):
            Store.open(part)
        os.utime(part, (0, 0))
    for whole in tmp_path.glob("*.sqlite"):
        whole.unlink()
    subprocess.run(command, env=environment, check=True)
    assert [part for part in tmp_path.glob(".*.part") if part.stat().st_mtime == 0] == [], "what was left behind is cleared away"


def test_what_nobody_opened_for_a_month_leaves_the_cache(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("ADVISOR_CACHE", str(tmp_path))
    old, new, other = tmp_path / "0123abcd-14.sqlite", tmp_path / "0123abce-15.sqlite", tmp_path / "mine.sqlite"
    for file in (old, new, other, old.with_suffix(".fits")):
        file.touch()
    for file in (old, other):
        os.utime(file, (0, 0))
    Advisor.load(folder)
    assert [file.exists() for file in (old, old.with_suffix(".fits"), new, other)] == [False, False, True, True]


def test_what_is_kept_is_read_somewhere(cached):
    with sqlite3.connect(cached) as connection:
        keys = {key for (key,) in connection.execute("select key from meta")}
    connection.close()
    code = "".join(path.read_text(encoding="utf-8") for folder in ("advisor", "web") for path in (TESTS.parent / folder).rglob("*.py"))
    assert [key for key in sorted(keys) if f'.meta("{key}"' not in code] == []


def test_notes_are_indexed_by_the_services_that_they_are_on_in_one_pass():
    notes = [Note(id, id, id, services, Source(id)) for id, services in (("a", ("sqs", "sns", "sqs")), ("b", ("sqs",)), ("c", ()))]
    assert index_notes(iter(notes)) == {"sns": ["a"], "sqs": ["a", "b"]}


def test_two_builds_at_once_do_no_harm(folder, tmp_path):
    environment = {**os.environ, "ADVISOR_CACHE": str(tmp_path / "cache")}
    code = f"from advisor import Advisor; print(Advisor.load({str(folder)!r}).ask({ORDER!r}).kind)"
    running = [subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["decision"] * 2
    assert len(list((tmp_path / "cache").glob("*.sqlite"))) == 1
    assert list((tmp_path / "cache").glob("*.part")) == []


def test_a_full_cache_begins_anew_and_answers_all_that_was_asked(monkeypatch):
    monkeypatch.setattr("advisor.ranking.store.MOST_KEPT", 2)
    known, asked = {"order": 2, "twice": 3, "fifo": 5}, []

    def read(missing):
        asked.append(list(missing))
        return {term: known[term] for term in missing if term in known}

    kept = Kept()
    for terms in (["order", "fifo"], ["twice", "order", "never"], ["order", "never"], ["order", "never", "twice"]):
        assert list(kept.look_up(terms, read).items()) == [(term, known[term]) for term in terms if term in known]
    assert asked == [["order", "fifo"], ["twice", "never"], ["order"]]


def test_a_cache_that_another_thread_empties_still_answers():
    read, kept = {"order": 2, "twice": 3}, Kept()

    def read_while_emptied(missing):
        kept._found.clear()
        return {term: read[term] for term in missing}

    assert kept.look_up(["order"], read_while_emptied) == {"order": 2}
    assert kept.look_up(["order", "twice"], read_while_emptied) == read


def test_threads_at_once_get_what_one_gets_alone():
    needs, places = ("orders must be handled in order", "files for many servers", "keep logs cheaply", "a queue"), ("in a shop", "at a bank", "at night", "for years")
    scenarios = [f"{need} {place}" for need in needs for place in places]
    alone = [*map(Advisor.load(SMALL).ask, scenarios)]
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(Advisor.load(SMALL).ask, scenarios)] == alone
