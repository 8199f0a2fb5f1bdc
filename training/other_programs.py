"""Annotation files of other programs' R-peaks, to be scored beside ours.

python -m training.other_programs --program NAME --data DIR --records ds1|ds2|LIST
    --out FOLDER

NAME is gqrs, xqrs, sleepecg, neurokit, ecgviewer or onelead. It writes
FOLDER/RECORD.NAME, a beat N at each R-peak that the program finds on the first lead.
``ecgviewer`` is this program's own detection, in all leads together, and
``onelead`` the same in the first lead alone. `training.compare_programs` scores them.
gqrs and xqrs come with wfdb-python; sleepecg and neurokit are packages of PyPI
(``pip install sleepecg neurokit2``). None of them tells V or S from N. Files that are
there stay, so that a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ecgviewer.analysis.progress_line import ProgressLine
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.record import Record, Samples
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.preprocessing.rpeaks import detect_r_peaks
from training.command_line import existing_folder, names_of, new_folder, program
from training.errors import TrainingError
from training.records.splits import DIVISIONS

_LEAD = 0
#: Levels per millivolt: gqrs counts in what an analogue-to-digital converter gives.
_GAIN = 200.0


def _gqrs(values: Float32Array, fs: float) -> Any:  # noqa: ANN401
    levels = np.rint(values * _GAIN).astype(np.int64)
    detect = _of("wfdb.processing", "wfdb").gqrs_detect
    return detect(d_sig=levels, fs=fs, adc_gain=_GAIN, adc_zero=0)


def _xqrs(values: Float32Array, fs: float) -> Any:  # noqa: ANN401
    signal = values.astype(np.float64)
    return _of("wfdb.processing", "wfdb").xqrs_detect(signal, fs, verbose=False)


def _sleepecg(values: Float32Array, fs: float) -> Any:  # noqa: ANN401
    return _of("sleepecg", "sleepecg").detect_heartbeats(values.astype(np.float64), fs)


def _neurokit(values: Float32Array, fs: float) -> Any:  # noqa: ANN401
    neurokit = _of("neurokit2", "neurokit2")
    cleaned = neurokit.ecg_clean(values.astype(np.float64), sampling_rate=fs)
    _, found = neurokit.ecg_peaks(cleaned, sampling_rate=fs)
    return found["ECG_R_Peaks"]


_DETECTORS: dict[str, Callable[[Float32Array, float], Any]] = {
    "gqrs": _gqrs,
    "xqrs": _xqrs,
    "sleepecg": _sleepecg,
    "neurokit": _neurokit,
}
_OURS, _OURS_ONE_LEAD = "ecgviewer", "onelead"
PROGRAMS = (*_DETECTORS, _OURS, _OURS_ONE_LEAD)


def _of(module: str, package: str) -> Any:  # noqa: ANN401
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise TrainingError(
            f"{package} is not installed ({error}). In the environment of this "
            f"program: python -m pip install {package}"
        ) from error


def found_by(name: str, record: Record) -> Samples:
    """Return the R-peaks that a program finds on the first lead of a record.

    Raises
    ------
    TrainingError
        If the program is not installed.
    """
    if name in (_OURS, _OURS_ONE_LEAD):
        leads = record.signal if name == _OURS else record.signal[: _LEAD + 1]
        return detect_r_peaks(leads, record.fs, _LEAD)
    values = np.nan_to_num(record.values(_LEAD, 0, record.n_samples))
    found = np.unique(np.asarray(_DETECTORS[name](values, record.fs), np.int64))
    return found[(found >= 0) & (found < record.n_samples)]


@program
def main(argv: Sequence[str] | None = None) -> int:
    """Run a program as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.other_programs")
    parser.add_argument("--program", choices=PROGRAMS, required=True)
    parser.add_argument(
        "--data", type=existing_folder, required=True, help="folder of records"
    )
    parser.add_argument("--records", nargs="+", required=True, help="ds1, ds2 or names")
    parser.add_argument("--out", type=new_folder, required=True)
    args = parser.parse_args(argv)
    names = names_of(args.records)
    if not names:
        raise TrainingError("No record is named. Name some with --records.")
    names = DIVISIONS.get(" ".join(names), names)
    bar = ProgressLine(len(names))
    for name in names:
        _annotate(args.program, args.data / name, args.out)
        bar.advance()
    bar.clear()
    return 0


def _annotate(name: str, record: Path, out: Path) -> None:
    path = out / f"{record.name}.{name}"
    if not path.exists():
        found = found_by(name, read_record(record))
        out.mkdir(parents=True, exist_ok=True)
        write_annotations(path, new_annotations(found, ["N"] * len(found)))


if __name__ == "__main__":
    raise SystemExit(main())
