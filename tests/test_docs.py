"""What the documents promise: their YAML is knowledge, their commands exist, their links lead somewhere."""

import json
import re
import shlex
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml

from advisor import Advisor
from advisor.command.cli import cli
from advisor.compiling.rule_check import check_folder

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "knowledge" / "README.md"])


def blocks(path, language):
    return [textwrap.dedent(block) for block in re.findall(rf" *```{language}\n(.*?) *```", path.read_text(encoding="utf-8"), re.DOTALL)]


def test_the_examples_of_the_knowledge_readme_work(tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder, ignore=shutil.ignore_patterns("practice", "quiz", "*.sqlite", "*.safetensors"))
    cues, rules, counterparts, identifiers, quiz = blocks(ROOT / "knowledge" / "README.md", "yaml")
    (folder / "cues" / "new.yaml").write_text(cues, encoding="utf-8")
    (folder / "rules" / "new.yaml").write_text(rules, encoding="utf-8")
    (folder / "counterparts" / "new.yaml").write_text(counterparts, encoding="utf-8")
    (folder / "identifiers" / "new.yaml").write_text(identifiers, encoding="utf-8")
    (folder / "quiz").mkdir()
    (folder / "quiz" / "new.yaml").write_text(quiz, encoding="utf-8")
    assert check_folder(folder).problems == ()


def test_the_rule_of_the_readme_is_a_rule():
    (rules,) = blocks(ROOT / "README.md", "yaml")
    assert {"id", "when", "prefer", "why", "source", "examples"} == set(yaml.safe_load(rules)[0])


def keys_of(schema):
    """The keys of all objects that a schema describes."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = schema.get("properties", {}) if isinstance(schema, dict) else {}
    return {*own, *(key for part in parts for key in keys_of(part))}


@pytest.mark.parametrize("kind", ["service", "cues", "rules", "notes", "diagnoses", "practice", "quiz", "counterparts", "identifiers", "parts"])
def test_the_knowledge_readme_tells_every_key(kind):
    text = (ROOT / "knowledge" / "README.md").read_text(encoding="utf-8")
    schema = json.loads((ROOT / "knowledge" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    made = {"passages", "title", "text"} if kind == "notes" else set()  # from the headings, and what stands below
    assert sorted(key for key in keys_of(schema) - made if not re.search(rf"\b{key}\b", text)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist(document):
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?m)^(?:`|    )?make ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"(?m)^advisor ([a-z]+)", text)) <= set(cli.list_commands(None))


def commands(path):
    """The calls of `advisor` in a document's shell blocks, as words without comments."""
    lines = [line for block in blocks(path, "sh") for line in block.replace("\\\n", " ").splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("advisor ")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_can_be_called_as_they_are_written(document):
    for name, *words in commands(document):
        cli.get_command(None, name).make_context(name, words)  # raises UsageError


def test_every_option_is_told_in_a_document():
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    options = {option for name in cli.list_commands(None) for one in cli.get_command(None, name).params for option in one.opts if option.startswith("--")}
    assert sorted(option for option in options if not re.search(rf"{option}\b", text)) == []


@pytest.mark.parametrize("block", blocks(ROOT / "README.md", "python"))
def test_the_python_of_the_readme_runs(block, advisor, monkeypatch, capsys):
    monkeypatch.setattr(Advisor, "load", lambda: advisor)
    exec(compile(block, "README.md", "exec"), {})
    assert "Amazon " in capsys.readouterr().out


def test_the_design_names_every_module_in_its_folder():
    table = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("| module | what it holds |")[1].split("\n\n")[0]
    for folder, rows in re.findall(r"\*\*`(\w+)/`[^\n]*\n(.*?)(?=\n\| \*\*`|\Z)", table, re.DOTALL):
        names = re.findall(r"`([\w/…]+)`", "\n".join(row.split("|")[1] for row in rows.splitlines()))
        told = tuple(name.rstrip("…") for name in names if name.endswith("…"))
        path = ROOT / folder if folder in ("advisor", "web") else ROOT / "advisor" / folder
        modules = {path.stem for path in path.glob("*.py") if not path.stem.startswith("__")} if folder != "web" else set()
        assert sorted(module for module in modules if module not in names and not module.startswith(told or ("…",))) == [], folder
        assert sorted(name for name in names if name not in modules and not name.endswith("…") and not name.startswith("web")) == [], folder
    folders = {path.parent.name for path in (ROOT / "advisor").glob("*/__init__.py")}
    assert folders == set(re.findall(r"\*\*`(\w+)/`", table)) - {"advisor", "web"}
