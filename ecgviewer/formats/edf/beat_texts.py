"""What texts of annotations mean: beats and rhythms, as EDF files spell them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ecgviewer.core.labels import LITERATURE_MAP, SYMBOL_TITLES
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, kind_of_code

#: What programs call beats: EDFbrowser, the comments of ecgcodes.h, abbreviations.
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "normal": "N",
        "sinus beat": "N",
        "lbbb": "L",
        "left bundle branch block": "L",
        "rbbb": "R",
        "right bundle branch block": "R",
        "bundle branch block beat": "B",
        "left or right bundle branch block": "B",
        "aberrated apb": "a",
        "pac": "A",
        "apb": "A",
        "apc": "A",
        "atrial premature contraction": "A",
        "premature atrial contraction": "A",
        "sve": "S",
        "sveb": "S",
        "pvc": "V",
        "vpb": "V",
        "ve": "V",
        "veb": "V",
        "ventricular premature beat": "V",
        "premature or ectopic supraventricular beat": "S",
        "supraventricular premature or ectopic beat": "S",
        "supraventricular ectopic": "S",
        "ventricular ectopic": "V",
        "fusion": "F",
        "fusion beat": "F",
        "paced": "/",
        "pace": "/",
        "unclassifiable": "Q",
        "learning": "?",
        "r-wave": "?",
        "r-peak": "?",
        "r peak": "?",
        "qrs": "?",
        "beat": "?",
    }
)
_BEATS: Mapping[str, str] = MappingProxyType(
    dict(_SPELLINGS)
    | {title.lower(): symbol for symbol, title in SYMBOL_TITLES.items()}
)
_RHYTHMS: Mapping[str, EpisodeKind] = MappingProxyType(
    {
        name.lower(): kind
        for kind in EpisodeKind
        if kind is not EpisodeKind.OTHER
        for name in (kind.text, kind.value, kind.code)
        if len(name) > 1
    }
    | {"nsr": EpisodeKind.SINUS, "afib": EpisodeKind.AF, "vfib": EpisodeKind.VF}
    | {"artefact": EpisodeKind.NOISE, "artifact": EpisodeKind.NOISE}
)


def beat_symbol(text: str) -> str:
    """Return the WFDB symbol of a text that labels a beat, empty for another one."""
    text = text.strip()
    return text if text in LITERATURE_MAP else _BEATS.get(text.lower(), "")


def rhythm_kind(text: str) -> EpisodeKind | None:
    """Return the rhythm that a text names, None for another one."""
    text = text.strip()
    if text.startswith("("):
        return kind_of_code(text[1:].strip())
    return _RHYTHMS.get(text.lower())
