"""The numbers of leads in SCP-ECG (ISO 11073-91064), which DICOM has, too.

They are those of MDC (ISO 11073-10101), where numbers of other things come before.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Runs of leads by the number of the first one. A `d` stands before leads that were
#: derived from others, an `f` before those of Frank.
_RUNS: Mapping[int, str] = MappingProxyType(
    {
        1: "I II V1 V2 V3 V4 V5 V6 V7 V2R V3R V4R V5R V6R V7R X Y Z CC5 CM5 LA RA LL",
        24: "fI fE fC fA fM fF fH",
        31: "dI dII dV1 dV2 dV3 dV4 dV5 dV6 dV7 dV2R dV3R dV4R dV5R dV6R dV7R",
        46: "dX dY dZ",
        61: "III aVR aVL aVF -aVR V8 V9 V8R V9R D A J",
        75: "A1 A2 A3 A4 dV8 dV9 dV8R dV9R",
        87: "V VR VL VF MCL MCL1 MCL2 MCL3 MCL4 MCL5 MCL6 CC CC1 CC2 CC3 CC4 CC6 CC7",
        105: "CM CM1 CM2 CM3 CM4 CM6 dIII daVR daVL daVF -daVR",
        121: "CM7 CH5 CS5 CB5 CR5 ML AB1 AB2 AB3 AB4 ES AS AI S",
        147: "RL CV5RL CV6LL CV6LU V10",
    }
)
SCP_LEADS: Mapping[int, str] = MappingProxyType(
    {
        number: name
        for first, names in _RUNS.items()
        for number, name in enumerate(names.split(), first)
    }
)
#: The number of an MDC code in decimals, as DICOM has them since 2013.
MDC_BEGINS = 2 << 16
