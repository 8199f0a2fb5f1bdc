"""What a reader calls a stretch of a recording, and what files call it.

The strings of WFDB annotation files are those of PhysioNet's databases (mitdb, afdb,
vfdb). Where these have none, there is one of our own, of the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from ecgviewer.core.rhythm.kinds import RhythmKind


class RhythmRole(Enum):
    """What colour a rhythm has: views choose one for each role."""

    NORMAL = "normal"
    ATRIAL = "atrial"
    SUPRAVENTRICULAR = "supraventricular"
    VENTRICULAR = "ventricular"
    LETHAL = "lethal"
    CONDUCTION = "conduction"
    PACED = "paced"
    RATE = "rate"
    UNREADABLE = "unreadable"
    OTHER = "other"

    # By identity, as those of `RhythmKind`.
    __hash__ = object.__hash__


class EpisodeKind(Enum):
    """A rhythm that a reader can name; the value is its name in journals."""

    VF = "VF"
    VENTRICULAR_FLUTTER = "VFL"
    ASYSTOLE = "asystole"
    VT = "VT"
    IDIOVENTRICULAR = "IVR"
    V_ESCAPE = "V escape"
    V_COUPLET = "V couplet"
    V_BIGEMINY = "V bigeminy"
    V_TRIGEMINY = "V trigeminy"
    AF = "AF"
    ATRIAL_FLUTTER = "AFL"
    SVT = "SVT"
    ATRIAL_RHYTHM = "atrial rhythm"
    NODAL = "nodal"
    S_ESCAPE = "S escape"
    S_COUPLET = "S couplet"
    S_BIGEMINY = "S bigeminy"
    S_TRIGEMINY = "S trigeminy"
    BLOCK_1 = "AV block 1"
    BLOCK_2 = "AV block 2"
    BLOCK_3 = "AV block 3"
    PRE_EXCITATION = "pre-excitation"
    PAUSE = "pause"
    TACHYCARDIA = "tachycardia"
    BRADYCARDIA = "bradycardia"
    SINUS_BRADYCARDIA = "sinus bradycardia"
    PACED = "paced"
    SINUS = "sinus"
    NOISE = "noise"
    OTHER = "other"

    # By identity, as those of `RhythmKind`.
    __hash__ = object.__hash__

    @property
    def text(self) -> str:
        """What it is called within a sentence."""
        return _FACTS[self].text

    @property
    def title(self) -> str:
        """What it is called on its own."""
        return self.text[0].upper() + self.text[1:]

    @property
    def code(self) -> str:
        """What WFDB files call it, without the bracket; of noise and VF in words."""
        return _FACTS[self].code

    @property
    def role(self) -> RhythmRole:
        """What colour it has."""
        return _FACTS[self].role


class _Facts(NamedTuple):
    text: str
    code: str
    role: RhythmRole


_FACTS: Mapping[EpisodeKind, _Facts] = MappingProxyType(
    {
        EpisodeKind.VF: _Facts("ventricular fibrillation", "VF", RhythmRole.LETHAL),
        EpisodeKind.VENTRICULAR_FLUTTER: _Facts(
            "ventricular flutter", "VFL", RhythmRole.LETHAL
        ),
        EpisodeKind.ASYSTOLE: _Facts("asystole", "ASYS", RhythmRole.LETHAL),
        EpisodeKind.VT: _Facts("ventricular tachycardia", "VT", RhythmRole.VENTRICULAR),
        EpisodeKind.IDIOVENTRICULAR: _Facts(
            "idioventricular rhythm", "IVR", RhythmRole.VENTRICULAR
        ),
        EpisodeKind.V_ESCAPE: _Facts(
            "ventricular escape rhythm", "VER", RhythmRole.VENTRICULAR
        ),
        EpisodeKind.V_COUPLET: _Facts("V couplet", "VCPL", RhythmRole.VENTRICULAR),
        EpisodeKind.V_BIGEMINY: _Facts(
            "ventricular bigeminy", "B", RhythmRole.VENTRICULAR
        ),
        EpisodeKind.V_TRIGEMINY: _Facts(
            "ventricular trigeminy", "T", RhythmRole.VENTRICULAR
        ),
        EpisodeKind.AF: _Facts("atrial fibrillation", "AFIB", RhythmRole.ATRIAL),
        EpisodeKind.ATRIAL_FLUTTER: _Facts("atrial flutter", "AFL", RhythmRole.ATRIAL),
        EpisodeKind.SVT: _Facts(
            "supraventricular tachycardia", "SVTA", RhythmRole.SUPRAVENTRICULAR
        ),
        EpisodeKind.ATRIAL_RHYTHM: _Facts(
            "ectopic atrial rhythm", "EAR", RhythmRole.SUPRAVENTRICULAR
        ),
        EpisodeKind.NODAL: _Facts("nodal rhythm", "NOD", RhythmRole.SUPRAVENTRICULAR),
        EpisodeKind.S_ESCAPE: _Facts(
            "supraventricular escape rhythm", "SVER", RhythmRole.SUPRAVENTRICULAR
        ),
        EpisodeKind.S_COUPLET: _Facts("S couplet", "SCPL", RhythmRole.SUPRAVENTRICULAR),
        EpisodeKind.S_BIGEMINY: _Facts(
            "atrial bigeminy", "AB", RhythmRole.SUPRAVENTRICULAR
        ),
        EpisodeKind.S_TRIGEMINY: _Facts(
            "atrial trigeminy", "ATRI", RhythmRole.SUPRAVENTRICULAR
        ),
        EpisodeKind.BLOCK_1: _Facts("1st degree block", "BI", RhythmRole.CONDUCTION),
        EpisodeKind.BLOCK_2: _Facts("2nd degree block", "BII", RhythmRole.CONDUCTION),
        EpisodeKind.BLOCK_3: _Facts("3rd degree block", "BIII", RhythmRole.CONDUCTION),
        EpisodeKind.PRE_EXCITATION: _Facts(
            "pre-excitation", "PREX", RhythmRole.CONDUCTION
        ),
        EpisodeKind.PAUSE: _Facts("pause", "PAUSE", RhythmRole.RATE),
        EpisodeKind.TACHYCARDIA: _Facts("tachycardia", "TACHY", RhythmRole.RATE),
        EpisodeKind.BRADYCARDIA: _Facts("bradycardia", "BRADY", RhythmRole.RATE),
        EpisodeKind.SINUS_BRADYCARDIA: _Facts(
            "sinus bradycardia", "SBR", RhythmRole.RATE
        ),
        EpisodeKind.PACED: _Facts("paced rhythm", "P", RhythmRole.PACED),
        EpisodeKind.SINUS: _Facts("sinus rhythm", "N", RhythmRole.NORMAL),
        EpisodeKind.NOISE: _Facts("noise", "NOISE", RhythmRole.UNREADABLE),
        EpisodeKind.OTHER: _Facts("other rhythm", "OTHER", RhythmRole.OTHER),
    }
)
#: What other files call some of them (vfdb, cudb).
_ALIASES: Mapping[str, EpisodeKind] = MappingProxyType(
    {"VFIB": EpisodeKind.VF, "NSR": EpisodeKind.SINUS}
)
_BY_CODE: Mapping[str, EpisodeKind] = MappingProxyType(
    {facts.code: kind for kind, facts in _FACTS.items()} | dict(_ALIASES)
)
_OF_SUGGESTION: Mapping[RhythmKind, EpisodeKind] = MappingProxyType(
    {
        RhythmKind.NO_BEATS: EpisodeKind.PAUSE,
        RhythmKind.NO_SIGNAL: EpisodeKind.NOISE,
        RhythmKind.LEAD_OFF: EpisodeKind.NOISE,
    }
    | {
        kind: EpisodeKind[kind.name]
        for kind in RhythmKind
        if kind.name in EpisodeKind.__members__
    }
)


#: What says more than a suggestion does, or says of its time why it is so.
_EXPLAINED_BY: Mapping[RhythmKind, tuple[EpisodeKind, ...]] = MappingProxyType(
    {
        RhythmKind.VF: (EpisodeKind.VENTRICULAR_FLUTTER,),
        RhythmKind.NO_BEATS: (
            EpisodeKind.VF,
            EpisodeKind.VENTRICULAR_FLUTTER,
            EpisodeKind.ASYSTOLE,
            EpisodeKind.NOISE,
        ),
        RhythmKind.VT: (EpisodeKind.VENTRICULAR_FLUTTER, EpisodeKind.VF),
        RhythmKind.AF: (EpisodeKind.ATRIAL_FLUTTER,),
        RhythmKind.PAUSE: (
            EpisodeKind.ASYSTOLE,
            EpisodeKind.BLOCK_2,
            EpisodeKind.BLOCK_3,
        ),
        RhythmKind.BRADYCARDIA: (
            EpisodeKind.SINUS_BRADYCARDIA,
            EpisodeKind.BLOCK_2,
            EpisodeKind.BLOCK_3,
        ),
        RhythmKind.TACHYCARDIA: (
            EpisodeKind.VT,
            EpisodeKind.SVT,
            EpisodeKind.AF,
            EpisodeKind.ATRIAL_FLUTTER,
        ),
    }
)


def kind_of_code(code: str) -> EpisodeKind | None:
    """Return the rhythm that WFDB files call so, without the bracket; None for none."""
    return _BY_CODE.get(code)


def kind_of_suggestion(kind: RhythmKind) -> EpisodeKind:
    """Return what a suggestion becomes when it is confirmed as it is."""
    return _OF_SUGGESTION[kind]


def kinds_that_answer(kind: RhythmKind) -> tuple[EpisodeKind, ...]:
    """Return the kinds of episodes within which a suggestion is confirmed.

    Its own, and those that say more: a stretch without beats is explained by
    fibrillation of the ventricles, say, and a tachycardia by VT.
    """
    return kind_of_suggestion(kind), *_EXPLAINED_BY.get(kind, ())
