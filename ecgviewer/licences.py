"""The parts that are at work with their versions and licences, from their metadata.

Nothing here is kept by hand: a part that is added or goes is listed or not by itself,
in a checkout, an installation and the packaged program alike.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

_OWN = "ecgviewer"
_CLASSIFIER = "License :: "
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]+)\s*([^;]*)(;.*)?$")
_LONGEST_NAME = 60
_NAMED = re.compile(r"^(?!Copyright)[A-Za-z0-9]")
_TEXT_FILES = re.compile(r"(^|/)(LICEN[CS]E|COPYING|NOTICE)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A package, its version, the name of its licence and the licence's text."""

    name: str
    version: str
    licence: str
    text: str = ""


def parts() -> list[Part]:
    """Return Python and every package that is needed and there, sorted by name."""
    found = {name: _part(of) for name, of in _needed(_OWN)}
    found.pop(_OWN, None)
    python = Part("Python", platform.python_version(), "PSF-2.0")
    return [python, *sorted(found.values(), key=lambda part: part.name.lower())]


def _needed(name: str) -> Iterator[tuple[str, Distribution]]:
    """Give a package and all that it needs, as far as they are installed."""
    waiting, seen = [name], set[str]()
    while waiting:
        plain = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if plain in seen:
            continue
        seen.add(plain)
        try:
            found = distribution(plain)
        except PackageNotFoundError:
            continue
        yield plain, found
        waiting += _requirements(found)


def _requirements(of: Distribution) -> Iterator[str]:
    for line in of.requires or []:
        match = _REQUIREMENT.match(line)
        # What is needed for an extra only is not needed.
        if match and "extra ==" not in (match[3] or ""):
            yield match[1]


def _part(of: Distribution) -> Part:
    return Part(of.metadata["Name"], of.version, _licence(of), _text(of))


def _licence(of: Distribution) -> str:
    """Return the name of a licence; older packages give it as a class or a line."""
    fields = of.metadata
    if "License-Expression" in fields:
        return str(fields["License-Expression"])
    classes = [
        str(line).rsplit(" :: ", 1)[-1]
        for line in fields.get_all("Classifier") or []
        if str(line).startswith(_CLASSIFIER)
    ]
    # The field may hold the whole text instead of a name.
    field = str(fields["License"]) if "License" in fields else ""
    first = field.strip().split("\n", 1)[0]
    named = len(first) <= _LONGEST_NAME and _NAMED.search(first)
    return ", ".join(classes) or (first if named else "see its text")


def _text(of: Distribution) -> str:
    files = [file for file in of.files or [] if _TEXT_FILES.search(file.as_posix())]
    texts = []
    for file in files:
        try:
            texts.append(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
    return "\n\n".join(texts)
