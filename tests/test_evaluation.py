"""`advisor eval` on small files over a small catalogue of its own."""

from __future__ import annotations

import builtins
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from advisor.advisor import Advisor
from advisor.command.evaluation_command import evaluate
from advisor.errors import EvaluationError
from advisor.knowledge.documents import parse_yaml
from advisor.knowledge.folder import PACKAGED
from advisor.knowledge.knowledge_base import load_knowledge
from advisor.knowledge.naming import ServiceNames
from advisor.measuring.ablation import PARTS, ablation_mixes, keep_parts, keep_signals
from advisor.measuring.baselines import BASELINES, first_of_each, make_baseline
from advisor.measuring.earlier_report import read_report
from advisor.measuring.evaluation import evaluate_rows, length_name, measure_time
from advisor.measuring.evaluation_report import render_report
from advisor.measuring.labelled import LabelledRow, is_final, read_labelled, select_part
from advisor.ranking.fusion import UNTRAINED


def service(id, name, family, summary, situation, **more):
    return {"id": id, "name": name, "family": family, "summary": summary, "situations": [situation], **more}


SERVICES = [
    service("queue", "Amazon Queue", "messaging", "Keeps messages until a worker takes them.", "decouple producers and workers with messages", aliases=["Simple Queue", "MQX"], broad=True),
    service("queue-fifo", "Amazon Queue FIFO", "messaging", "Keeps messages in strict sequence.", "bank transfers processed in strict sequence", parent="queue"),
    service("bucket", "AWS Bucket", "storage", "Stores objects such as pictures.", "store pictures and videos as objects"),
    service("bucket-lifecycle", "Bucket lifecycle", "storage", "Moves old objects to cheaper storage.", "old invoices move to cheaper storage after ninety days", parent="bucket"),
    service("dial", "Dial", "monitoring", "Shows metrics on dashboards.", "dashboards with metrics of processors"),
]
SOURCE = {"guide": "a guide", "date": "2023-12"}
RULE = {
    "id": "sequence",
    "when": {"any": ["strict"]},
    "prefer": {"queue-fifo": 3},
    "why": "The sequence counts.",
    "source": SOURCE,
    "examples": {"match": ["in strict sequence"], "no_match": ["in any"]},
}
DIAGNOSIS = {"id": "broken", "title": "It is broken", "services": ["queue"], "symptoms": ["nothing arrives"], "cause": "A cause.", "steps": ["A step."], "source": SOURCE}
NOTES = """deck: A deck
date: 2023-12

## Pictures
id: pictures
slide: Pictures
services: bucket

Pictures and videos are objects.

## Workers
id: workers
slide: Workers
services: queue

Messages wait for a free worker.

## Load
id: load
slide: Load
services: dial

Needles show how busy processors are.
"""
QUEUE, BUCKET, DIAL = "decouple producers and workers with messages", "store pictures and videos as objects", "dashboards with metrics of processors"
UNKNOWN = "qqq zzz xxx"


def write_yaml(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A knowledge folder with five services, one rule and three notes."""
    folder = tmp_path_factory.mktemp("knowledge")
    for service in SERVICES:
        write_yaml(folder / "services" / f"{service['id']}.yaml", service)
    write_yaml(folder / "cues" / "one.yaml", {"order": {"question": "In sequence?", "cues": {"strict": {"label": "yes", "phrases": ["strict sequence"]}}}})
    write_yaml(folder / "rules" / "one.yaml", [RULE])
    write_yaml(folder / "diagnoses" / "one.yaml", [DIAGNOSIS])
    write_yaml(folder / "practice" / "one.yaml", [{"scenario": text, "services": ["dial"]} for text in ("needles on a screen", "graphs of load")])
    (folder / "notes").mkdir()
    (folder / "notes" / "deck.md").write_text(NOTES, encoding="utf-8")
    document, _ = parse_yaml((Path(PACKAGED) / "vocabulary.yaml").read_text(encoding="utf-8"), "vocabulary.yaml")
    vocabulary = document.data | {"trouble": document.data["trouble"] | {"vague": [], "things": []}}  # these name services and diagnoses that are not here
    write_yaml(folder / "vocabulary.yaml", vocabulary)
    return folder


@pytest.fixture(scope="module")
def small(folder):
    """An advisor over the small folder."""
    return Advisor.load(folder)


@pytest.fixture
def names(small):
    return ServiceNames(small.store.meta("names"), small.catalogue)


@pytest.fixture
def run(folder, tmp_path):
    """Runs `advisor eval` with rows as a file (or text) and options."""

    def run(content, *options, name="rows.jsonl"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else "".join(json.dumps(row) + "\n" for row in content), encoding="utf-8")
        return CliRunner().invoke(evaluate, [str(path), "--knowledge", str(folder), *map(str, options)])

    return run


def row(scenario, *services, **more):
    return {"scenario": scenario, "services": list(services), **more}


def id_of(part, n=0):
    """The n-th of the ids t0, t1 … that belong to a part."""
    return [f"t{i}" for i in range(200) if is_final(f"t{i}") == (part == "final")][n]


def labelled(scenario, *labels, id="t"):
    return LabelledRow(id, scenario, labels, (), (), "rows.jsonl", 1, is_final(id))


ROWS = [row(QUEUE, "queue", id=id_of("look")), row(BUCKET, "dial", id=id_of("look", 1)), row(UNKNOWN, "dial", id=id_of("look", 2)), row(DIAL, "bucket", id=id_of("final"))]


# Reading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["queue-fifo", "Amazon Queue FIFO", "queue fifo", "AWS  Queue FIFO", " QUEUE FIFO "])
def test_a_service_is_found_by_id_or_name_in_any_case_with_or_without_its_maker(names, name):
    assert names.find(name) == "queue-fifo"


@pytest.mark.parametrize(("name", "id"), [("Bucket", "bucket"), ("amazon bucket", "bucket"), ("mqx", "queue"), ("AWS Simple Queue", "queue"), ("Bucke", None), ("", None)])
def test_a_service_is_found_by_its_aliases_and_never_by_half_a_name(names, name, id):
    assert names.find(name) == id


def read_text(tmp_path, names, text, name="rows.jsonl"):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    rows, problems = read_labelled([tmp_path / name], names)
    return rows, [str(problem).removeprefix(f"{tmp_path}/") for problem in problems]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "is not JSON: Input data was truncated"),
        ("[" * 100_000, "is not JSON"),
        ("7", "Expected `object`, got `int`"),
        ('{"services": ["dial"]}', "Object missing required field `scenario`"),
        ('{"scenario": "a text"}', "Object missing required field `services`"),
        ('{"scenario": 7, "services": ["dial"]}', "Expected `str`, got `int` - at `$.scenario`"),
        ('{"scenario": " ", "services": ["dial"]}', "the scenario is empty"),
        ('{"scenario": "a text", "services": "dial"}', "Expected `array`, got `str` - at `$.services`"),
        ('{"scenario": "a text", "services": [1]}', "Expected `str`, got `int` - at `$.services[0]`"),
        ('{"scenario": "a text", "services": ["Dail"]}', "there is no service 'Dail', did you mean 'dial'?"),
        ('{"id": [], "scenario": "a text", "services": ["dial"]}', "Expected `int | str | null`, got `array` - at `$.id`"),
        ('{"scenario": "a text", "services": ["dial"], "options": "ab"}', "Expected `array | null`, got `str` - at `$.options`"),
        ('{"scenario": "a text", "services": ["dial"], "options": ["a"], "answer": [1]}', "there are 1 options, and 'answer' counts them from 0"),
        ('{"scenario": "a text", "services": ["dial"], "options": ["a"], "answer": [-1]}', "Expected `int` >= 0 - at `$.answer[0]`"),
        ('{"scenario": "a text", "services": ["dial"], "options": ["a"], "answer": [true]}', "Expected `int`, got `bool` - at `$.answer[0]`"),
        (b'{"scenario": "\xff", "services": ["dial"]}', "is not JSON: Invalid UTF-8 encoded string"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_go_on(tmp_path, names, line, message):
    good = json.dumps(row(DIAL, "dial")).encode()
    rows, problems = read_text(tmp_path, names, b"\n".join([good, line if isinstance(line, bytes) else line.encode(), json.dumps(row(QUEUE, "queue")).encode()]))
    assert [one.labels for one in rows] == [("dial",), ("queue",)]
    assert len(problems) == 1
    assert problems[0].startswith(f"rows.jsonl:2: {message}")


def test_an_unknown_name_beside_a_known_one_is_named_and_the_row_kept(tmp_path, names):
    rows, problems = read_text(tmp_path, names, json.dumps(row(DIAL, "Dial", "Nothing like it")))
    assert [one.labels for one in rows] == [("dial",)]
    assert problems == ["rows.jsonl:1: there is no service 'Nothing like it'"]


def test_a_row_without_services_is_kept_without_labels(tmp_path, names):
    rows, problems = read_text(tmp_path, names, json.dumps(row(DIAL)))
    assert ([one.labels for one in rows], problems) == ([()], [])


def test_the_same_row_twice_counts_once(tmp_path, names):
    rows, problems = read_text(tmp_path, names, "\n".join(json.dumps(row(DIAL, "dial", id="x")) for _ in range(2)))
    assert len(rows) == 1
    assert problems == [f"rows.jsonl:2: the row 'x' stands already in {tmp_path}/rows.jsonl:1"]


def test_byte_order_mark_line_ends_and_blank_lines_do_not_matter(tmp_path, names):
    rows, problems = read_text(tmp_path, names, b"\xef\xbb\xbf" + json.dumps(row(DIAL, "dial")).encode() + b"\r\n\r\n" + json.dumps(row(QUEUE, "queue")).encode())
    assert ([one.line for one in rows], problems) == ([1, 3], [])


def test_a_yaml_list_is_read_with_the_line_of_each_entry(tmp_path, names):
    rows, problems = read_text(tmp_path, names, f"# own\n- scenario: {DIAL}\n  services: [dial]\n- text: a message\n  diagnosis: x\n- scenario: {QUEUE}\n  services: [queue]\n", "own.yaml")
    assert [(one.line, one.labels) for one in rows] == [(2, ("dial",)), (6, ("queue",))]
    assert problems == ["own.yaml:4: Object missing required field `scenario`"]


@pytest.mark.parametrize(("text", "message"), [("a: }", "own.yaml:1: is not YAML"), ("a: b", "own.yaml:1: is not a list of scenarios"), ("# nothing", "own.yaml:1: is empty")])
def test_a_broken_yaml_file_is_named(tmp_path, names, text, message):
    rows, problems = read_text(tmp_path, names, text, "own.yaml")
    assert not rows
    assert problems[0].startswith(message)


@pytest.mark.parametrize(("content", "message"), [(b"", "is empty"), (b" \n\n", "is empty"), (b"\x00\x01\x02", "is no text"), (None, "cannot be read: No such file"), ("folder", "is a folder")])
def test_a_file_that_cannot_be_used_is_an_error_in_one_line(tmp_path, names, content, message):
    path = tmp_path / "rows.jsonl"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(EvaluationError, match=message) as caught:
        read_labelled([path], names)
    assert "\n" not in str(caught.value)


def test_yaml_that_is_not_utf8_names_its_line(tmp_path, names):
    with pytest.raises(EvaluationError, match=r"own\.yaml:2: is not UTF-8"):
        read_text(tmp_path, names, b"- scenario: a\n  services: [\xff]\n", "own.yaml")


def test_the_parts_are_three_and_seven_tenths_and_never_change():
    assert [id for id in "abcdefghij" if is_final(id)] == ["a", "b", "d", "e", "f", "g"]
    assert sum(is_final(str(number)) for number in range(10_000)) == pytest.approx(3_000, abs=150)


def test_the_parts_together_are_all_rows():
    rows = [labelled(DIAL, "dial", id=str(number)) for number in range(50)]
    look, final = select_part(rows, "look"), select_part(rows, "final")
    assert sorted(one.id for one in [*look, *final]) == sorted(one.id for one in select_part(rows, "all"))
    assert not {one.id for one in look} & {one.id for one in final}


# Measuring -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scenario", "label", "hit"),
    [
        (QUEUE, "queue", True),
        ("bank transfers processed in strict sequence", "queue", True),  # the feature answers for its service
        (BUCKET, "bucket-lifecycle", True),  # the service answers for its feature
        (QUEUE, "queue-fifo", False),  # but not where it is broad
        (DIAL, "bucket", False),
        (UNKNOWN, "dial", False),  # "I do not know" is a miss
    ],
)
def test_a_first_recommendation_hits_as_the_catalogue_answers(small, scenario, label, hit):
    assert evaluate_rows(small, [labelled(scenario, label)]).together.hit1.value == hit


def test_exact_wants_the_label_itself(small):
    assert evaluate_rows(small, [labelled(BUCKET, "bucket-lifecycle")], exact=True).together.hit1.value == 0
    assert evaluate_rows(small, [labelled(BUCKET, "bucket")], exact=True).together.hit1.value == 1


def test_any_label_of_a_row_is_enough(small):
    assert evaluate_rows(small, [labelled(DIAL, "bucket", "dial")]).together.hit1.value == 1


def test_one_label_is_enough_for_a_report(small):
    report = evaluate_rows(small, [labelled(DIAL, "dial")])
    assert (report.together.n, report.together.hit1.value, report.together.hit1.low) == (1, 1.0, 1.0)
    assert "1 labelled scenarios" in render_report(report)


def test_no_label_is_an_error_that_says_so(small):
    with pytest.raises(EvaluationError, match=r"no row in the 'look' part is labelled \(1 without"):
        evaluate_rows(small, [labelled(DIAL)], part="look")


def test_groups_confusions_and_abstentions_are_counted(small):
    report = evaluate_rows(small, [labelled(one["scenario"], *one["services"], id=one["id"]) for one in ROWS])
    assert [(one.name, one.n) for one in report.families] == [("monitoring", 2), ("messaging", 1), ("storage", 1)]
    assert [(one.name, one.n) for one in report.lengths] == [("up to 20 words", 4)]
    assert (report.abstained.count, report.abstained.n) == (1, 4)
    assert report.calibration is not None
    assert report.calibration.n == 3


def test_neither_confusions_nor_misses_nor_rows_tell_of_the_final_part(small):
    report = evaluate_rows(small, [labelled(one["scenario"], *one["services"], id=one["id"]) for one in ROWS], misses=10)
    assert [(one.label, one.given) for one in report.confused] == [("dial", "bucket"), ("dial", "none")]
    assert [one.scenario for one in report.misses] == [BUCKET, UNKNOWN]
    assert [(one.part, one.top, one.labels, one.hit) for one in report.rows if one.part == "final"] == [("final", (), (), False)]


def test_a_miss_is_explained_by_places_signals_and_rules(small):
    (miss,) = evaluate_rows(small, [labelled("bank transfers processed in strict sequence", "dial", id=id_of("look"))], misses=1).misses
    assert miss.rules == ("sequence",)
    assert (miss.given[0].service, miss.given[0].place) == ("queue-fifo", 1)
    assert miss.given[0].signals["rules"] > 0
    assert [one.service for one in miss.expected] == ["dial"]


def test_when_nothing_is_answered_there_is_no_confidence_to_measure(small):
    report = evaluate_rows(small, [labelled(UNKNOWN, "dial")])
    assert report.calibration is None
    assert "Nothing was answered" in render_report(report)


def test_choice_counts_rows_without_a_label_too(small):
    options = ("Use Amazon Queue.", "Use Dial.")
    rows = [labelled(DIAL, "dial"), LabelledRow("u", DIAL, (), options, (1,), "rows.jsonl", 2, False), LabelledRow("v", DIAL, (), options, (0,), "rows.jsonl", 3, False)]
    report = evaluate_rows(small, rows)
    assert report.choice is not None
    assert (report.choice.count, report.choice.n, report.unlabelled) == (1, 2, 2)


@pytest.mark.parametrize(("words", "name"), [(1, "up to 20 words"), (20, "up to 20 words"), (21, "21 to 50 words"), (51, "51 to 100 words"), (100, "51 to 100 words"), (101, "over 100 words")])
def test_lengths_are_grouped_by_words(words, name):
    assert length_name("word " * words) == name


def test_the_95th_percentile_is_the_nearest_rank():
    timing = measure_time([float(n) for n in range(1, 101)])
    assert (timing.median, timing.p95) == (50.5, 95.0)
    assert measure_time([3.0]).p95 == 3.0


# Ablation and baselines ----------------------------------------------------------------------------------------


def test_ablation_tells_each_part_alone_left_out_and_all(small):
    report = evaluate_rows(small, [labelled("bank transfers processed in strict sequence", "queue-fifo"), labelled(DIAL, "dial", id="u")], ablation=True)
    values = {one.name: one.hit1.value for one in report.ablation}
    assert values == {
        "rules only": 0.5,
        "BM25 only": 1,
        "TF-IDF only": 1,
        "rules + BM25 + TF-IDF": 1,
        "all but rules": 1,
        "all but BM25": 1,
        "all but TF-IDF": 1,
        "all but prior": 1,
        "all but mentions": 1,
        "all": 1,
    }
    assert "rules only" in render_report(report)


def test_ablation_tells_of_the_learned_part_where_there_is_one():
    assert {"learned only", "all but learned"} <= set(ablation_mixes(UNTRAINED, has_learned=True))


def test_every_signal_of_the_mix_belongs_to_a_part(advisor):
    assert {signal for signals in PARTS.values() for signal in signals} == set(advisor.ranker.mix.coefficients)


def test_a_signal_that_stands_alone_counts_with_one():
    assert keep_parts(UNTRAINED, ("BM25",)).coefficients == {"bm25": 1.0}
    assert keep_signals(UNTRAINED, {"rules"}).coefficients == {"rules": 1.0}


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_ranks_services(small, folder, name):
    system = make_baseline(name, small, lambda: load_knowledge(folder))
    assert system(BUCKET)[0] == ("dial" if name == "majority" else "bucket")


def test_a_baseline_is_compared_with_the_advisor_on_the_same_rows(small, folder):
    systems = {"majority": make_baseline("majority", small, lambda: load_knowledge(folder))}
    (score,) = evaluate_rows(small, [labelled(QUEUE, "queue")], baselines=systems).baselines
    assert score.against is not None
    assert (score.hit1.value, score.against.difference) == (0, -1)


def test_the_first_of_each_service_keeps_its_place():
    assert first_of_each([("b", "a"), ("b",), ("c",)]) == ("b", "a", "c")


# The command ---------------------------------------------------------------------------------------------------


def test_the_report_is_text_of_at_most_80_columns(run):
    result = run(ROWS, "--misses", "5", "--ablation", "--baseline", "bm25")
    assert result.exit_code == 0, result.exception
    assert "4 labelled scenarios (all rows)" in result.stdout
    assert "note: --misses tells only of the 'look' part" in result.stderr
    assert max(len(line) for line in result.stdout.splitlines() if "/" not in line) <= 80  # a path may be longer


def test_bad_lines_go_to_standard_error_and_the_report_counts_them(run):
    result = run(json.dumps(ROWS[0]) + "\n{\n")
    assert "rows.jsonl:2: is not JSON" in result.stderr
    assert "1 labelled scenarios (all rows), 0 without a label, 1 problems" in result.stdout


def test_look_and_final_read_their_own_part(run):
    look, final = (json.loads(run(ROWS, "--json", option).stdout) for option in ("--look", "--final"))
    assert (look["together"]["n"], final["together"]["n"]) == (3, 1)
    assert {one["part"] for one in look["rows"]} == {"look"}
    assert {one["part"] for one in final["rows"]} == {"final"}


@pytest.mark.parametrize(("options", "message"), [(("--look", "--final"), "exclude each other"), (("--final", "--misses", "1"), "tells no misses"), (("--baseline", "oracle"), "oracle")])
def test_wrong_use_is_an_error_of_use(run, options, message):
    result = run(ROWS, *options)
    assert result.exit_code == 2
    assert message in result.stderr


def test_json_holds_each_row_and_compares_with_itself_as_equal(run, tmp_path):
    first = run(ROWS, "--json")
    rows = json.loads(first.stdout)["rows"]
    assert (rows[0]["labels"], rows[0]["top"][0], rows[0]["hit"]) == (["queue"], "queue", True)
    (tmp_path / "other.json").write_text(first.stdout)
    result = run(ROWS, "--compare", tmp_path / "other.json")
    assert "on 4 common rows: hit@1 +0.0000, p 1" in result.stdout


@pytest.mark.parametrize(("content", "message"), [("{", "is no report"), ("{}", "is no report"), ('{"rows": [{"id": 1}]}', "is no report"), (None, "is no report"), ('{"rows": []}', "shares no row")])
def test_another_report_that_cannot_be_compared_is_an_error(run, tmp_path, content, message):
    if content is not None:
        (tmp_path / "other.json").write_text(content)
    result = run(ROWS, "--compare", tmp_path / "other.json")
    assert isinstance(result.exception, EvaluationError)
    assert message in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_folder_is_no_report(tmp_path):
    with pytest.raises(EvaluationError, match="is a folder"):
        read_report(tmp_path)


@pytest.mark.parametrize("content", ["{\n", json.dumps(row(DIAL)), json.dumps(row(DIAL, "nothing"))])
def test_files_without_any_label_are_an_error(run, content):
    result = run(content)
    assert isinstance(result.exception, EvaluationError)
    assert "no row is labelled" in str(result.exception)


def test_pictures_are_written_to_a_new_folder(run, tmp_path):
    pytest.importorskip("matplotlib")
    result = run(ROWS, "--plot", tmp_path / "new" / "pictures")
    assert result.exit_code == 0, result.exception
    assert sorted(path.name for path in (tmp_path / "new" / "pictures").iterdir()) == ["reliability.png", "risk-coverage.png"]


def test_a_place_for_pictures_that_is_a_file_is_an_error(run, tmp_path):
    pytest.importorskip("matplotlib")
    (tmp_path / "file").write_text("x")
    assert isinstance(run(ROWS, "--plot", tmp_path / "file").exception, EvaluationError)


def test_without_matplotlib_the_error_says_what_to_install(run, tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **more):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    result = run(ROWS, "--plot", tmp_path / "pictures")
    assert "pip install 'advisor[plot]'" in str(result.exception)


def test_own_yaml_scenarios_are_measured_exactly(run):
    result = run(yaml.safe_dump([row(DIAL, "dial"), row(BUCKET, "bucket-lifecycle")]), "--exact", "--json", name="own.yaml")
    assert json.loads(result.stdout)["together"]["hit1"]["value"] == 0.5
