"""Label schemes other than AAMI's, as bundles may bring them."""

from __future__ import annotations

from ecgviewer.core.label_class import LabelClass, Role
from ecgviewer.core.label_scheme import LabelScheme

_NORMAL = ("#00785a", "#3fcf9f")
_VENTRICULAR = ("#c24a00", "#ff8a4c")

#: Normal or not: supraventricular beats count as normal.
N_V = LabelScheme(
    (
        LabelClass("N", "Normal", Role.NORMAL, "NLRBejnAaJS", *_NORMAL, "N"),
        LabelClass("V", "Ventricular", Role.VENTRICULAR, "VErF", *_VENTRICULAR, "V"),
    )
)

#: Bundle branch blocks and paced beats of their own; L, R and P are keys of others.
N_L_R_S_V_P = LabelScheme(
    (
        LabelClass("N", "Normal", Role.NORMAL, "Nejn", *_NORMAL, "N"),
        LabelClass(
            "L", "Left bundle branch block", Role.NORMAL, "L", "#7a5c00", "#d9b84a", ""
        ),
        LabelClass(
            "R", "Right bundle branch block", Role.NORMAL, "R", "#3f51b5", "#9fa8ff", ""
        ),
        LabelClass(
            *("S", "Supraventricular ectopic", Role.SUPRAVENTRICULAR, "SAaJ"),
            *("#0064a8", "#62bdf2", "S"),
        ),
        LabelClass("V", "Ventricular", Role.VENTRICULAR, "VErF", *_VENTRICULAR, "V"),
        LabelClass("P", "Paced", Role.PACED, "/f", "#5f6670", "#b3bac1", "P"),
    )
)
