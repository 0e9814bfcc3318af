"""Which module may import which, and what `advisor ask` leaves alone."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from advisor.pattern import compile_late
from tests.conftest import SMALL

PACKAGE = Path(__file__).resolve().parent.parent / "advisor"
# Each folder may import those before it, and the modules beside them that hold what everything uses.
ORDER = ("text", "phrasing", "knowledge", "ranking", "answers", "compiling", "advisor", "dialogue", "rendering", "measuring", "command")
SHARED = {"collector", "errors", "light_msgspec", "model", "pattern", "progress"}
HEAVY = ("sklearn", "scipy", "numpy", "nltk", "rank_bm25", "jsonschema", "yaml", "rich", "flask", "safetensors", "advisor.measuring.evaluation", "advisor.measuring.training")
SLOW = ("click", "hashlib", "shutil", "typing_extensions", "pathlib", "platform", "string", "heapq", "rapidfuzz")
READS_YAML = {"knowledge.documents", "knowledge.knowledge_base", "measuring.labelled"}


FILES = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py")) if not path.stem.startswith("__")}


def imports_of(path):
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(module):
    """The modules of this package that one of them imports."""
    return {name.removeprefix("advisor.") for name in imports_of(FILES[module])} & set(FILES)


def place(module):
    return -1 if module in SHARED else ORDER.index(module.split(".")[0])


def calls_print(path):
    return any(isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("module", FILES)
def test_imports_never_go_on_to_a_later_folder(module):
    assert [name for name in own_imports(module) if place(name) > place(module)] == []


def test_no_modules_import_each_other():
    assert len(list(TopologicalSorter({module: own_imports(module) for module in FILES}).static_order())) == len(FILES)


def test_no_constant_or_type_stands_in_two_modules():
    places = {}
    for path in FILES.values():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                places.setdefault((node.targets[0].id, ast.unparse(node.value)), []).append(path.stem)
    assert {name: sorted(modules) for name, modules in places.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("module", [module for module in FILES if module not in READS_YAML])
def test_only_readers_of_files_parse_yaml(module):
    assert "knowledge.documents" not in own_imports(module) or "parse_yaml" not in FILES[module].read_text(encoding="utf-8")


@pytest.mark.parametrize("module", FILES)
def test_no_module_prints_by_itself(module):
    assert not calls_print(FILES[module])


@pytest.mark.parametrize("module", [module for module in FILES if module != "command.serve_command"])
def test_the_core_knows_nothing_of_the_web(module):
    assert not any(name.split(".")[0] in ("web", "flask") for name in imports_of(FILES[module]))


@pytest.mark.parametrize("arguments", [["ask", "keep", "order"], ["ask", "--json", "keep", "order"], ["ask", "--explain", "keep", "order"]])
def test_ask_imports_no_library_that_only_compiling_needs(arguments, small_advisor):
    code = (
        "import sys\nfrom advisor.command.cli import cli\n"
        f"try: cli(['--knowledge', {str(SMALL)!r}, *{arguments!r}])\n"
        f"except SystemExit: print('LOADED', sorted(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_loading_reads_no_phrase_of_the_vocabulary_word_by_word(small_advisor):
    code = (
        "from advisor.advisor import Advisor\nfrom advisor.text.tokens import Tokenizer\nread = []\nTokenizer.tokens = lambda self, text: read.append(text) or []\n"
        f"Advisor.load({str(SMALL)!r})\nprint(read)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_importing_the_package_leaves_the_collector_and_the_modules_as_they_are():
    code = "import gc\nimport advisor\nimport platform\nprint(gc.isenabled(), gc.get_freeze_count(), platform.machine() != '')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout.split() == ["True", "0", "True"]


def test_a_pattern_is_compiled_when_it_is_first_used(monkeypatch):
    made = []
    monkeypatch.setattr("advisor.pattern.re.compile", lambda *given: made.append(given) or re._compiler.compile(*given))
    pattern = compile_late("a+b", re.IGNORECASE)
    assert made == []
    assert pattern.sub("-", "xAABx") == pattern.sub("-", "xabx") == "x-x"
    assert made == [("a+b", re.IGNORECASE)]


@pytest.mark.parametrize("arguments", [["keep", "order"], ["--json", "keep", "order"]])
def test_words_are_answered_without_the_parser(arguments, small_advisor):
    unwanted = {*HEAVY, *SLOW} - ({"hashlib"} if "--json" in arguments else set())  # JSON shows an id
    code = (
        "import os, sys\nfrom advisor.command import front\n"
        f"os.environ['ADVISOR_KNOWLEDGE'] = {str(SMALL)!r}\nsys.argv = ['advisor', 'ask', *{arguments!r}]\n"
        f"front.leave = lambda status: print('LOADED', status, [name for name in {unwanted!r} if name in sys.modules]) or sys.exit(status)\n"
        "front.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent)
    assert done.stdout.splitlines()[-1] == f"LOADED {done.returncode} []", done.stderr
