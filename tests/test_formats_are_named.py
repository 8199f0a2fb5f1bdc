"""README, guide and menu name the formats that there are."""

from __future__ import annotations

from pathlib import Path

from ecgviewer.formats.format_texts import format_rows, listed
from ecgviewer.formats.record_formats import FORMATS
from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.gui.look.guide_pages import pages
from ecgviewer.resources import resource_path

_ROOT = Path(__file__).resolve().parents[1]
_FIRST = "A first review"


def test_what_is_written_about_formats_is_true() -> None:
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    guide = resource_path("guide/09-files-and-export.md").read_text(encoding="utf-8")
    assert "\n".join(format_rows()) in guide
    first_review = next(page.text for page in pages() if page.title == _FIRST)
    (tip,) = (spec.tip for spec in ACTIONS if spec.id == "file.open")
    for each in FORMATS:
        row = next(line for line in readme.splitlines() if line.startswith("| files"))
        assert f"{each.name} records" in row
        assert each.endings[0] in readme
        assert f"{each.name} ({listed(each.endings)})" in tip
        assert f"`{each.endings[0]}`" in first_review
