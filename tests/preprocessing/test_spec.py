import subprocess
import sys
from typing import Any

import pytest

from ecgviewer.preprocessing.spec import PreprocessingSpec


def test_json_gives_the_same_spec() -> None:
    spec = PreprocessingSpec(leads=("V5",), hop=5, band_hz=(0.7, 35.0))
    assert PreprocessingSpec.from_json(spec.to_json()) == spec


def test_samples_follow_from_seconds() -> None:
    spec = PreprocessingSpec(fs=360, before_s=0.35, after_s=0.5)
    assert (spec.before, spec.after) == (126, 180)


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_other_version_is_refused_and_named(version: object) -> None:
    values = PreprocessingSpec().to_json() | {"version": version}
    with pytest.raises(ValueError, match=f"version {version}"):
        PreprocessingSpec.from_json(values)


def test_newer_version_is_named_before_its_unknown_keys() -> None:
    values = PreprocessingSpec().to_json() | {"version": 9, "tempo": True}
    with pytest.raises(ValueError, match="version 9"):
        PreprocessingSpec.from_json(values)


def test_unknown_and_missing_keys_are_named() -> None:
    values = PreprocessingSpec().to_json() | {"tempo": True}
    del values["hop"]
    with pytest.raises(ValueError, match="hop, tempo"):
        PreprocessingSpec.from_json(values)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hop", 0),
        ("before_s", -0.1),
        ("win", 721),
        ("band_hz", (40.0, 0.5)),
        ("frequency_hz", (0.0, 40.0)),
        ("frequency_hz", (0.5, 200.0)),
    ],
)
def test_impossible_numbers_are_refused(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        PreprocessingSpec(**{field: value})


def test_spec_loads_neither_scipy_nor_opencv() -> None:
    code = (
        "import sys, ecgviewer.preprocessing.spec;"
        "sys.exit(' '.join({'scipy', 'cv2', 'numpy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
