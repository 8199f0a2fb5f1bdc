"""Work on networks holds what it needs and no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_IMPORTS = """
import sys
import training.retrain
from training.networks.light import BESIDE_KERAS
print(*(set(BESIDE_KERAS) & set(sys.modules)))
import matplotlib
"""

_TRIM = """
from pathlib import Path
from training.networks.light import give_memory_back

def held_mb():
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024

some = [bytearray(3000) for _ in range(40_000)]
above = bytearray(3000)
del some
before = held_mb()
give_memory_back()
print(before - held_mb())
"""

_CODE = """
from pathlib import Path
import training.retrain
from training.networks.light import keep_little

def held_mb():
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssFile:")[1].split()[0]) / 1024

before = held_mb()
keep_little()
print(before - held_mb())
import keras
assert keras.layers.Dense(1)(keras.ops.ones((1, 2))).shape == (1, 1)
"""


def _said(code: str) -> str:
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_a_retraining_imports_nothing_that_keras_can_do_without() -> None:
    # And what was hidden can be imported afterwards.
    assert _said(_IMPORTS) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's C library keeps free memory")
def test_what_is_free_is_given_back() -> None:
    # 120 MB that lie below something that is still in use.
    assert float(_said(_TRIM)) > 80


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no smaps")
def test_code_that_was_needed_to_start_is_given_back() -> None:
    assert float(_said(_CODE)) > 200
