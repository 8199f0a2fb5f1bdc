"""How long the list of ten thousand studies takes to open, sort, filter and search."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from ecgviewer.bench.desk import make_application, settle
from ecgviewer.bench.stopwatch import Figures, median_s, milliseconds, processor_s
from ecgviewer.gui.studies.study_window import StudyWindow
from ecgviewer.studies.index import StudyIndex
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.query import StudyQuery
from ecgviewer.studies.scan import Scanner
from ecgviewer.studies.study import COLUMNS, Status

_N_STUDIES, _N_FOLDERS = 10_000, 40
#: Rows that a window shows at once, and some more.
_SHOWN = 100
_WORDS = ("study 77", "v run", "tag:child", "status:signed reader:ada", "nothing")
_WORST = ("V run (VT), 8 beats, 162 bpm", "Pause of 3.2 s", "Suspected AF", "")
_TODAY = date(2026, 11, 28)


def measure(_path: Path, *, n_studies: int = _N_STUDIES, runs: int = 3) -> Figures:
    """Return what a list of 10,000 studies in 40 folders takes, the median of runs.

    All is processor time, in which other work on the machine has no part.

    `studies_scan_new_s`: all records read, which are short: of long ones the bytes
    count. `studies_scan_unchanged_s`: looked through again, nothing changed.
    `studies_scan_one_new_s`: one record more. `studies_ms`: the list opened from the
    index, sorted by each column both ways, filtered, searched, with the rows shown;
    of these the slowest one. `studies_window_ms`: the same in the window, painted, with
    the preview of the study the keyboard is at.
    """
    with tempfile.TemporaryDirectory() as name:
        records, data = Path(name, "records"), Path(name, "data")
        _write(records, n_studies)
        places = StudyPlaces(data, data)
        with StudyIndex(places.index) as index:
            new_s = processor_s(partial(_scan, index, places, records))
            _fill(index)
            same_s = _median_s(partial(_scan, index, places, records), runs)
            _write_one(records / "00", n_studies)
            one_s = processor_s(partial(_scan, index, places, records))
        places.watch([records])
        return {
            "studies_scan_new_s": round(new_s, 2),
            "studies_scan_unchanged_s": round(same_s, 2),
            "studies_scan_one_new_s": round(one_s, 2),
            "studies_ms": _list_ms(places.index, records, runs),
            "studies_window_ms": _window_ms(places, data, runs),
        }


def _median_s(work: Callable[[], object], runs: int) -> float:
    return median_s(work, runs, processor_s)


def _write(folder: Path, n_studies: int) -> None:
    for number in range(n_studies):
        _write_one(folder / f"{number % _N_FOLDERS:02d}", number)


def _write_one(folder: Path, number: int) -> None:
    """Write a record of ten samples; those of any two numbers differ."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"study{number}"
    header = f"{name} 1 250 10\n{name}.dat 16 200/mV 16 0 0 0 0 I\n"
    (folder / f"{name}.hea").write_text(header)
    samples = np.full(10, number % 10_000, "<i2")
    (folder / f"{name}.dat").write_bytes(samples.tobytes())


def _scan(index: StudyIndex, places: StudyPlaces, folder: Path) -> None:
    for _ in Scanner(index, places).scan([folder]):
        pass


def _fill(index: StudyIndex) -> None:
    """Put figures as those of patients into the index."""
    rng, statuses = np.random.default_rng(0), [each.value for each in Status]
    with index.change():
        for number, study in enumerate(index.studies()):
            entry = index.entry(study.path)
            assert entry is not None
            filled = replace(
                study,
                patient=f"P{number % 3000:05d}",
                start=f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d} 08:00:00",
                length_s=float(rng.integers(60, 90_000)),
                status=statuses[number % len(statuses)],
                status_text=f"{statuses[number % len(statuses)]} by Ada",
                n_beats=int(rng.integers(1000, 120_000)),
                v_percent=float(rng.uniform(0, 30)),
                s_percent=float(rng.uniform(0, 10)),
                af_percent=float(rng.uniform(0, 100)),
                pause_s=float(rng.uniform(2, 6)) if number % 3 else None,
                readable_percent=float(rng.uniform(50, 100)),
                errors_left=float(rng.uniform(0, 500)),
                rank=float(rng.uniform(0, 100)),
                worst=_WORST[number % len(_WORST)],
                reader="Ada" if number % 2 else "Bob",
                priority=number % 50 == 0,
                due="2026-12-01" if number % 7 == 0 else "",
                tags="child" if number % 11 == 0 else "",
                notes="Bob: the patient was called, and has no complaints",
            )
            index.put(replace(entry, study=filled))


def _list_ms(index: Path, folder: Path, runs: int) -> dict[str, float]:
    usual = StudyQuery((folder,), today=_TODAY)
    queries = {
        "sort": [
            replace(usual, order=column, descending=way)
            for column in COLUMNS
            for way in (False, True)
        ],
        "filter": [
            *(replace(usual, statuses=frozenset({each.value})) for each in Status),
            replace(usual, patient="P00042"),
        ],
        "search": [replace(usual, text=words) for words in _WORDS],
    }
    opened = _median_s(partial(_open, index, usual), runs)
    found = {"open": round(1000 * opened, 1)}
    with StudyIndex(index) as database:
        for name, asked in queries.items():
            works = [partial(_show, database, query) for query in asked]
            slowest = max(_median_s(work, runs) for work in works)
            found[name] = round(1000 * slowest, 1)
    return found


def _open(path: Path, query: StudyQuery) -> None:
    with StudyIndex(path) as index:
        _show(index, query)


def _show(index: StudyIndex, query: StudyQuery) -> None:
    """Do what a list does: know the order, and the rows that are in view."""
    ids = index.ids(*query.where, query.order_by)
    index.by_ids(ids[:_SHOWN])


def _window_ms(places: StudyPlaces, folder: Path, runs: int) -> dict[str, float]:
    make_application()
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    made: list[StudyWindow] = []

    def opened() -> None:
        window = StudyWindow(store, places)
        # What goes on beside it is measured above.
        window.work.look_through = _nothing  # type: ignore[method-assign]
        window.resize(1600, 1000)
        window.show()
        made.append(window)

    found = {"open": _painted_ms([opened], runs)}
    window = made[-1]
    table, up = window.table, Qt.SortOrder.AscendingOrder
    sections = range(table.horizontalHeader().count())
    found["sort"] = _painted_ms(
        [partial(table.sortByColumn, each, up) for each in sections], runs
    )
    choose, search = window.status.setCurrentText, window.search
    found["filter"] = _painted_ms(
        [partial(choose, each.value) for each in Status], runs
    )
    choose(window.status.itemText(0))
    typed = [partial(_search, search, words) for words in _WORDS]
    found["search"] = _painted_ms(typed, runs)
    for each in made:
        each.stop()
        each.deleteLater()
    QApplication.processEvents()
    return found


def _search(field: QLineEdit, words: str) -> None:
    field.setText(words)
    field.returnPressed.emit()


def _painted_ms(works: Sequence[Callable[[], object]], runs: int) -> float:
    def paint(work: Callable[[], object]) -> None:
        work()
        QApplication.processEvents()

    settle()
    # One after the other: what is done twice changes nothing.
    times = [[processor_s(partial(paint, work)) for work in works] for _ in range(runs)]
    return max(milliseconds(each) for each in zip(*times, strict=True))


def _nothing() -> None:
    """Do nothing."""
