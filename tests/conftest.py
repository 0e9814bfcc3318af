"""What all tests share: the advisor that ships and its answers, a small one that never changes, and a way to run the command."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from filelock import FileLock
from hypothesis import settings

from advisor import Advisor
from advisor.knowledge.knowledge_base import load_knowledge

settings.register_profile("advisor", deadline=None)  # how long an example takes depends on what else the machine does
settings.load_profile("advisor")

TESTS = Path(__file__).resolve().parent
SMALL = TESTS / "small_knowledge"


@functools.cache
def read_scenarios(name):
    """What a file of tests/scenarios holds, by its name."""
    text = (TESTS / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory):
    """A cache folder of our own, so that no test reads or writes the user's; one for all processes of a run, so that knowledge is compiled once."""
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.getbasetemp()
        folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
        folder.mkdir(exist_ok=True)
        patch.setenv("ADVISOR_CACHE", str(folder))
        for name in ("ADVISOR_KNOWLEDGE", "NO_COLOR", "COLUMNS"):
            patch.delenv(name, raising=False)
        yield folder


@pytest.fixture(scope="session")
def advisor(cache):
    """The advisor over the knowledge that came with the program."""
    with FileLock(cache / "compiling.lock"):
        return Advisor.load()


@pytest.fixture(scope="session")
def ask(advisor):
    """Asks that advisor, every text once: many tests look at the answers to the same scenarios."""
    return functools.cache(advisor.ask)


@pytest.fixture(scope="session")
def small_advisor(cache):
    """An advisor over tests/small_knowledge: six services, four rules, no trained ranker."""
    with FileLock(cache / "compiling-small.lock"):
        return Advisor.load(SMALL)


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory):
    """The knowledge that came with the program as its files tell it, without the practice questions and the quiz, which take longest to read."""
    folder = tmp_path_factory.mktemp("read") / "knowledge"
    shutil.copytree(TESTS.parent / "knowledge", folder, ignore=shutil.ignore_patterns("practice", "quiz", "*.sqlite*", "*.safetensors"))
    return load_knowledge(folder)


@pytest.fixture(scope="session")
def teach(cache, tmp_path_factory):
    """Makes an advisor over the small knowledge with more in it: path in the folder → text at the end of that file."""

    def teach(more):
        folder = tmp_path_factory.mktemp("taught") / "knowledge"
        shutil.copytree(SMALL, folder)
        for name, text in more.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")
        return Advisor.load(folder)

    return teach


@pytest.fixture
def run(cache):
    """Runs `advisor` as a process of its own over the small knowledge; standard input is /dev/null where none is given."""

    def run(*arguments, input=None, knowledge=SMALL, **options):
        environment = {**os.environ, "ADVISOR_KNOWLEDGE": str(knowledge), "PYTHONPATH": str(TESTS.parent), **options.pop("env", {})}
        source = {"input": input.encode() if isinstance(input, str) else input} if input is not None else {"stdin": subprocess.DEVNULL}
        done = subprocess.run([sys.executable, "-m", "advisor", *arguments], capture_output=True, env=environment, timeout=60, check=False, **source, **options)
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    return run
