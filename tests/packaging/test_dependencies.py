import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

_PROJECT = tomllib.loads(
    (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
)["project"]


@pytest.mark.parametrize("name", ["opencv", "librosa", "tensorflow", "keras"])
def test_what_only_training_needs_is_in_its_extra(name: str) -> None:
    assert not any(name in each for each in _PROJECT["dependencies"])
    assert any(name in each for each in _PROJECT["optional-dependencies"]["train"])


def test_a_record_is_classified_without_opencv() -> None:
    code = (
        "import sys\n"
        "sys.modules['cv2'] = None\n"
        "import ecgviewer as ev\n"
        "review = ev.analyze(ev.synthetic_record(20.0).record)\n"
        "print(len(review) > 10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True"
