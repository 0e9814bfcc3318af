"""The ranker's file: a damaged one never stops an answer."""

import shutil

import pytest

from advisor import Advisor, ModelError
from advisor.folder import RANKER_FILE, default_folder
from advisor.ranker import read_ranker
from tests.conftest import SMALL


def test_the_shipped_ranker_can_be_read_and_sums_up():
    ranker = read_ranker(default_folder() / RANKER_FILE)
    assert {"service", "kind"} <= set(ranker.heads)
    assert len(ranker.features) == len(ranker.starts) - 1
    assert 0 < ranker.mix.threshold < 1


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"not a model", lambda data: data[:100] + b"\xff" * 50 + data[150:]])
def test_a_damaged_ranker_is_named_and_answers_go_on(tmp_path, damage):
    folder = tmp_path / "knowledge"
    shutil.copytree(SMALL, folder)
    data = (default_folder() / RANKER_FILE).read_bytes()
    (folder / RANKER_FILE).write_bytes(damage(data))
    with pytest.raises(ModelError):
        read_ranker(folder / RANKER_FILE)
    advisor = Advisor.load(folder)
    assert advisor.model_problem
    advice = advisor.ask("payments must be handled in the order they were sent")
    assert advice.recommendations[0].service == "sqs-fifo"
    assert any("rules and retrieval" in notice or "ranker" in notice for notice in advice.notices)


def test_an_advisor_without_a_trained_ranker_answers(small_advisor):
    assert small_advisor.ask("an immutable ledger").recommendations
