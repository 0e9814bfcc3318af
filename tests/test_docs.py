"""What the documents promise: their YAML is knowledge, their commands exist, their links lead somewhere."""

import re
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml

from advisor.cli import cli
from advisor.rule_check import check_folder

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


def test_the_design_names_every_module():
    table = (ROOT / "docs" / "design.md").read_text(encoding="utf-8").split("| module | what it holds |")[1].split("\n\n")[0]
    names = re.findall(r"`([\w/…]+)`", table)
    told = tuple(name.rstrip("…") for name in names if name.endswith("…"))
    modules = {path.stem for path in (ROOT / "advisor").glob("*.py") if not path.stem.startswith("__")}
    assert sorted(module for module in modules if module not in names and not module.startswith(told)) == []
    assert sorted(name for name in names if name not in modules and not name.endswith("…") and not name.startswith("web")) == []
