"""What is fuzzed: each target reads hostile bytes as one kind of file.

A target may only succeed or raise InputError; anything else is a finding.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np

from ecgviewer.analysis.open_record import open_record
from ecgviewer.analysis.sources import layer_from
from ecgviewer.classifier.bundle import (
    DESCRIPTION,
    GOLDEN,
    NETWORK,
    Bundle,
    file_digest,
    load_bundle,
    load_golden,
)
from ecgviewer.classifier.bundle_folders import find_bundle
from ecgviewer.classifier.runtime import BeatClassifier
from ecgviewer.core.errors import InputError
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel, remove_beats, take_labels
from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.episodes import Episode, EpisodeOrigin, ReaderRhythms
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.formats.export.annotation_csv import read_csv, write_csv
from ecgviewer.formats.export.review_export import (
    export_csv,
    export_items,
    export_rhythms,
    export_wfdb,
)
from ecgviewer.formats.export.rhythm_csv import work_in_rhythms, write_rhythms
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.lines import line_hash
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.annotation_files import annotation_files
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.rhythm_marks import marks_of, rhythms_of
from tests.formats.small_records import HEADER, small_session, write_small
from tests.fuzz.clinical_target import CLINICAL
from tests.fuzz.csv_target import csv_record_seeds, read_csv_record
from tests.fuzz.edf_target import edf_seeds, read_edf
from tests.fuzz.ishne_target import (
    ishne_annotation_seeds,
    ishne_seeds,
    read_ishne,
    read_ishne_annotations,
)
from tests.fuzz.item_journal import item_journal

FORMATS = (
    "8", "16", "24", "32", "61", "80", "160", "212", "310", "311", "508", "516", "524",
)  # fmt: skip
#: Labels that are neither one throughout nor in runs.
_MIXED = np.array([0, 1, 2, 0, 2] * 4, np.uint8)
_SMALL = small_session()
_SEGMENTED = b"x/2 2 360 1440\ns1 720\n~ 720\n"


@dataclass(frozen=True)
class Target:
    """A kind of file: how to read it, and good ones to begin with."""

    read: Callable[[bytes, Path], object]
    seeds: Callable[[Path], list[bytes]]


def run(target: Target, data: bytes, folder: Path) -> str:
    """Read hostile bytes; return the message that refuses them, empty if none."""
    try:
        target.read(data, folder)
    except InputError as error:
        return str(error)
    return ""


def _header(data: bytes, folder: Path) -> None:
    if not (folder / "small.dat").exists():
        write_small(folder)
        write_small(folder, "s1")
    (folder / "x.hea").write_bytes(data)
    record = read_record(folder / "x.hea")
    n_values = record.n_samples * len(record.leads)
    if n_values > 2**28:
        raise AssertionError(f"{n_values} values of a small file")


def _header_seeds(folder: Path) -> list[bytes]:
    small = HEADER.format(name="small", n=720).encode()
    timed = small.replace(b" 720", b" 720 12:34:56.789 31/12/1999", 1)
    outside = [
        small.replace(b"small.dat", name)
        for name in (b"../x.dat", b"/dev/zero", b"/etc/passwd", b"link.dat", b"~")
    ]
    frames = b"x 2 100/1000(5) 180\nsmall.dat 16x4:3+12 1e3(-5)/uV 12 0 1 2 0 a b\n" * 1
    skewed = frames + b"small.dat 16x2 0 0 0 0 0 0 \xc2\xb5\n# a comment\n"
    huge = small.replace(b" 720", b" 1000000000000")
    gap = _SEGMENTED.replace(b"~ 720", b"~ 2000000000")
    odd = (
        b"a/x 1 250Hz 12-May-2020 12:33:59 PM\nb/small.dat 16 nan(0.0)/Volts 16 0. I\n"
    )
    bad = small + b"gone.dat 16 1\n~ 0 1\ns1.dat 16x3:4 2(1)/NU 16 0 0 0 -1 c\n"
    bad = bad.replace(b"x 2", b"x 5", 1).replace(b"small 2", b"small 5", 1)
    return [small, timed, skewed, _SEGMENTED, huge, gap, odd, bad, *outside]


def _signal(data: bytes, folder: Path) -> None:
    fmt, spf, n = (*data[:3], 0, 0, 0)[:3]
    name = FORMATS[fmt % len(FORMATS)]
    lines = f"x.dat {name}x{spf % 4 + 1} 200/mV 16 0 0 0 0 a\n"
    lines += f"x.dat {name} 200/mV 16 0 0 0 0 b\n"
    length = "" if n % 3 == 0 else f" {n * 4}"
    (folder / "x.hea").write_text(f"x 2 250{length}\n{lines}", encoding="ascii")
    (folder / "x.dat").write_bytes(data[3:])
    read_record(folder / "x.hea")


def _signal_seeds(folder: Path) -> list[bytes]:
    plain = [bytes([i, 0, 9]) + bytes(range(200)) for i in range(len(FORMATS))]
    return [*plain, *(bytes([i, 3, 0]) + _flac(i) for i in (10, 11, 12))]


def _flac(fmt: int) -> bytes:
    """Return a FLAC file of two channels, in the width that a format has."""
    import soundfile

    file = BytesIO()
    values = (np.arange(400) % 100).reshape(200, 2).astype(np.int16)
    width = "PCM_S8" if FORMATS[fmt] == "508" else "PCM_16"
    soundfile.write(file, values, 96000, width, format="FLAC")
    return file.getvalue()


def _annotations(data: bytes, folder: Path) -> None:
    path = folder / "x.atr"
    path.write_bytes(data)
    annotations = read_annotations(path)
    record = _SMALL.record
    annotations.beats(record)
    annotations.left_out(record)
    record = replace(record, path=folder / "x.hea")
    for annotator in annotation_files(record).all:
        layer_from(record, Source(SourceKind.FILE, annotator=annotator))
    copy = folder / "x.copy"
    copy.unlink(missing_ok=True)
    write_annotations(copy, annotations)
    if read_annotations(copy) != annotations:
        raise AssertionError("written and read back, the annotations differ")
    rhythms = rhythms_of(annotations, record)
    marks = marks_of(rhythms.rows, record.n_samples)
    copy.unlink()
    write_annotations(copy, marks)
    again = rhythms_of(read_annotations(copy), record)
    if marks_of(again.rows, record.n_samples) != marks:
        raise AssertionError("written and read back, the rhythms differ")


def _annotation_seeds(folder: Path) -> list[bytes]:
    path = folder / "seed.atr"
    write_annotations(path, new_annotations([10, 500, 90_000, 2**31], list("NV+~")))
    plain = path.read_bytes()
    aux = b"\x12\x04\x05\xfc(AFIB\0\x01\xf8\x02\xf4\x03\xf0\x00\xec\x01\x00\xff\xff"
    facts = b"\x00\x58\x1a\xfc## time resolution: 1000\n\0\0"
    return [plain, aux + plain, facts + plain, b"", plain[:-2]]


def _journal_session() -> ReviewSession:
    return small_session(24)


def _journal_bytes(folder: Path) -> bytes:
    path = folder / "seed.jsonl"
    path.unlink(missing_ok=True)
    session = _journal_session()
    journal = EditJournal.create(path, session, "Ada")
    journal.append(session.edit(relabel(session.beats, [1, 2], BeatClass.V, 9))[0])
    journal.append(session.undo()[0])
    journal.append(session.redo()[0])
    some = [*range(3, 23)]
    journal.append(session.edit(take_labels(session.beats, some, _MIXED, 10))[0])
    journal.append(session.edit(remove_beats(session.beats, some))[0])
    journal.close()
    return path.read_bytes()


def _rhythm_journal_bytes(folder: Path) -> bytes:
    path = folder / "seed.jsonl"
    path.unlink(missing_ok=True)
    session = _journal_session()
    session.base_rhythms = session.rhythms = ReaderRhythms(
        (Episode(0, EpisodeKind.AF, 5, 500, EpisodeOrigin.IMPORTED),)
    )
    journal = EditJournal.create(path, session, "Ada")
    event = RhythmEvent(RhythmKind.VT, 600, 900, 360.0, 3, 120.0)
    makes: tuple[Callable[[RhythmEditor], RhythmEdit], ...] = (
        lambda e: e.confirm(event, note="=1"),
        lambda e: e.add(EpisodeKind.NOISE, 1000, 2000),
        lambda e: e.split(0, 300),
    )
    for make in makes:
        journal.append(session.edit(make(session.rhythm_editor("Ada")))[0])
    journal.append(session.undo()[0])
    journal.close()
    return path.read_bytes()


def _journals(folder: Path) -> list[bytes]:
    items = item_journal(folder, _journal_session())
    return [_journal_bytes(folder), _rhythm_journal_bytes(folder), items]


def _journal(data: bytes, folder: Path) -> None:
    path = folder / "x.jsonl"
    path.write_bytes(data)
    session = _journal_session()
    restored = restore(session.record, read_journal(path))
    _ = restored.columns
    export_csv(restored, folder, "Ada")
    export_rhythms(restored, folder)
    export_items(restored, folder)
    export_wfdb(restored, folder, "review")


def _chained_journal(data: bytes, folder: Path) -> None:
    """Read a journal whose chain was made to fit, so that its content is looked at."""
    previous, lines = "", []
    for line in data.split(b"\n"):
        try:
            content = json.loads(line)
            if isinstance(content, dict):
                content["previous"] = previous
                line = json.dumps(content).encode()
        except (ValueError, RecursionError):
            pass
        previous = line_hash(line)
        lines.append(line)
    _journal(b"\n".join(lines), folder)


def _csv(data: bytes, folder: Path) -> None:
    path = folder / "x.csv"
    path.write_bytes(data)
    read_csv(path)


def _csv_seeds(folder: Path) -> list[bytes]:
    path = folder / "seed.csv"
    write_csv(path, _journal_session(), "=Ada, B")
    plain = path.read_bytes()
    wide = plain.decode().replace(",", "\t").encode("utf-16")
    german = b"sep=;\r\n" + plain.replace(b",", b";").replace(b".", b",")
    saved = [plain.replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + plain, wide, german]
    return [plain, *saved, b""]


def _rhythms_csv(data: bytes, folder: Path) -> None:
    path = folder / "x.rhythms.csv"
    path.write_bytes(data)
    work_in_rhythms(path)


def _rhythms_csv_seeds(folder: Path) -> list[bytes]:
    session = _journal_session()
    session.edit(session.rhythm_editor("=Ada").add(EpisodeKind.AF, 5, 500, "a,b"))
    path = folder / "seed.rhythms.csv"
    write_rhythms(path, session)
    return [path.read_bytes(), b"\xef\xbb\xbf" + path.read_bytes(), b""]


def _bundle_copy(folder: Path) -> Path:
    bundle = folder / "bundle"
    if not bundle.exists():
        shutil.copytree(find_bundle(), bundle)
    return bundle


def _bundle(data: bytes, folder: Path) -> None:
    bundle = _bundle_copy(folder)
    (bundle / DESCRIPTION).write_bytes(data)
    load_golden(load_bundle(bundle))


def _bundle_seeds(folder: Path) -> list[bytes]:
    description = json.loads((find_bundle() / DESCRIPTION).read_bytes())
    description["metrics"] = {}
    description["training_records"] = description["training_records"][:2]
    return [json.dumps(description).encode()]


def _with_file(folder: Path, name: str, data: bytes) -> Bundle:
    """Return a bundle with another file in it, and the digest that it needs."""
    bundle = _bundle_copy(folder)
    (bundle / name).write_bytes(data)
    source = find_bundle() / DESCRIPTION
    description: dict[str, Any] = json.loads(source.read_bytes())
    description["files"][name] = file_digest(bundle / name)
    (bundle / DESCRIPTION).write_text(json.dumps(description), encoding="utf-8")
    return load_bundle(bundle)


def _network(data: bytes, folder: Path) -> None:
    BeatClassifier(_with_file(folder, NETWORK, data))


def _golden(data: bytes, folder: Path) -> None:
    """Put an array, or with an odd length the whole archive, into a bundle."""
    if len(data) % 2:
        load_golden(_with_file(folder, GOLDEN, data))
        return
    file = BytesIO()
    with ZipFile(find_bundle() / GOLDEN) as source, ZipFile(file, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, data if name == "fs.npy" else source.read(name))
    load_golden(_with_file(folder, GOLDEN, file.getvalue()))


def _golden_seeds(folder: Path) -> list[bytes]:
    with ZipFile(find_bundle() / GOLDEN) as archive:
        arrays = [archive.read(name) for name in ("fs.npy", "samples.npy")]
    file = BytesIO()
    np.savez(file, values=np.zeros(4), fs=1.0)
    return [*arrays, *arrays, file.getvalue()]


def _record(data: bytes, folder: Path) -> None:
    """Open a record with everything beside it made of the same bytes."""
    if not (folder / "small.dat").exists():
        write_small(folder)
    (folder / "small.atr").write_bytes(data)
    journal = folder / "small.Ada.ecgedits.jsonl"
    journal.write_bytes(data)
    try:
        open_record(folder / "small.hea", "Ada", folder / "journals", "")
    finally:
        open_record(folder / "small.hea", "Ada", folder / "journals", "atr")


TARGETS: dict[str, Target] = {
    **{name: Target(*each) for name, each in CLINICAL.items()},
    "csv_record": Target(read_csv_record, csv_record_seeds),
    "edf": Target(read_edf, edf_seeds),
    "ishne": Target(read_ishne, ishne_seeds),
    "ishne_annotations": Target(read_ishne_annotations, ishne_annotation_seeds),
    "header": Target(_header, _header_seeds),
    "signal": Target(_signal, _signal_seeds),
    "annotations": Target(_annotations, _annotation_seeds),
    "journal": Target(_journal, _journals),
    "chained_journal": Target(_chained_journal, _journals),
    "csv": Target(_csv, _csv_seeds),
    "rhythms_csv": Target(_rhythms_csv, _rhythms_csv_seeds),
    "bundle": Target(_bundle, _bundle_seeds),
    "golden": Target(_golden, _golden_seeds),
    "network": Target(_network, lambda _: [(find_bundle() / NETWORK).read_bytes()]),
    "record": Target(_record, lambda f: [_journal_bytes(f), *_annotation_seeds(f)]),
}
