"""Reading knowledge folders: what is in them, and every way in which they can be wrong."""

import json
import shutil
from pathlib import Path

import pytest

from advisor import KnowledgeError
from advisor.compiling.rule_check import check_folder, condition_key, contradictions, measure_rules
from advisor.knowledge.folder import knowledge_files
from advisor.knowledge.knowledge_base import check_knowledge, load_knowledge
from advisor.measuring.training import labelled_texts
from advisor.model import Condition
from advisor.text.vocabulary import LookUp, OffTopic, Trouble, Vocabulary
from tests.conftest import SMALL

BAD = Path(__file__).resolve().parent / "bad_knowledge"
SCHEMAS = BAD.parent.parent / "knowledge" / "schema"
DEFECTS = sorted(path.name for path in BAD.iterdir() if path.is_dir())
ONLY_THE_CHECK = {"duplicate-key", "failing-examples", "light-phrases", "rules-that-cannot-work", "shared-alias"}


@pytest.fixture
def small(tmp_path):
    """A copy of the small knowledge that a test may spoil."""
    return Path(shutil.copytree(SMALL, tmp_path / "knowledge"))


@pytest.fixture
def spoil(small):
    """The small knowledge with a defect's files laid over it."""

    def spoil(defect):
        shutil.copytree(BAD / defect, small, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
        return small

    return spoil


def told(folder):
    return "".join(f"{problem}\n" for problem in check_folder(folder).problems).replace(f"{folder}/", "")


def test_the_small_knowledge_has_no_problem():
    found = check_folder(SMALL)
    assert (found.problems, found.remarks) == ((), ())


def test_things_are_read_with_their_sources():
    knowledge = load_knowledge(SMALL)
    rule = knowledge.rules["strict-order"]
    assert (rule.source.slide, rule.source.date) == ("FIFO Queues", "2023-04")
    assert knowledge.services["qldb"].status.is_over
    assert knowledge.notes["visibility-timeout"].asked == ("what is a visibility timeout?", "how long is a message hidden?")
    assert knowledge.cues["ledger"].facet == "data"


def test_a_service_is_found_by_its_name_and_by_every_alias():
    names = load_knowledge(SMALL).names
    assert {names[name] for name in ("amazon sqs fifo queue", "sqs fifo", "fifo queue")} == {"sqs-fifo"}


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_is_told_with_its_file_and_line(defect, spoil):
    assert told(spoil(defect)) == (BAD / defect / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("defect", sorted(set(DEFECTS) - ONLY_THE_CHECK))
def test_knowledge_with_a_defect_is_refused_in_one_line_that_says_what_to_run(defect, spoil):
    folder = spoil(defect)
    with pytest.raises(KnowledgeError) as refused:
        load_knowledge(folder)
    assert f"run 'advisor check {folder}'" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_broken_file_does_not_make_what_refers_to_it_wrong(small):
    (small / "cues" / "all.yaml").write_text("ordering: [", encoding="utf-8")
    assert [problem.path for problem in check_knowledge(small)] == [str(small / "cues" / "all.yaml")]


@pytest.mark.parametrize(("part", "fields"), [((), Vocabulary), (("off_topic",), OffTopic), (("look_up",), LookUp), (("trouble",), Trouble)])
def test_every_list_that_the_vocabulary_may_have_is_read(part, fields):
    form = json.loads((SCHEMAS / "vocabulary.schema.json").read_text(encoding="utf-8"))
    for name in part:
        form = form["properties"][name]
    assert set(form["properties"]) == set(fields.__struct_fields__)


def test_an_empty_folder_lacks_every_part(tmp_path):
    assert told(tmp_path).splitlines() == [
        "cues:1: has no YAML file",
        "diagnoses:1: has no YAML file",
        "notes:1: has no note file",
        "rules:1: has no YAML file",
        "services:1: has no YAML file",
        "vocabulary.yaml:1: cannot be read: No such file or directory",
    ]


def test_a_missing_folder_is_refused(tmp_path):
    for read in (load_knowledge, check_knowledge, check_folder):
        with pytest.raises(KnowledgeError, match="there is no knowledge folder"):
            read(tmp_path / "nowhere")


def test_a_folder_of_other_files_holds_no_knowledge(tmp_path):
    (tmp_path / "readme.txt").write_text("hello", encoding="utf-8")
    assert knowledge_files(tmp_path) == []


@pytest.mark.parametrize("text", ["{a: b}: c", "? [a, b]\n: c", "&a [*a]", "\t- x", "- " * 5000, "!!python/object:os.system x", "\x00", "a: 1\n---\nb: 2", "5", "[]", '"text"'])
def test_odd_yaml_is_a_problem_and_never_an_exception(text, small):
    (small / "rules" / "odd.yaml").write_text(text, encoding="utf-8")
    assert {Path(problem.path).name for problem in check_knowledge(small)} == {"odd.yaml"}


def test_a_cue_that_no_rule_uses_is_remarked_and_is_no_problem(small):
    (small / "rules" / "databases.yaml").unlink()
    found = check_folder(small)
    assert found.problems == ()
    assert [str(remark).replace(f"{small}/", "") for remark in found.remarks] == ["cues/all.yaml:19: note: no rule uses the cue 'key-value'", "cues/all.yaml:22: note: no rule uses the cue 'ledger'"]


def test_the_precision_of_a_rule_is_measured_on_practice_questions(small):
    (small / "practice").mkdir()
    questions = [("orders are handled in order", "sqs-fifo"), ("fetch in order from the shelf of a key-value thing", "dynamodb"), ("something else", "dynamodb")]
    lines = "".join(f"- {{scenario: {text}, services: [{service}]}}\n" for text, service in questions)
    (small / "practice" / "some.yaml").write_text(lines, encoding="utf-8")
    found = {one.rule: one for one in measure_rules(load_knowledge(small))}
    assert (found["strict-order"].fired, found["strict-order"].right, found["strict-order"].wrong) == (2, 1, questions[1][0])


def test_questions_that_a_ranker_got_wrong_are_told_by_their_folder_and_count_less(small):
    (small / "practice" / "light").mkdir(parents=True)
    for place, text in (("some.yaml", "records by their key"), ("light/some.yaml", "not the queue but what reads by key")):
        (small / "practice" / place).write_text(f"- {{scenario: {text}, services: [dynamodb]}}\n", encoding="utf-8")
    knowledge = load_knowledge(small)
    assert {question.scenario: question.light for question in knowledge.practice} == {"records by their key": False, "not the queue but what reads by key": True}
    weights = {text.text: text.weight for text in labelled_texts(knowledge, knowledge.practice)}
    assert weights["not the queue but what reads by key"] < weights["records by their key"]


def test_conditions_are_equal_where_they_hold_for_the_same_queries():
    assert condition_key(Condition(all=("a",))) == condition_key(Condition(any=("a",)))
    assert condition_key(Condition(any=("a", "b"))) == condition_key(Condition(any=("b", "a")))
    assert condition_key(Condition(all=("a", "b"))) != condition_key(Condition(any=("a", "b")))
    assert condition_key(Condition(all=("a",), any=("a", "b"))) == condition_key(Condition(all=("a",)))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (Condition(all=("a", "b"), none=("b",)), ["b"]),
        (Condition(any=("a", "b"), none=("a", "b")), ["a", "b"]),
        (Condition(any=("a", "b"), none=("a",)), []),
    ],
)
def test_a_condition_that_requires_what_it_excludes_can_never_hold(when, expected):
    assert contradictions(when) == expected
