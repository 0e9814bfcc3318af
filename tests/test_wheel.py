"""The wheel in an empty environment, asked from another folder."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds the unpacked wheel, as an installation has it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    made = subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], capture_output=True, text=True, check=False)
    if made.returncode and "hatchling" in made.stderr:
        pytest.skip("hatchling cannot be had here, so no wheel can be built")
    assert made.returncode == 0, made.stderr
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    target = next((environment / "lib").glob("python*/site-packages"))
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(target)
    # The libraries come from the environment of the tests; advisor, web and knowledge must come from the wheel.
    (target / "libraries.pth").write_text("\n".join(p for p in sys.path if p.endswith("site-packages")) + "\n", encoding="utf-8")
    return environment


def test_the_wheel_answers_from_any_folder(installed, tmp_path):
    environment = {**os.environ, "ADVISOR_CACHE": str(tmp_path / "cache")}
    environment.pop("PYTHONPATH", None)
    environment.pop("ADVISOR_KNOWLEDGE", None)
    code = "import advisor, sys; sys.argv = ['advisor', 'ask', 'strict', 'order', 'of', 'payment', 'messages']; print(advisor.__file__); from advisor.command.front import main; main()"
    done = subprocess.run(
        [str(installed / "bin" / "python"), "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment, check=False, timeout=500
    )  # the first answer compiles the knowledge: minutes on a loaded machine
    assert done.returncode == 0, done.stderr
    place, first = done.stdout.splitlines()[:2]
    assert place.startswith(str(installed))
    assert "FIFO" in first
