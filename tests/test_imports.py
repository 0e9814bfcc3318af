"""Which module may import which, and what `advisor ask` leaves alone."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.pattern import compile_late
from tests.conftest import SMALL

PACKAGE = Path(__file__).resolve().parent.parent / "advisor"
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__"))

# Each module may import those of its own level and of the levels before it.
LEVELS = (
    {
        "collector",
        "light_msgspec",
        "units",
        "amounts",
        "errors",
        "failure",
        "identifiers",
        "references",
        "focus",
        "memo",
        "model",
        "documents",
        "folder",
        "progress",
        "terminal",
        "turn_patterns",
        "metrics",
        "needs",
        "options",
        "pattern",
        "quantities",
        "scenario",
        "spelling",
        "stance",
        "throughput",
        "transfer",
        "vocabulary",
        "wording",
    },
    {"knowledge_base", "catalogue", "tokens", "phrasebook", "clauses", "refusals", "letter"},
    {"naming", "proposals", "scores", "dense_scores", "arrays", "sheet", "words", "correction"},
    {"analysis"},
    {"retrieval", "bills", "trouble_phrasing", "need_phrasing", "turn_phrasing", "opposition", "fact_phrasing", "overlap"},
    {"rules", "store", "features", "story"},
    {"fusion", "verdicts"},
    {"confidence", "ranking", "ranker", "quiz"},
    {"compiler", "known_questions"},
    {"opening", "explanation", "plan", "preference", "notices", "passages", "troubles", "questions", "render", "render_explanation", "rule_check"},
    {"reading"},
    {"recommender", "choice"},
    {"answer"},
    {"advisor"},
    {"conversation", "hearing"},
    {"turns", "reply"},
    {"comparison", "change", "understanding", "qualities"},
    {"consultation"},
    {"troubleshooting"},
    {"requests"},
    {"saying"},
    {"batch", "training", "dialogue", "render_markdown", "render_reply", "labelled", "baselines", "ablation", "earlier_report", "evaluation", "evaluation_report"},
    {"loading", "greeting", "front", "command_group", "standard_input", "serve_command", "evaluation_command", "chat_command", "cli"},
)
HEAVY = ("sklearn", "scipy", "numpy", "nltk", "rank_bm25", "jsonschema", "yaml", "rich", "flask", "safetensors", "advisor.evaluation", "advisor.training")
SLOW = ("click", "hashlib", "shutil", "typing_extensions", "pathlib", "platform", "string", "heapq", "rapidfuzz")
READS_YAML = {"documents", "knowledge_base", "labelled"}


def imports_of(path):
    """The modules of this package that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_of(path):
    return {name.split(".")[1] for name in imports_of(path) if name.startswith("advisor.")} & set(MODULES)


def calls_print(path):
    return any(isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_its_level(module):
    assert sum(module in level for level in LEVELS) == 1


@pytest.mark.parametrize("module", MODULES)
def test_imports_never_go_back_to_a_later_level(module):
    place = next((index for index, level in enumerate(LEVELS) if module in level), len(LEVELS))
    allowed = set().union(*LEVELS[: place + 1])
    assert parts_of(PACKAGE / f"{module}.py") - allowed == set()


def test_no_constant_or_type_stands_in_two_modules():
    places = {}
    for path in PACKAGE.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                places.setdefault((node.targets[0].id, ast.unparse(node.value)), []).append(path.stem)
    assert {name: sorted(modules) for name, modules in places.items() if len(modules) > 1} == {}


@pytest.mark.parametrize("module", [m for m in MODULES if m not in READS_YAML])
def test_only_readers_of_files_parse_yaml(module):
    assert "documents" not in parts_of(PACKAGE / f"{module}.py") or "parse_yaml" not in (PACKAGE / f"{module}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", MODULES)
def test_no_module_prints_by_itself(module):
    assert not calls_print(PACKAGE / f"{module}.py")


@pytest.mark.parametrize("module", [m for m in MODULES if m != "serve_command"])
def test_the_core_knows_nothing_of_the_web(module):
    assert not any(name.split(".")[0] in ("web", "flask") for name in imports_of(PACKAGE / f"{module}.py"))


@pytest.mark.parametrize("arguments", [["ask", "keep", "order"], ["ask", "--json", "keep", "order"], ["ask", "--explain", "keep", "order"]])
def test_ask_imports_no_library_that_only_compiling_needs(arguments, small_advisor):
    code = (
        "import sys\nfrom advisor.cli import cli\n"
        f"try: cli(['--knowledge', {str(SMALL)!r}, *{arguments!r}])\n"
        f"except SystemExit: print('LOADED', sorted(name for name in {HEAVY!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_loading_reads_no_phrase_of_the_vocabulary_word_by_word(small_advisor):
    code = (
        f"from advisor import tokens\nfrom advisor.advisor import Advisor\nread = []\ntokens.Tokenizer.tokens = lambda self, text: read.append(text) or []\nAdvisor.load({str(SMALL)!r})\nprint(read)"
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
        "import os, sys\nfrom advisor import front\n"
        f"os.environ['ADVISOR_KNOWLEDGE'] = {str(SMALL)!r}\nsys.argv = ['advisor', 'ask', *{arguments!r}]\n"
        f"front.leave = lambda status: print('LOADED', status, [name for name in {unwanted!r} if name in sys.modules]) or sys.exit(status)\n"
        "front.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent)
    assert done.stdout.splitlines()[-1] == f"LOADED {done.returncode} []", done.stderr
