"""The names of DICOM channels, by their codes or what they are called."""

from __future__ import annotations

import re

from ecgviewer.core.record import is_lead_name, lead_title
from ecgviewer.formats.clinical.lead_codes import MDC_BEGINS, SCP_LEADS
from ecgviewer.formats.dicom.dataset import Dataset

#: Of SCP-ECG (5.6.3-9-1) and of MDC (2:1, or 131073), which number leads alike.
_CODE = re.compile(r"(?:5\.6\.3-9-|2:)(\d{1,3})|(13\d{4})")
_WORDS = re.compile(r"\([^)]*\)|\blead\b|\becg\b", re.IGNORECASE)


def name_of(channel: Dataset) -> str:
    """Return the name of the lead of a channel; empty if it has none."""
    sources = getattr(channel, "ChannelSourceSequence", None) or []
    meaning = code = ""
    if sources:
        code = str(getattr(sources[0], "CodeValue", ""))
        meaning = str(getattr(sources[0], "CodeMeaning", ""))
    short = _WORDS.sub("", meaning).strip()
    found = _CODE.fullmatch(code)
    known = SCP_LEADS.get(_number(found)) if found else None
    if is_lead_name(short):
        return lead_title(short)
    return known or short or str(getattr(channel, "ChannelLabel", ""))


def _number(code: re.Match[str]) -> int:
    return int(code[1]) if code[1] else int(code[2]) - MDC_BEGINS
