"""The names of DICOM channels, by their codes or what they are called."""

from __future__ import annotations

import re
from typing import Any

from ecgviewer.core.record import is_lead_name, lead_title

#: By the last number of the codes of SCP-ECG (5.6.3-9-1) and of MDC (2:1).
_BY_NUMBER = {
    1: "I", 2: "II", 3: "V1", 4: "V2", 5: "V3", 6: "V4", 7: "V5", 8: "V6", 9: "V7",
    11: "V3R", 12: "V4R", 13: "V5R", 14: "V6R", 16: "X", 17: "Y", 18: "Z",
    61: "III", 62: "aVR", 63: "aVL", 64: "aVF", 66: "V8", 67: "V9",
}  # fmt: skip
_CODE = re.compile(r"(?:5\.6\.3-9-|2:)(\d{1,3})")
_WORDS = re.compile(r"\([^)]*\)|\blead\b|\becg\b", re.IGNORECASE)


def name_of(channel: Any) -> str:  # noqa: ANN401 - of pydicom
    """Return the name of the lead of a channel; empty if it has none."""
    sources = getattr(channel, "ChannelSourceSequence", None) or []
    meaning = code = ""
    if sources:
        code = str(getattr(sources[0], "CodeValue", ""))
        meaning = str(getattr(sources[0], "CodeMeaning", ""))
    short = _WORDS.sub("", meaning).strip()
    found = _CODE.fullmatch(code)
    known = _BY_NUMBER.get(int(found[1])) if found else None
    if is_lead_name(short):
        return lead_title(short)
    return known or short or str(getattr(channel, "ChannelLabel", ""))
