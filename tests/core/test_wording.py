from __future__ import annotations

import pytest

from ecgviewer.core.wording import count


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "0 beats"), (1, "1 beat"), (2, "2 beats"), (1200, "1,200 beats")],
)
def test_numbers_are_put_in_words(n: int, text: str) -> None:
    assert count(n, "beat") == text
