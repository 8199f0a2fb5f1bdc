"""Comments of headers: patient fields where there are some, else what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.comments import details_of
from tests.data_folder import DATA, needs
from tests.formats.small_records import write_small


@pytest.mark.parametrize(
    ("lines", "details"),
    [
        ([], ()),
        (["", "  "], ()),
        (
            ["69 M 1085 1629 x1", "Aldomet, Inderal"],
            (
                ("Age", "69"),
                ("Sex", "male"),
                ("Comments", "1085 1629 x1\nAldomet, Inderal"),
            ),
        ),
        (["-1 F", "a 60 M b"], (("Sex", "female"), ("Comments", "a 60 M b"))),
        (["? ? x"], (("Comments", "x"),)),
        (
            ["<age>: 51", "<sex>: F", "<diagnoses>:", "Rhythm: Sinus.", "LVH."],
            (
                ("Age", "51"),
                ("Sex", "female"),
                ("Diagnoses", "Rhythm: Sinus.\nLVH."),
            ),
        ),
        (["Dx:", "426783006", "428750005"], (("Dx", "426783006\n428750005"),)),
        (["Dx:", "1", "Age: 3"], (("Dx", "1"), ("Age", "3"))),
        (["Sex: ?", "Sex: Male"], (("Sex", "male"),)),
        (["Made by `nst' (SNR = 6 dB)"], (("Comments", "Made by `nst' (SNR = 6 dB)"),)),
        (["10:30 came late: rain"], (("Comments", "10:30 came late: rain"),)),
    ],
)
def test_what_comments_say(
    lines: list[str], details: tuple[tuple[str, str], ...]
) -> None:
    assert details_of(lines) == details


def test_a_record_has_what_its_header_says(tmp_path: Path) -> None:
    path = write_small(tmp_path)
    assert read_record(path).details == ()
    path.write_bytes(path.read_bytes() + b"# Age: 63\n#note\n")
    assert dict(read_record(path).details) == {"Age": "63", "Comments": "note"}


@needs("ludb")
def test_a_real_header() -> None:
    details = dict(read_record(DATA / "ludb" / "1.hea").details)
    assert (details["Age"], details["Sex"]) == ("51", "female")
    assert details["Diagnoses"].startswith("Rhythm: Sinus bradycardia.\n")
