"""ecgviewer: review the heartbeats that a CNN classified, and why.

To be used from Python, without a window:

>>> import ecgviewer as ev
>>> record = ev.synthetic_record(60.0).record  # or ev.open("100.hea")
>>> review = ev.analyze(record)
>>> review.sample[:3]
array([302, 615, 922])

`ecgviewer.api` describes these functions, and `ecgviewer.ec57` the comparison of two
annotators. Below them:

core           the words of the domain (NumPy only)
formats        files <-> core objects
preprocessing  signal -> R-peaks and images
classifier     images -> labels and heat maps (LiteRT)
analysis       headless use cases
worker         Qt threads without widgets
gui            widgets
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ecgviewer import ec57
    from ecgviewer.api import (
        Explanation,
        InputError,
        Record,
        Review,
        analyze,
        find_beats,
        open,
        read_beats,
        synthetic_record,
    )

__version__ = "0.1.0"
__all__ = [
    "Explanation",
    "InputError",
    "Record",
    "Review",
    "analyze",
    "ec57",
    "find_beats",
    "open",
    "read_beats",
    "synthetic_record",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import the public interface when it is first used, not with the package."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "ec57":
        return import_module("ecgviewer.ec57")
    return getattr(import_module("ecgviewer.api"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
