"""What is told of leads that are off, in the window and by `analyze`."""

from __future__ import annotations

import numpy as np

from ecgviewer.analysis.leads_off_text import leads_off_text
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.core.analysis_events import Noticed, SignalKnown
from ecgviewer.core.leads_off import LeadOff, OffLead
from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.unknown import UnknownStretches

FS = 10.0


def off(title: str, *stretches_s: tuple[int, int]) -> LeadOff:
    start, stop = 10 * np.array(stretches_s).T
    return LeadOff(OffLead(1, title), UnknownStretches.of(start, stop))


def test_each_lead_is_named_with_its_stretches() -> None:
    stretches = (602, 870), (900, 905), (1000, 1005), (2000, 2005), (3000, 3005)
    assert leads_off_text((off("V2", *stretches), off("V3", (0, 20))), FS) == (
        "V2 off 0:10:02.0–0:14:30.0, 0:15:00.0–0:15:05.0, 0:16:40.0–0:16:45.0 and 2 "
        "times more; V3 off 0:00:00.0–0:00:20.0. The other leads are looked at there."
    )


def test_leads_that_are_off_together_are_told_together() -> None:
    leads = off("V1", (0, 20)), off("V2", (0, 30)), off("V3", (0, 20))
    assert leads_off_text(leads, FS).startswith(
        "V1, V3 off 0:00:00.0–0:00:20.0; V2 off 0:00:00.0–0:00:30.0. The other"
    )


def test_short_stretches_are_in_the_list_alone() -> None:
    assert leads_off_text((off("V2", (0, 2), (10, 12), (20, 28)),), FS) == ""


def test_the_analysis_tells_of_them() -> None:
    record = synthetic_record(60.0, n_leads=2).record
    signal = record.signal.copy()
    signal[1, 2500:10_000] = np.nan
    lost = Record("off", record.fs, record.leads, signal)
    events = list(RecordAnalysis(lost, None).run())
    (known,) = [event for event in events if isinstance(event, SignalKnown)]
    assert [each.lead.number for each in known.leads_off] == [1]
    (noticed,) = [event for event in events if isinstance(event, Noticed)]
    assert noticed.text.startswith(f"{record.leads[1].title} off 0:00:")
