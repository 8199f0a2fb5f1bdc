from __future__ import annotations

import pytest

from ecgviewer.core.errors import InputError, message_of


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(20, "Not a directory", "out"), "out: Not a directory"),
        (OSError(28, "No space left"), "No space left"),
        (OSError("odd"), "odd"),
        (KeyError("no lead"), "no lead"),
        (InputError(), "InputError"),
    ],
)
def test_a_message_is_in_words(error: Exception, message: str) -> None:
    assert message_of(error) == message
