"""XML is read without entities, other files or more memory than it may cost."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.clinical import xml_file
from ecgviewer.formats.clinical.xml_file import read_xml, root_name


def _read(path: Path, data: bytes | str) -> xml_file.XmlFile:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_xml(path, "a", "an A")


@pytest.mark.parametrize(
    ("first", "name"),
    [
        (b"<a>", "a"),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <b> -->\n<!-- x -->\n<n:a x="1">',
            "a",
        ),
        (b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "a.dtd">\n<a/>', "a"),
        ("\ufeff<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16-le"), "a"),
        ("\ufeff<a/>".encode("utf-16-be"), "a"),
        (b"", ""),
        (b"text <a>", ""),
        (b"<!-- not closed <a>", ""),
    ],
)
def test_the_root_element_by_the_first_bytes(first: bytes, name: str) -> None:
    assert root_name(first) == name


def test_prefixes_and_encodings(tmp_path: Path) -> None:
    data = '<?xml version="1.0" encoding="iso-8859-1"?><n:a x:t="é">Müller</n:a>'
    found = _read(tmp_path / "x.xml", data.encode("latin-1"))
    assert (found.root.tag, found.root.attrib) == ("a", {"t": "é"})
    assert found.root.text == "Müller"
    assert len(found.checksum) == 64


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities or types"),
        (
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "declares entities",
        ),
        ('<!DOCTYPE a SYSTEM "http://x/y" [<!ELEMENT a ANY>]><a/>', "declares"),
        ("<a>&b;</a>", "undefined entity"),
        ("<a>\n<b></a>", "line 2: it is not XML, or was cut off: mismatched tag"),
        ("<a>", "no element found"),
        ("", "no element found"),
        ('<?xml version="1.0" encoding="nonsense"?><a/>', "encoding"),
        ('<?xml version="1.0" encoding="shift_jis"?><a/>', "encoding"),
        ("<b/>", "not an A: its root element is <b> and not <a>"),
        ("<a>" + "<b/>" * 6000 + "</a>", "too many elements"),
    ],
)
def test_what_is_refused(tmp_path: Path, data: str, why: str) -> None:
    path = tmp_path / "x.xml"
    with pytest.raises(RecordError, match=why) as found:
        _read(path, data)
    assert str(path) in str(found.value)


def test_a_document_type_elsewhere_is_not_looked_up(tmp_path: Path) -> None:
    # Whoever read it would meet what is no document type.
    (tmp_path / "a.dtd").write_text("nonsense <<<")
    found = _read(tmp_path / "x.xml", '<!DOCTYPE a SYSTEM "a.dtd"><a>1&b;2</a>')
    assert found.root.text == "12"


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.xml does not exist"):
        read_xml(tmp_path / "none.xml", "a", "an A")
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_xml(tmp_path, "a", "an A")


@pytest.mark.parametrize("unit", ["<b/>", '<b c="" d=""/>', "<b>1</b>", "<b\n/>"])
def test_memory_is_bounded_by_the_file(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "x.xml"
    data = b"<a>" + unit.encode() * 4000 + b" " * 100 + b"</a>"
    data += b" " * 1_000_000
    path.write_bytes(data)
    tracemalloc.start(1)
    try:
        read_xml(path, "a", "an A")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * len(data)
