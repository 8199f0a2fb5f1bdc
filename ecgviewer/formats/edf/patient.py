"""What an EDF header says of patient and recording."""

from __future__ import annotations

from collections.abc import Iterator

from ecgviewer.formats.edf.header import EdfHeader

#: What EDF+ writes where something is not known.
_UNKNOWN = "X"
_SEXES = {"F": "female", "M": "male"}
_PATIENT = ("Patient code", "Sex", "Birthdate", "Patient name")
_RECORDING = ("Administration code", "Technician", "Equipment")


def details_of(header: EdfHeader) -> tuple[tuple[str, str], ...]:
    """Return what is known, each with what it is called.

    The fields of EDF+ have subfields, of which ``X`` is unknown; those of EDF are as
    they stand.
    """
    if not header.plus:
        fields = [("Patient", header.patient), ("Recording", header.recording)]
    else:
        fields = [*_of_patient(header.patient), *_of_recording(header.recording)]
    sensors = dict.fromkeys(s.transducer for s in header.ordinary if s.transducer)
    filters = dict.fromkeys(s.prefilter for s in header.ordinary if s.prefilter)
    fields += [("Sensors", ", ".join(sensors)), ("Filters", ", ".join(filters))]
    return tuple((title, text) for title, text in fields if text)


def _of_patient(text: str) -> Iterator[tuple[str, str]]:
    for title, word in _subfields(text.split(), _PATIENT, "Patient, more"):
        yield title, _SEXES.get(word, word) if title == "Sex" else word


def _of_recording(text: str) -> Iterator[tuple[str, str]]:
    words = text.split()
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
