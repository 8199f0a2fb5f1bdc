"""The process that retrains: what it says, how it is stopped, and where it is not."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ecgviewer.analysis import retraining as module
from ecgviewer.analysis.retraining import checkout, command, retraining, why_not
from ecgviewer.core.retraining import (
    RetrainingEvent,
    RetrainingFailure,
    RetrainingOrder,
    RetrainingProgress,
    RetrainingResult,
)

ORDER = RetrainingOrder(
    "seed-cnn", (Path("a.csv"), Path("b.qrs")), Path("r"), (Path("d"),), Path("out")
)
#: Waits until its input ends, and then says so in a file.
WAITS = """
import sys
print('{"progress": {"share": 0, "doing": "waiting", "left_s": null}}', flush=True)
sys.stdin.read()
open(sys.argv[1], "w").write("stopped")
"""
STUBBORN = "import signal\nprint('[]', flush=True)\nwhile True: signal.pause()"


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[RetrainingEvent]:
    monkeypatch.setattr(module, "why_not", lambda: "")
    monkeypatch.setattr(module, "command", lambda _: [sys.executable, "-c", *words])
    events = list(retraining(ORDER))
    return [event for event in events if event != RetrainingProgress()]


def _printing(*lines: object) -> str:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return "\n".join(f"print({text!r}, flush=True)" for text in texts)


def test_what_the_process_says_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    script = _printing(
        "TensorFlow says something",
        [],
        {"progress": {"share": 0.5, "doing": "epoch 1 of 3", "left_s": 60.0}},
        {"progress": {"share": 0.5}},
        {"result": {"text": "better", "out": "/new", "figures": {}}},
    )
    assert _run(monkeypatch, script) == [
        RetrainingProgress(0.5, "epoch 1 of 3", 60.0),
        RetrainingResult("better", Path("/new")),
    ]


def test_a_worse_one_is_told_before_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = _printing(
        {"result": {"text": "worse", "out": "", "figures": {}}}, {"error": "Nothing."}
    )
    assert _run(monkeypatch, f"{script}\nraise SystemExit(1)") == [
        RetrainingResult("worse", None),
        RetrainingFailure("Nothing."),
    ]


def test_an_end_without_a_result_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    (event,) = _run(monkeypatch, "raise SystemExit('no room')")
    assert isinstance(event, RetrainingFailure)
    assert "exit status 1" in event.message
    assert "no room" in event.message


def test_whoever_stops_listening_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "why_not", lambda: "")
    words = [sys.executable, "-c", WAITS, str(tmp_path / "told")]
    monkeypatch.setattr(module, "command", lambda _: words)
    events = retraining(ORDER)
    while next(events) == RetrainingProgress():
        pass
    # Nothing new for a while.
    assert [next(events), next(events)] == [RetrainingProgress()] * 2
    events.close()  # type: ignore[attr-defined]
    assert (tmp_path / "told").read_text() == "stopped"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal.pause")
def test_one_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "why_not", lambda: "")
    monkeypatch.setattr(module, "_GRACE_S", 0.1)
    words = [sys.executable, "-c", STUBBORN]
    monkeypatch.setattr(module, "command", lambda _: words)
    events = retraining(ORDER)
    next(events)
    events.close()  # type: ignore[attr-defined]


def test_the_command_names_everything() -> None:
    words = command(ORDER)
    assert words[:4] == [sys.executable, "-m", "training.retrain", "--json-lines"]
    text = " ".join(words[4:])
    assert text == (
        "--bundle seed-cnn --records r --out out --corrections a.csv b.qrs --data d"
    )
    none = RetrainingOrder("b", (Path("a"),), Path("r"), (), Path("o"))
    assert "--data" not in command(none)
    assert "--patients" not in command(none)
    told = command(replace(ORDER, patients=Path("whose.csv")))
    assert told[-2:] == ["--patients", "whose.csv"]


def test_why_an_installation_cannot_train(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (checkout() / "training" / "retrain.py").is_file()
    monkeypatch.setattr(module, "find_spec", lambda name: name)
    assert why_not() == ""
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert "needs tensorflow and keras" in why_not()
    monkeypatch.setattr(module, "checkout", lambda: tmp_path)
    assert "This installation comes without" in why_not()
    (event,) = retraining(ORDER)
    assert isinstance(event, RetrainingFailure)
    assert 'pip install -e ".[train]"' in event.message
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "This application comes without" in why_not()
