"""The columns of the study list, and which of them are shown at first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
#: The column of why a study is where it is; sorting by it is the usual order.
REASON = "reason"


@dataclass(frozen=True)
class StudyColumn:
    """A column.

    Attributes
    ----------
    name : str
        Of the study, or REASON.
    title, tip : str
        Above it, and what it means.
    width : int
        In characters.
    is_number : bool
    is_shown : bool
        Before the reader chooses.
    """

    name: str
    title: str
    tip: str
    width: int
    is_number: bool = False
    is_shown: bool = True

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """On which side its values stand."""
        return _RIGHT if self.is_number else _LEFT


COLUMNS = (
    StudyColumn("name", "Record", "Name of the record", 10),
    StudyColumn(REASON, "Worth a look", "Why it is where it is in the list", 44),
    StudyColumn("status_text", "Status", "How far it is, and by whom", 17),
    StudyColumn("v_percent", "V", "V beats of all", 5, True),
    StudyColumn("s_percent", "S", "S beats of all", 5, True),
    StudyColumn("af_percent", "AF", "Atrial fibrillation, of analysable time", 5, True),
    StudyColumn("pause_s", "Pause", "The longest one", 5, True),
    StudyColumn(
        "errors_left", "Errors left", "Wrong labels expected that nobody looked at",
        9, True,
    ),
    StudyColumn("length_s", "Length", "Of the recording", 8, True),
    StudyColumn("patient", "Patient", "As the file calls the patient", 14),
    StudyColumn("start", "Start", "When the recording began", 17),
    StudyColumn("priority", "Priority", "stat, urgent or routine", 7),
    StudyColumn("due", "Due", "The day by which it is to be read", 9),
    StudyColumn("reader", "Reader", "Assigned, or who reviews", 10),
    StudyColumn("second", "Second reader", "Assigned, or who reviews, too", 12),
    StudyColumn("adjudicator", "Decides", "About disagreements", 10, is_shown=False),
    StudyColumn("signed_by", "Signed by", "As it is now", 12, is_shown=False),
    StudyColumn("n_beats", "Beats", "How many there are", 8, True),
    StudyColumn("readable_percent", "Readable", "Beats that can be read", 8, True),
    StudyColumn("tags", "Tags", "What people marked it with", 12),
    StudyColumn("notes", "Last note", "What was written down last", 20),
    StudyColumn("said", "Files", "Moved, renamed, changed or missing", 20),
    StudyColumn("changed", "Last change", "Of record, reviews or notes, in UTC", 18),
    StudyColumn("faults", "Journals", "What is wrong with them", 20, is_shown=False),
    StudyColumn("counted_of", "Counted of", "Whose labels", 10, is_shown=False),
    StudyColumn("format", "Format", "Of the file", 8, is_shown=False),
    StudyColumn("folder", "Folder", "Where it lies", 30, is_shown=False),
)  # fmt: skip
