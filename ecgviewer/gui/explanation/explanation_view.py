"""The explanation of the current beat as a view of the window."""

from __future__ import annotations

from functools import partial

from ecgviewer.core.analysis_events import Stage
from ecgviewer.gui.explanation.explanation_panel import ExplanationPanel
from ecgviewer.gui.window.view import Parts, View
from ecgviewer.worker.messages import Failed


class ExplanationView(View):
    """Why the current beat has its label."""

    id, title = "explanation", "Why"
    size_px = 400
    least_lines = 27
    shows_classifier = True

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.panel = ExplanationPanel(
            parts.document,
            parts.selection,
            parts.settings.heat_map_opacity,
            contour=parts.settings.heat_map_contour,
        )
        self.panel.explain_requested.connect(self._explain)
        self.panel.opacity_changed.connect(partial(self.kept.emit, "heat_map_opacity"))
        self.panel.contour_changed.connect(partial(self.kept.emit, "heat_map_contour"))
        parts.link.begun.connect(self.panel.clear_cache)
        parts.link.explained.connect(self.panel.show_explanation)
        parts.link.failed.connect(self._on_failed)

    def _explain(self, beat_id: int) -> None:
        """Have a beat explained; behind another view, once somebody looks."""
        self.when_seen.do(self.parts.link.explain, beat_id)

    def _on_failed(self, failed: Failed) -> None:
        if failed.stage is Stage.EXPLAINING:
            self.panel.show_failure(failed.message)
