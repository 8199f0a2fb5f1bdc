"""What an EDF header says of patient and recording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecgviewer.formats.edf.header import EdfHeader

#: What EDF+ writes where something is not known.
_UNKNOWN = "X"
_SEXES = {"F": "female", "M": "male"}
_PATIENT = ("Patient code", "Sex", "Birthdate", "Patient name")
_RECORDING = ("Administration code", "Technician", "Equipment")
#: The field of EDF+, which some write in EDF, too.
_AS_PLUS = re.compile(r"\S+ [FMX] (X|\d\d-[A-Za-z]{3}-\d{4}) \S+.*")
#: Words of the field of the recording, with the date.
_WHOLE = len(_RECORDING) + 2


def details_of(header: EdfHeader) -> tuple[tuple[str, str], ...]:
    """Return what is known, each with what it is called.

    The fields of EDF+ have subfields, of which ``X`` is unknown. Those of EDF are as
    they stand, unless they are written as in EDF+.
    """
    fields = [*_of_patient(header), *_of_recording(header)]
    sensors = dict.fromkeys(s.transducer for s in header.ordinary if s.transducer)
    filters = dict.fromkeys(s.prefilter for s in header.ordinary if s.prefilter)
    fields += [("Sensors", ", ".join(sensors)), ("Filters", ", ".join(filters))]
    return tuple((title, text) for title, text in fields if text)


def _of_patient(header: EdfHeader) -> Iterator[tuple[str, str]]:
    text = header.patient
    if not header.plus and not _AS_PLUS.fullmatch(text):
        yield "Patient", text
        return
    for title, word in _subfields(text.split(), _PATIENT, "Patient, more"):
        yield title, _SEXES.get(word, word) if title == "Sex" else word


def _of_recording(header: EdfHeader) -> Iterator[tuple[str, str]]:
    words = header.recording.split()
    if not header.plus and not (words[:1] == ["Startdate"] and len(words) == _WHOLE):
        yield "Recording", header.recording
        return
    if words[:1] and words[0].lower() == "startdate":
        words = words[2:]
    yield from _subfields(words, _RECORDING, "Recording, more")


def _subfields(
    words: list[str], titles: tuple[str, ...], rest: str
) -> Iterator[tuple[str, str]]:
    for title, word in zip(titles, words, strict=False):
        # Spaces within a subfield are written as underscores.
        yield title, "" if word == _UNKNOWN else word.replace("_", " ")
    yield rest, " ".join(words[len(titles) :]).replace("_", " ")
