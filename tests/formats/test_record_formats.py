"""Which format a file is of, and what is derived from which formats there are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.commands.parser import parse
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record
from ecgviewer.formats import record_formats
from ecgviewer.formats.format_texts import listed
from ecgviewer.formats.journal.places import journal_path, journals_of
from ecgviewer.formats.record_format import FormatReader, RecordFormat
from ecgviewer.formats.record_formats import (
    FORMATS,
    WFDB,
    annotation_sources,
    annotations_of,
    annotators_of,
    find_record,
    format_of,
    is_same_record,
    may_be_a_record,
    own_files_of,
    read_outline,
    read_record,
    record_files,
    record_named,
    records_in,
)
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from ecgviewer.formats.wfdb.annotator_names import fault_of_name
from tests.formats.small_records import write_files, write_small
from tests.formats.tiny_format import SCORER, TINY, write_tiny


def _record() -> Record:
    signal = np.arange(720, dtype=np.float32).reshape(1, 720)
    return Record("any", 360.0, (Lead("II"),), signal)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> RecordFormat:
    """Register the made-up format."""
    monkeypatch.setattr(record_formats, "FORMATS", (*FORMATS, TINY))
    return TINY


@pytest.fixture
def pair(tiny: RecordFormat, tmp_path: Path) -> tuple[Path, Path]:
    """Return two records of one stem: WFDB and the made-up format."""
    return write_small(tmp_path, "100"), write_tiny(tmp_path, "100", _record(), [100])


def test_the_first_bytes_decide(pair: tuple[Path, Path], tmp_path: Path) -> None:
    header, other = pair
    assert (format_of(header), format_of(other)) == (WFDB, TINY)
    misnamed = tmp_path / "disguised.hea"
    misnamed.write_bytes(other.read_bytes())
    assert format_of(misnamed) is TINY
    misnamed = tmp_path / "disguised.tiny"
    misnamed.write_bytes(header.read_bytes())
    assert format_of(misnamed) is WFDB


def test_the_ending_decides_where_bytes_do_not(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    assert format_of(pair[0].with_suffix(".dat")) is WFDB, "raw signals"
    assert format_of(tmp_path / "gone.tiny") is TINY
    assert format_of(tmp_path / "GONE.TINY") is TINY
    broken = tmp_path / "broken.tiny"
    broken.write_bytes(bytes(100))
    assert format_of(broken) is TINY
    with pytest.raises(RecordError, match=r"broken\.tiny is not a TINY recording"):
        read_record(broken)


def test_the_ending_breaks_a_tie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = FormatReader(lambda *_: True, TINY.reader.read, TINY.reader.outline)
    greedy = RecordFormat("ANY recording", (".any",), lambda: reader)
    monkeypatch.setattr(record_formats, "FORMATS", (greedy, WFDB))
    header = write_small(tmp_path, "100")
    assert format_of(header) is WFDB
    assert format_of(header.with_suffix(".dat")) is greedy, "the only one that knows"
    assert annotators_of(replace(_record(), path=header.with_suffix(".dat"))) == ()
    copy = tmp_path / "copy.any"
    copy.write_bytes(header.read_bytes())
    assert format_of(copy) is greedy


def test_a_record_is_found_by_its_name(pair: tuple[Path, Path], tmp_path: Path) -> None:
    header, other = pair
    assert find_record(tmp_path / "100").path == header, "the first format"
    header.unlink()
    assert find_record(tmp_path / "100").path == other
    assert find_record(tmp_path / "none").path == tmp_path / "none.hea"
    with pytest.raises(RecordError, match="is a folder"):
        find_record(tmp_path / "..")


@pytest.mark.parametrize(
    ("data", "is_header"),
    [
        (b"# who\n100 2 360 650000\n", True),
        (b"\xef\xbb\xbf100 1\r\n", True),
        (b"multi/3 2 250 1000 0:0:0\n", True),
        (b"", False),
        (b"# nothing\n", False),
        (b"100\n", False),
        (b"a list of words\n", False),
        (b"100 2 360\0", False),
    ],
)
def test_what_a_header_looks_like(data: bytes, is_header: bool) -> None:
    assert WFDB.reader.sniff(data, Path("any")) is is_header


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    assert format_of(tmp_path) is WFDB, "a folder"
    assert format_of(Path("nul\0byte.hea")) is WFDB


def test_two_formats_of_one_stem_are_two_records(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = (read_record(path) for path in pair)
    assert (first.name, second.name) == ("100", "100.tiny")
    elsewhere = tmp_path / "elsewhere"
    journals = [journal_path(record, "Ada", elsewhere) for record in (first, second)]
    assert journals[0] == tmp_path / "100.Ada.ecgedits.jsonl", "as ever"
    assert journals[0] != journals[1]
    for journal in journals:
        journal.write_text("{}")
    assert list(journals_of(first, elsewhere)) == [journals[0]]
    assert list(journals_of(second, elsewhere)) == [journals[1]]
    assert not is_same_record(*pair)


def test_all_files_of_a_record_are_the_same(pair: tuple[Path, Path]) -> None:
    header, other = pair
    assert is_same_record(header, header.with_suffix(".dat"))
    assert is_same_record(header, header.with_suffix(""))
    assert is_same_record(other, other.parent / "." / other.name)
    assert is_same_record(Path(".."), Path("..")), "which is none"


def test_annotations_beside_and_inside(pair: tuple[Path, Path]) -> None:
    header, other = pair
    write_annotations(header.with_suffix(".atr"), new_annotations([9, 400], ["N", "V"]))
    first, second = read_record(header), read_record(other)
    assert annotators_of(first) == ("atr",)
    assert annotations_of(first, "atr").beats(first).sample.tolist() == [9, 400]
    assert annotators_of(second) == (SCORER,)
    assert annotations_of(second, SCORER).beats(second).sample.tolist() == [100]
    with pytest.raises(AnnotationError, match="cannot name an annotator"):
        annotations_of(first, "hea")
    with pytest.raises(AnnotationError, match="has no annotations of atr"):
        annotations_of(second, "atr")
    beside = other.with_name("100.tiny.atr")
    write_annotations(beside, new_annotations([7], ["N"]))
    write_annotations(other.with_name("100.tiny.note"), new_annotations([8], ['"']))
    found = annotation_sources(second)
    assert (found.with_beats, found.others) == (("atr", SCORER), ("note",))
    assert found.all == ("atr", "note", SCORER)
    assert annotations_of(second, "atr").sample.tolist() == [7]
    write_annotations(
        other.with_name(f"100.tiny.{SCORER}"), new_annotations([9], ["N"])
    )
    assert annotators_of(second) == ("atr", SCORER)
    assert annotations_of(second, SCORER).sample.tolist() == [9], "before those inside"
    assert annotators_of(_record()) == ()
    with pytest.raises(AnnotationError, match="any is not on disk"):
        annotations_of(_record(), "atr")


def test_a_format_without_annotations(tmp_path: Path) -> None:
    tiny = TINY.reader
    bare = FormatReader(tiny.sniff, tiny.read, tiny.outline)
    assert bare.annotators(_record()) == ()
    with pytest.raises(AnnotationError, match=r"x\.b has no annotations of atr"):
        bare.read_annotations(Path("x.b"), "atr")


def test_outlines(pair: tuple[Path, Path], tmp_path: Path) -> None:
    header, other = map(read_outline, pair)
    assert (header.name, header.annotation_fs, header.length) == ("100", 360.0, 720)
    assert (other.name, other.annotation_fs, other.length) == ("100.tiny", 360.0, 720)
    assert (header.samples_per_step(), other.samples_per_step()) == (1, 1)
    fast = write_files(tmp_path, "x 1 100 250\nx.dat 16x4 200 16 0 0 0 0 II\n")
    assert read_outline(fast).samples_per_step() == 4


def test_records_of_a_folder_and_their_names(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    assert list(record_files(tmp_path)) == list(pair)
    assert record_named(tmp_path, "100") == pair[0]
    assert record_named(tmp_path, "100.tiny") == pair[1]
    assert record_named(tmp_path, "gone") == tmp_path / "gone.hea"
    for name in ("", "../100", "a/b"):
        with pytest.raises(RecordError, match="cannot be the name of a record"):
            record_named(tmp_path, name)


def test_files_that_share_an_ending_are_records_where_they_say_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "any.xml").write_text("<any/>")
    cart = tmp_path / "cart.xml"
    cart.write_text('<!-- of a cart --><AnnotatedECG xmlns="urn:hl7-org:v3"/>')
    assert list(record_files(tmp_path)) == [cart]
    with pytest.raises(RecordError, match="root element is <any>"):
        read_record(tmp_path / "any.xml")


def test_words_of_the_command_line(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pair[0].parent)
    for word in ("100", "100.hea", "gone.dat", "gone.tiny", "GONE.TINY", "a/b"):
        assert may_be_a_record(word), word
    assert not may_be_a_record("analyse")
    assert parse(["100.tiny"]).record == Path("100.tiny")


def test_lists_in_sentences() -> None:
    assert listed([]) == ""
    assert listed([".hea"]) == ".hea"
    assert listed([".a", ".b", ".c"], "and") == ".a, .b and .c"


def test_endings_of_records_name_no_annotator() -> None:
    endings = {ending.removeprefix(".") for each in FORMATS for ending in each.endings}
    # Annotations of chf2db and nsr2db are called .ecg, too; their contents tell.
    for ending in endings - {"ecg"}:
        assert fault_of_name(ending)


def test_segments_of_a_record_are_not_records_of_a_folder(tmp_path: Path) -> None:
    whole, other = tmp_path / "all.hea", tmp_path / "z.hea"
    # A segment elsewhere is refused when the record is read.
    whole.write_text("all/4 1 100 600\none 250\n~ 100\ngone 150\n../a 100\n")
    for name in ("one", "z"):
        text = f"{name} 1 100 250\n{name}.dat 16 200 16 0 0 0 0 II\n"
        (tmp_path / f"{name}.hea").write_text(text)
    (tmp_path / ".h.hea").write_text("h 0 100 1\n")
    assert records_in(tmp_path) == [whole, other]
    assert own_files_of(whole) == {"one.hea", "one.dat", "gone.hea"}
    (tmp_path / "all.hea").write_text("nonsense")
    assert own_files_of(whole) == frozenset()
    assert list(record_files(tmp_path / "nowhere")) == []


def test_endings_in_capital_letters_are_those_of_records(tmp_path: Path) -> None:
    (tmp_path / "A.EDF").write_bytes(b"0" + b" " * 255)
    assert list(record_files(tmp_path)) == [tmp_path / "A.EDF"]
