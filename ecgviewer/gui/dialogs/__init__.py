"""The dialogs that the window shows, each imported when it is asked for.

A window has them all and shows few: `dialogs.AboutDialog` imports `about_dialog`.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecgviewer.gui.dialogs.about_dialog import AboutDialog
    from ecgviewer.gui.dialogs.audit_dialog import AuditDialog
    from ecgviewer.gui.dialogs.calibration_dialog import CalibrationDialog
    from ecgviewer.gui.dialogs.comment_dialog import CommentDialog
    from ecgviewer.gui.dialogs.conclusion_dialog import ConclusionDialog
    from ecgviewer.gui.dialogs.copy_saving import CopySaving
    from ecgviewer.gui.dialogs.csv_dialog import CsvDialog
    from ecgviewer.gui.dialogs.export_dialog import ExportDialog
    from ecgviewer.gui.dialogs.go_to_dialog import GoToDialog
    from ecgviewer.gui.dialogs.guide_dialog import GuideDialog
    from ecgviewer.gui.dialogs.keys_dialog import KeysDialog
    from ecgviewer.gui.dialogs.leads_dialog import LeadsDialog
    from ecgviewer.gui.dialogs.note_dialog import NoteDialog
    from ecgviewer.gui.dialogs.record_dialog import RecordDialog
    from ecgviewer.gui.dialogs.report_dialog import ReportDialog
    from ecgviewer.gui.dialogs.rhythm_dialog import RhythmDialog
    from ecgviewer.gui.dialogs.settings_dialog import SettingsDialog
    from ecgviewer.gui.dialogs.sign_dialog import SignDialog
    from ecgviewer.gui.dialogs.strip_dialog import StripDialog
    from ecgviewer.gui.dialogs.symbol_dialog import SymbolDialog
    from ecgviewer.gui.dialogs.tell_us_dialog import TellUsDialog

__all__ = [
    "AboutDialog",
    "AuditDialog",
    "CalibrationDialog",
    "CommentDialog",
    "ConclusionDialog",
    "CopySaving",
    "CsvDialog",
    "ExportDialog",
    "GoToDialog",
    "GuideDialog",
    "KeysDialog",
    "LeadsDialog",
    "NoteDialog",
    "RecordDialog",
    "ReportDialog",
    "RhythmDialog",
    "SettingsDialog",
    "SignDialog",
    "StripDialog",
    "SymbolDialog",
    "TellUsDialog",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Return a dialog from the module that is called as it is."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = re.sub("(?<!^)(?=[A-Z])", "_", name).lower()
    return getattr(import_module(f"{__name__}.{module}"), name)
