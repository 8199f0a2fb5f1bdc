"""The arguments of `report` that choose what is painted."""

from __future__ import annotations

import argparse

from ecgviewer.paper.paper_size import PaperSize


def add_paper(parser: argparse.ArgumentParser) -> None:
    """Let a PDF be asked for, and its paper be chosen."""
    parser.add_argument("--pdf", action="store_true", help="write a PDF to print")
    parser.add_argument(
        "--fhir", action="store_true", help="write a FHIR bundle with the PDF in it"
    )
    parser.add_argument(
        "--dicom", action="store_true", help="write a DICOM file with the PDF in it"
    )
    parser.add_argument(
        "--paper",
        choices=[size.value for size in PaperSize],
        default=PaperSize.A4.value,
        help="size of the paper (default: a4)",
    )
    parser.add_argument(
        "--full-disclosure",
        action="store_true",
        help="add every minute of a lead, an hour to a page",
    )
