"""Which leads of a record hold an ECG, by what the header says of them."""

from __future__ import annotations

from ecgviewer.core.ecg_lead import may_be_ecg
from ecgviewer.core.record import Record


def ecg_leads(record: Record) -> list[int]:
    """Return the leads that may hold an ECG.

    Those that `may_be_ecg` says may. A record with none gives all its leads, but
    those that are not at the rate they were recorded at.
    """
    leads = list(enumerate(record.leads))
    found = [n for n, lead in leads if may_be_ecg(lead)]
    return found or [n for n, lead in leads if not lead.own_fs]


def without_ecg(record: Record) -> tuple[str, ...]:
    """Return what to say before a record without a lead of ECG is analysed."""
    if not record.leads or any(map(may_be_ecg, record.leads)):
        return ()
    leads = ", ".join(f"{lead.name} ({lead.unit})" for lead in record.leads)
    return (
        f"{record.name} holds no ECG: {leads}. Beats found in it are not those of an "
        "ECG, and their classes mean nothing. If a lead is an ECG after all, correct "
        "its name or unit in the header.",
    )
