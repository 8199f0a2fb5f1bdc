from __future__ import annotations

import logging
import logging.handlers
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QRunnable, QThreadPool
from pytestqt.qtbot import QtBot

from ecgviewer.gui.system import crash_report
from ecgviewer.gui.system.crash_report import CrashReporter, start_log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    yield tmp_path / "logs" / "ecgviewer.log"
    root.setLevel(level)
    for handler in root.handlers[:]:
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            root.removeHandler(handler)
            handler.close()


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def reporter(log: Path, told: list[tuple[str, str]]) -> Iterator[CrashReporter]:
    start_log(log)
    reporter = CrashReporter(log, lambda text, details: told.append((text, details)))
    reporter.install()
    yield reporter
    reporter.remove()


def _fail(reporter: CrashReporter) -> None:
    try:
        raise RuntimeError("beat 7 of nothing")
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)


def test_an_exception_leaves_a_report_and_is_told(
    reporter: CrashReporter,
    log: Path,
    told: list[tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger("x").info("opened a record")
    _fail(reporter)
    report = next(log.parent.glob("crash-*.txt"))
    text = report.read_text(encoding="utf-8")
    assert str(report) in told[0][0]
    assert told[0][1] == text
    for part in ("ecgviewer 0.", "Python 3.", "beat 7 of nothing", "opened a record"):
        assert part in text
    assert "beat 7 of nothing" in log.read_text(encoding="utf-8")
    assert "beat 7 of nothing" in capsys.readouterr().err


def test_a_windowed_program_has_no_stderr(
    reporter: CrashReporter,
    told: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    _fail(reporter)
    assert len(told) == 1


def _raise(error: BaseException) -> None:
    raise error


class _Runnable(QRunnable):
    def run(self) -> None:
        _raise(RuntimeError("beat 7 of nothing"))


def _in_a_plain_thread() -> None:
    error = RuntimeError("beat 7 of nothing")
    thread = threading.Thread(target=_raise, args=(error,), name="reading beats")
    thread.start()
    thread.join(10)


def _in_the_pool() -> None:
    QThreadPool.globalInstance().start(_Runnable())
    assert QThreadPool.globalInstance().waitForDone(10_000)


class _Dying:
    def __del__(self) -> None:
        _raise(RuntimeError("beat 7 of nothing"))


def _in_a_destructor() -> None:
    thread = threading.Thread(target=lambda: str(_Dying())[:0])
    thread.start()
    thread.join(10)


@pytest.mark.parametrize("fail", [_in_a_plain_thread, _in_the_pool, _in_a_destructor])
def test_what_fails_in_another_thread_is_told_in_that_of_the_windows(
    qtbot: QtBot, log: Path, fail: Callable[[], None]
) -> None:
    start_log(log)
    told: list[tuple[str, threading.Thread]] = []
    reporter = CrashReporter(
        log, lambda _, text: told.append((text, threading.current_thread()))
    )
    reporter.install()
    try:
        fail()
        assert not told
        qtbot.waitUntil(lambda: bool(told))
    finally:
        reporter.remove()
    ((text, thread),) = told
    assert "beat 7 of nothing" in text
    assert thread is threading.main_thread()


def test_a_thread_that_exits_is_not_a_failure(qtbot: QtBot, log: Path) -> None:
    told: list[str] = []
    reporter = CrashReporter(log, lambda text, _: told.append(text))
    log.parent.mkdir()
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    reporter.install()
    thread = threading.Thread(target=_raise, args=(SystemExit(),))
    thread.start()
    thread.join(10)
    QCoreApplication.processEvents()
    reporter.remove()
    assert not told
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_only_the_newest_reports_are_kept(reporter: CrashReporter, log: Path) -> None:
    for _ in range(23):
        _fail(reporter)
    assert len(list(log.parent.glob("crash-*.txt"))) == 20


def test_a_failure_while_telling_is_not_told(log: Path) -> None:
    start_log(log)
    calls: list[str] = []

    def fail_again(text: str, _: str) -> None:
        calls.append(text)
        _fail(one)

    one = CrashReporter(log, fail_again)
    one.install()
    _fail(one)
    one.remove()
    assert len(calls) == 1


def test_a_report_that_cannot_be_written_is_logged(
    reporter: CrashReporter, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(crash_report, "replace_file", full)
        _fail(reporter)
    assert "no report could be written" in log.read_text(encoding="utf-8")


def test_the_log_is_rotated(log: Path) -> None:
    start_log(log)
    # Past other handlers, who need not hold four megabytes.
    handler = next(
        h
        for h in logging.getLogger().handlers
        if isinstance(h, logging.handlers.RotatingFileHandler)
    )
    for _ in range(40):
        handler.emit(logging.makeLogRecord({"msg": "x" * 100_000}))
    assert len(list(log.parent.glob("ecgviewer.log*"))) == 3
    assert sum(path.stat().st_size for path in log.parent.iterdir()) < 3_100_000


_CRASH = """
import faulthandler, sys
from pathlib import Path
from ecgviewer.gui.system import crash_report
from ecgviewer.gui.system.crash_report import CrashReporter, start_log
log = Path(sys.argv[1])
start_log(log)
CrashReporter(log, print).install()
faulthandler._sigsegv()
"""


def test_a_crash_of_the_interpreter_is_told_at_the_next_start(
    log: Path, told: list[tuple[str, str]]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _CRASH, str(log)],
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert ended.returncode != 0
    reporter = CrashReporter(log, lambda text, details: told.append((text, details)))
    for _ in range(2):
        reporter.install()
        reporter.remove()
    assert len(told) == 1
    assert "the last time" in told[0][0]
    assert "Segmentation fault" in told[0][1]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_nothing_is_written_through_links(
    log: Path, told: list[tuple[str, str]], tmp_path: Path
) -> None:
    log.parent.mkdir()
    precious = tmp_path / "precious"
    precious.write_text("")
    for name in (log.name, "fault.txt"):
        (log.parent / name).symlink_to(precious)
    start_log(log)
    reporter = CrashReporter(log, lambda text, details: told.append((text, details)))
    reporter.install()
    _fail(reporter)
    reporter.remove()
    assert precious.read_text() == ""
    assert "beat 7 of nothing" in log.read_text()
    assert len(told) == 1
