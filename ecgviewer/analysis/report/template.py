"""A conclusion that is filled in from a file of sentences with fields."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecgviewer.analysis.report.conclusion_fields import conclusion_fields
from ecgviewer.analysis.report.facts import ReportFacts
from ecgviewer.core.errors import InputError
from ecgviewer.core.items.conclusion_template import fields_in, filled

#: What no reader wrote says so.
BY_TEMPLATE = "(Filled in from a template, not by the reader.)"
_LONGEST = 2**16


class TemplateError(InputError):
    """A template that cannot be used; the message names the file and the remedy."""


def read_template(path: Path) -> str:
    """Return the text of a template.

    Raises
    ------
    TemplateError
        If it cannot be read, is empty, or is longer than 64 kB.
    """
    try:
        data = path.read_bytes()[: _LONGEST + 1]
        text = data.decode().strip()
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path} is not a text in UTF-8. Save it so.") from error
    if not text or len(data) > _LONGEST:
        what = "is longer than 64 kB" if text else "has no sentence"
        raise TemplateError(
            f"{path} {what}. Write the sentences of a conclusion into it."
        )
    return text


def with_conclusion(facts: ReportFacts, template: str) -> ReportFacts:
    """Return facts whose conclusion is a template with its fields filled in.

    A conclusion that the reader wrote stays.

    Parameters
    ----------
    facts : ReportFacts
    template : str
        Empty for none.

    Raises
    ------
    TemplateError
        If it has a field that no fact fills in.
    """
    if not template or facts.items.conclusion:
        return facts
    values = conclusion_fields(facts)
    unknown = [name for name in fields_in(template) if name not in values]
    if unknown:
        raise TemplateError(
            f"The template has the field {{{unknown[0]}}}, which no fact fills in. "
            f"There are: {', '.join(sorted(values))}."
        )
    said = f"{filled(template, values)}\n{BY_TEMPLATE}"
    return replace(facts, items=replace(facts.items, conclusion=said))
