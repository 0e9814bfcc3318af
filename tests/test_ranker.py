"""The ranker's file: a damaged one never stops an answer."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from advisor import Advisor, ModelError
from advisor.folder import RANKER_FILE, default_folder
from advisor.ranker import read_ranker, write_ranker
from tests.conftest import SMALL


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


def test_an_advisor_without_a_trained_ranker_answers(small_advisor):
    assert small_advisor.ask("an immutable ledger").recommendations
