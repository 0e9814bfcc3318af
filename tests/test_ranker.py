"""The ranker's file: a damaged one never stops an answer."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from advisor import Advisor, ModelError
from advisor.answers.questions import add_answers
from advisor.knowledge.folder import RANKER_FILE, default_folder
from advisor.ranking.confidence import confidence, confidence_inputs, share_confidence
from advisor.ranking.fusion import Mix, Ranking, fuse, fuse_again, level_open, merge_ended, replace_ended, replace_excluded
from advisor.ranking.ranker import read_ranker, write_ranker
from advisor.ranking.ranking import LEAST_LEARNED
from tests.conftest import SMALL

MIX = Mix({"x": 1.0}, (0.0, 1.0, 0.0, 0.0), 0.1)


def test_the_shipped_ranker_can_be_read_and_sums_up():
    ranker = read_ranker(Path(default_folder()) / RANKER_FILE)
    assert {"service", "kind"} <= set(ranker.heads)
    assert len(ranker.features) == len(ranker.starts) - 1
    assert 0 < ranker.mix.threshold < 1


def test_the_shipped_ranker_written_again_is_the_same_file(tmp_path):
    shipped = Path(default_folder()) / RANKER_FILE
    write_ranker(read_ranker(shipped), tmp_path / RANKER_FILE)
    assert (tmp_path / RANKER_FILE).read_bytes() == shipped.read_bytes()


@pytest.mark.parametrize("metadata", [None, {"format": "2", "mix": "{}"}, {"about": '{"format": "0", "heads": {}, "mix": {"coefficients": {}, "calibration": [], "threshold": 0}}'}, {"about": "{}"}])
def test_a_ranker_of_another_format_is_refused(tmp_path, metadata):
    save_file({"bias": np.zeros(1, dtype=np.float32)}, str(tmp_path / RANKER_FILE), metadata=metadata)
    with pytest.raises(ModelError, match="another format" if metadata != {"about": "{}"} else "cannot be read"):
        read_ranker(tmp_path / RANKER_FILE)


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"not a model", lambda data: data[:100] + b"\xff" * 50 + data[150:]])
def test_a_damaged_ranker_is_named_and_answers_go_on(tmp_path, damage):
    folder = tmp_path / "knowledge"
    shutil.copytree(SMALL, folder)
    data = (Path(default_folder()) / RANKER_FILE).read_bytes()
    (folder / RANKER_FILE).write_bytes(damage(data))
    with pytest.raises(ModelError):
        read_ranker(folder / RANKER_FILE)
    advisor = Advisor.load(folder)
    assert advisor.model_problem
    advice = advisor.ask("payments must be handled in the order they were sent")
    assert advice.recommendations[0].service == "sqs-fifo"
    assert any("rules and retrieval" in notice or "ranker" in notice for notice in advice.notices)


def test_what_to_use_today_takes_the_place_of_an_ended_service_with_its_probability():
    candidates = fuse({"old": {"x": 3.0}, "live": {"x": 2.0}, "new": {"x": 1.0}, "gone": {"x": 9.0}}, MIX)
    ended = {"old": "new", "gone": None}
    ranking = Ranking(replace_ended(candidates, ended), (), {}, 1.0, ended)
    assert [candidate.service for candidate in ranking.candidates] == ["new", "gone", "old", "live"]
    own = {candidate.service: candidate.probability for candidate in candidates}
    new, live = merge_ended(ranking)
    assert (new.service, new.probability, new.score) == ("new", own["new"] + own["old"], 3.0)
    assert (live.service, live.probability, live.score) == ("live", own["live"], 2.0)
    assert share_confidence(ranking, 0.6).keys() == {"new", "live"}
    assert share_confidence(ranking, 0.6)["new"] == 0.6
    assert [c.service for c in add_answers(ranking, {"live": 9.0}).candidates] == ["live", "gone", "new", "old"]


def test_what_a_rule_prefers_takes_the_place_of_what_it_excludes_with_its_probability():
    candidates = fuse({"out": {"x": 3.0}, "other": {"x": 2.0}, "worse": {"x": 0.5}, "better": {"x": 1.0}}, MIX)
    probability = {candidate.service: candidate.probability for candidate in candidates}
    found = replace_excluded(candidates, {"out": ("worse", "better", "unknown")})
    assert [(one.service, one.score, one.probability) for one in found] == [
        ("better", 3.0, probability["out"]),
        ("other", 2.0, probability["other"]),
        ("worse", 0.5, probability["worse"]),
        ("out", 1.0, probability["better"]),
    ]
    assert replace_excluded(found, {"out": ("worse", "better")}) == found
    assert [one.service for one in replace_excluded(candidates, {"out": ()})] == ["other", "better", "worse", "out"]
    assert [one.service for one in replace_excluded(candidates, {"other": ("out",)})] == ["out", "better", "worse", "other"]


def test_what_is_equally_right_by_an_open_rule_shares_the_first_place():
    candidates = fuse({"first": {"x": 3.0}, "other": {"x": 2.0}, "equal": {"x": 0.5}}, MIX)
    found = level_open(candidates, [frozenset({"equal", "first"})])
    assert [(one.service, one.score) for one in found] == [("first", 3.0), ("equal", 3.0), ("other", 2.0)]
    assert found[0].probability == found[1].probability
    assert sum(one.probability for one in found) == pytest.approx(1.0)
    assert level_open(candidates, [frozenset({"equal", "other"})]) == tuple(candidates)
    assert level_open([], [frozenset({"equal"})]) == ()


def test_what_rules_take_from_an_excluded_one_is_no_reason_against_what_takes_its_place():
    mix = Mix({"x": 1.0, "ruled_out": -2.0}, (0.0, 1.0, 0.0, 0.0), 0.1)
    candidates = fuse({"out": {"x": 3.0, "ruled_out": 6.0}, "other": {"x": 2.0}, "better": {"x": 1.0}}, mix)
    found = replace_excluded(candidates, {"out": ("better",)}, mix.penalty)
    assert [(one.service, one.score) for one in found] == [("better", 3.0), ("other", 2.0), ("out", -9.0)]
    assert sum(one.probability for one in found) == pytest.approx(1.0)
    assert replace_excluded(found, {"out": ("better",)}, mix.penalty) == found


def test_the_whole_of_the_first_service_is_no_rival_of_it():
    candidates = tuple(fuse({"part": {"x": 2.0}, "whole": {"x": 1.9}, "other": {"x": 0.0}}, MIX))
    ranking = Ranking(candidates, (), {}, 1.0, parents={"part": "whole"})
    assert confidence(ranking, MIX, for_whole=True) > confidence(ranking, MIX)
    assert confidence_inputs(ranking, for_whole=True)[1] == pytest.approx(math.log(1 - candidates[2].probability))


def test_fused_again_only_what_the_mix_has_a_signal_of_is_ranked():
    ended = {"old": "new"}
    ranking = Ranking(fuse({"old": {"x": 1.0}, "new": {"y": 1.0}, "other": {"y": 2.0}}, MIX), (), {}, 1.0, ended)
    assert [candidate.service for candidate in fuse_again(ranking, MIX).candidates] == ["new", "old"]


@pytest.mark.parametrize("scenario", ["we transcode media with elastic transcoder", "an immutable ledger", "send marketing messages to segments of our users", "keep messages in order"])
def test_confidences_add_up_to_no_more_than_one(advisor, scenario):
    recommended = advisor.ask(scenario, top=20).recommendations
    assert sum(one.confidence for one in recommended) <= 1.001
    assert recommended[0].confidence == max(one.confidence for one in recommended)


def test_an_answer_reads_the_weights_of_its_features_once(advisor, monkeypatch):
    asked = []
    read = advisor.store.weights
    monkeypatch.setattr(advisor.ranker._learned, "_read_weights", lambda features: asked.extend(features) or read(features))
    advisor.ask("keep messages in order")
    assert "order" in asked
    assert len(asked) == len(set(asked))


def test_who_names_an_ended_service_is_told_so(advisor):
    advice = advisor.ask("we transcode media with elastic transcoder")
    assert advice.recommendations[0].service == "mediaconvert"
    assert any(notice.startswith("Amazon Elastic Transcoder ended") for notice in advice.notices)


def test_an_advisor_without_a_trained_ranker_answers(small_advisor):
    assert small_advisor.ask("an immutable ledger").recommendations


def test_light_questions_count_in_the_overlap_and_are_not_searched(advisor):
    owners = advisor.ranker.owners
    blocks = [owners.searched.passages, owners.light.passages]
    assert [number for block in blocks for number in block] == list(range(len(owners.services)))
    assert all(list(owners.services[block.start : block.stop]) == sorted(owners.services[block.start : block.stop]) for block in blocks)
    for number in blocks[1][:: len(blocks[1]) // 20]:
        text = advisor.store.passage("services", number).text
        query = advisor.analyzer.analyze(text)
        ranking = advisor.ranker.rank(query)
        assert all(passage in blocks[0] for nearest in ranking.passages.values() for passage in nearest)
        assert max(candidate.signals["overlap"] for candidate in ranking.candidates) == 1.0
        assert all(0.0 <= candidate.signals["overlap"] <= 1.0 for candidate in ranking.candidates)
        own = advisor.catalogue.entries[owners.services[number]].id
        assert next(candidate for candidate in ranking.candidates if candidate.service == own).signals["overlap"] > 0.5, text


def test_stop_words_and_pairs_tell_apart_what_a_search_cannot(advisor):
    texts = ["connect to the database", "the database to connect"]
    one, other = (advisor.analyzer.analyze(text) for text in texts)
    assert one.weights == other.weights
    scores = [{candidate.service: candidate.signals["overlap"] for candidate in advisor.ranker.rank(query).candidates} for query in (one, other)]
    assert scores[0] != scores[1]


def test_a_text_that_leaves_open_which_service_is_meant_is_asked_about(advisor):
    first, second = (advice := advisor.ask("throw away our old log files after half a year")).recommendations[:2]
    assert {first.service, second.service} == {"cloudwatch-logs", "s3-lifecycle"}
    assert second.confidence > 0.3
    assert {option.cue for option in advice.question.options} >= {"logs-in-groups", "logs-in-bucket"}


@pytest.mark.parametrize(("text", "service"), [("delete the logs of our functions after a month", "cloudwatch-logs"), ("load balancer logs older than a year should be removed", "s3-lifecycle")])
def test_what_tells_the_equals_apart_decides(advisor, text, service):
    assert advisor.ask(text).recommendations[0].service == service


def test_a_part_that_is_newer_than_the_training_is_as_likely_as_its_whole(advisor):
    number, ranker = advisor.catalogue.number, advisor.ranker
    learned = {number["s3"]: -0.5, number["sqs"]: -3.0}
    assert ranker._find_learned("s3-lifecycle", learned) == -0.5
    assert ranker._find_learned("s3-lifecycle", learned | {number["s3-lifecycle"]: -2.0}) == -2.0
    assert ranker._find_learned("kinesis", learned) == LEAST_LEARNED
