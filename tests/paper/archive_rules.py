"""The rules of PDF/A-1b (ISO 19005-1) that can be checked here, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

#: Of clause 6.1.12.
_MOST_ELEMENTS, _MOST_KEYS, _MOST_BYTES = 8191, 4095, 65535
_LONGEST_NAME, _LARGEST_REAL, _MOST_STATES = 127, 32767.0, 28
#: Of PDF 1.4; what others there are, 6.2.10 forbids.
_OPERATORS = frozenset(
    [
        "b",
        "B",
        "b*",
        "B*",
        "BDC",
        "BI",
        "BMC",
        "BT",
        "BX",
        "c",
        "cm",
        "CS",
        "cs",
        "d",
        "d0",
        "d1",
        "Do",
        "DP",
        "EI",
        "EMC",
        "ET",
        "EX",
        "f",
        "F",
        "f*",
        "G",
        "g",
        "gs",
        "h",
        "i",
        "ID",
        "j",
        "J",
        "K",
        "k",
        "l",
        "m",
        "M",
        "MP",
        "n",
        "q",
        "Q",
        "re",
        "RG",
        "rg",
        "ri",
        "s",
        "S",
        "SC",
        "sc",
        "SCN",
        "scn",
        "sh",
        "T*",
        "Tc",
        "Td",
        "TD",
        "Tf",
        "Tj",
        "TJ",
        "TL",
        "Tm",
        "Tr",
        "Ts",
        "Tw",
        "Tz",
        "v",
        "w",
        "W",
        "W*",
        "y",
        "'",
        '"',
    ]
)
_CMYK = frozenset(["k", "K"])


#: Key and name of what both kinds of metadata say, and whether it is a time.
_SAID_TWICE = (
    ("/Title", "dc:title", False),
    ("/Creator", "xmp:CreatorTool", False),
    ("/Producer", "pdf:Producer", False),
    ("/CreationDate", "xmp:CreateDate", True),
    ("/ModDate", "xmp:ModifyDate", True),
)


def faults_of(data: bytes) -> list[str]:
    """Return what a PDF file has that PDF/A-1b forbids, or lacks that it demands."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        rules: tuple[Callable[[Any], Iterator[str]], ...] = (
            _catalogue, _objects, _intents, _pages, _fonts, _metadata,
        )  # fmt: skip
        return [*_file(data), *(fault for rule in rules for fault in rule(pdf))]


def _file(data: bytes) -> Iterator[str]:
    if not data.startswith(b"%PDF-1.4"):
        yield "6.1.2: the file is not of PDF 1.4"
    second = data.splitlines()[1]
    if second[:1] != b"%" or sum(each > 127 for each in second[1:5]) < 4:
        yield "6.1.2: no comment of four bytes above 127 behind the header"
    if b"/XRef" in data or b"/ObjStm" in data:
        yield "6.1.4: cross-reference or object streams"


def _catalogue(pdf: Any) -> Iterator[str]:
    if "/ID" not in pdf.trailer:
        yield "6.1.3: no ID in the trailer"
    if "/Encrypt" in pdf.trailer:
        yield "6.1.3: encrypted"
    root = pdf.Root
    for key in ("/AA", "/OpenAction", "/OCProperties", "/AcroForm"):
        if key in root:
            yield f"6.6: {key} in the catalogue"
    if "/Names" in root and (
        "/EmbeddedFiles" in root.Names or "/JavaScript" in root.Names
    ):
        yield "6.1.11: embedded files, or scripts"


def _objects(pdf: Any) -> Iterator[str]:
    import pikepdf

    for each in pdf.objects:
        yield from _limits(each)
        if isinstance(each, pikepdf.Stream):
            if {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
                yield "6.1.7: a stream in another file"
            if "LZW" in str(each.get("/Filter", "")):
                yield "6.1.10: LZW"
            if each.get("/Subtype") == "/PS":
                yield "6.2.7: PostScript"
            if each.get("/Subtype") == "/Image" and each.get("/Interpolate", False):
                yield "6.2.4: an interpolated image"
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield from _graphics_state(each)


def _limits(each: Any) -> Iterator[str]:
    import pikepdf

    if isinstance(each, pikepdf.Array) and len(each) > _MOST_ELEMENTS:
        yield "6.1.12: an array that is too long"
    if isinstance(each, pikepdf.Dictionary) and len(each.keys()) > _MOST_KEYS:
        yield "6.1.12: a dictionary that is too large"
    if isinstance(each, pikepdf.String) and len(bytes(each)) > _MOST_BYTES:
        yield "6.1.12: a string that is too long"


def _graphics_state(each: Any) -> Iterator[str]:
    if str(each.get("/SMask", "/None")) != "/None":
        yield "6.4: a soft mask"
    group = each.get("/Group")
    if group is not None and group.get("/S") == "/Transparency":
        yield "6.4: a transparency group"
    for key in ("/CA", "/ca"):
        if key in each and float(each[key]) != 1.0:
            yield f"6.4: {key} is not 1"
    if str(each.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"):
        yield "6.4: a blend mode"
    if "/TR" in each or str(each.get("/TR2", "/Default")) != "/Default":
        yield "6.2.8: a transfer function"


def _intents(pdf: Any) -> Iterator[str]:
    found = [
        each
        for each in pdf.Root.get("/OutputIntents", [])
        if each.get("/S") == "/GTS_PDFA1"
    ]
    if len(found) != 1:
        yield "6.2.2: not one output intent of PDF/A-1"
        return
    profile = found[0].get("/DestOutputProfile")
    if profile is None or profile.N != 3:
        yield "6.2.2: no profile of red, green and blue"
    elif profile.read_bytes()[36:40] != b"acsp":
        yield "6.2.2: the profile is not of ICC"


def _pages(pdf: Any) -> Iterator[str]:
    for page in pdf.pages:
        if "/AA" in page or len(page.get("/Annots", [])):
            yield "6.5: annotations or actions on a page"
        yield from _content(page)


def _content(page: Any) -> Iterator[str]:
    import pikepdf

    depth = deepest = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name not in _OPERATORS:
            yield f"6.2.10: the operator {name}"
        if name in _CMYK:
            yield "6.2.3: CMYK with a profile of RGB"
        depth += (name == "q") - (name == "Q")
        deepest = max(deepest, depth)
        if any(map(_too_large, operands)):
            yield "6.1.12: a number that is too large"
    if deepest > _MOST_STATES:
        yield "6.1.12: too many graphics states in each other"


def _too_large(operand: Any) -> bool:
    try:
        return abs(float(operand)) > _LARGEST_REAL
    except (TypeError, ValueError):
        return len(str(operand)) > _MOST_BYTES


def _fonts(pdf: Any) -> Iterator[str]:
    import pikepdf

    for each in pdf.objects:
        is_font = isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"
        if is_font and each.get("/Subtype") == "/Type0":
            (below,) = each.DescendantFonts
            if str(each.Encoding) not in ("/Identity-H", "/Identity-V"):
                yield "6.3.3: an encoding that is not embedded"
            yield from _composite(below)
        elif is_font and str(each.Subtype) not in ("/CIDFontType0", "/CIDFontType2"):
            yield f"6.3: a font of {each.Subtype}, which is not looked at here"


def _composite(font: Any) -> Iterator[str]:
    descriptor, name = font.FontDescriptor, str(font.BaseFont)
    if "/CIDToGIDMap" not in font:
        yield f"6.3.3.2: {name} has no map to its glyphs"
    if re.match(r"/[A-Z]{6}\+", name) and "/CIDSet" not in descriptor:
        yield f"6.3.5: {name} is a part of a font and does not list its glyphs"
    if "/FontFile2" not in descriptor:
        yield f"6.3.4: {name} is not embedded"
        return
    inside = TTFont(BytesIO(descriptor.FontFile2.read_bytes()))
    advance, em = inside["hmtx"].metrics, inside["head"].unitsPerEm
    order = inside.getGlyphOrder()
    for glyph, width in _widths(font.W):
        own = 1000 * advance[order[glyph]][0] / em
        if abs(own - width) > 1.0:
            yield f"6.3.6: glyph {glyph} of {name} is {own:.0f} wide, not {width:.0f}"


def _widths(said: Any) -> Iterator[tuple[int, float]]:
    import pikepdf

    values = list(said)
    while values:
        first, second, *values = values
        if isinstance(second, pikepdf.Array):
            for beside, width in enumerate(second):
                yield int(first) + beside, float(width)
        else:
            width, *values = values
            for glyph in range(int(first), int(second) + 1):
                yield glyph, float(width)


def _metadata(pdf: Any) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        yield "6.7.2: no metadata"
        return
    if "/Filter" in stream:
        yield "6.7.2: the metadata are compressed"
    text = stream.read_bytes().decode()
    head = text.partition("?>")[0]
    if "bytes=" in head or "encoding=" in head:
        yield "6.7.5: bytes or encoding in the header of the metadata"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as known:
        if (known.get("pdfaid:part"), known.get("pdfaid:conformance")) != ("1", "B"):
            yield "6.7.11: the metadata do not say that it is PDF/A-1b"
        for key, name, is_time in _SAID_TWICE:
            said, again = str(pdf.docinfo.get(key, "")), known.get(name, "")
            if is_time:
                said, again = (re.sub(r"\D", "", each)[:14] for each in (said, again))
            if said != again:
                yield f"6.7.3: {key} is not {name}"
