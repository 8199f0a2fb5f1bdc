"""What users and developers read is idiomatic English, without the listed phrases."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]
_SOURCES = sorted(
    path
    for folder in ("ecgviewer", "training")
    for path in (_ROOT / folder).rglob("*.py")
)
_PAGES = [
    _ROOT / "README.md",
    _ROOT / "CHANGELOG.md",
    _ROOT / "CONTRIBUTING.md",
    *sorted((_ROOT / "resources" / "guide").glob("*.md")),
]
#: What must not be written, and what to write.
_PHRASES = {
    r"^tell\b|\btell whether\b": "return whether, return which",
    r"\b(beats?|more|intervals?|windows?|of them) on end\b": "in a row, successive",
    r"(?<!there )\b(is|are|was|were) no (?!longer\b|more than\b|fewer\b|reason\b)": (
        "is not a"
    ),
    r"\banew\b": "again",
    r"\bso many\b(?! \w+ that\b)": "this many",
    r"\b(is another|are others) now\b": "has changed",
    r"\b(is|are|of|sees?) (it |them |this )?no more\b(?! than\b)": "no longer",
    r"\bor no more\b": "no longer",
    r"\bat a stroke\b": "at once",
    r"(?<!brute )\b(in|into) force\b": "in effect, applied",
    r"\bas yet\b": "yet, so far",
    r"\bthat are none\b": "that are not",
    r"\btime of now\b": "current time",
    r"\bno \w+ is so\b": "outside the range of",
    r"\bfrom where on\b": "from, thresholds for",
    r"\bnobody shall\b": "never",
    r"\b(is|are) told(?! (apart|from)\b)[,.;]": "is reported",
    r"\b(hold|held) against\b": "compared with",
    r"\bthe one who\b": "whoever, the person who",
    r"\bit is so that\b": "(leave it out)",
    r"\bbeats? of which the classifier\b": "beats the classifier is … of",
    r"\brefus\w+ (all )?suggest|\bsuggest\w+[^.:;]{0,40}\brefus": "dismiss",
    r"\brefuses (them|those of)\b|\baccepted or refused\b": "dismiss",
}


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and text of all strings; pieces that stand together are one."""
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            constants = (each for each in node.values if isinstance(each, ast.Constant))
            yield node.lineno, "…".join(str(each.value) for each in constants)
        elif isinstance(node, ast.Constant) and id(node) not in pieces:
            yield node.lineno, str(node.value)


def _comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield first line and text of comments; those on successive lines are one."""
    first, last, words = 0, -1, ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if token.start[0] != last + 1:
                yield first, words
                first, words = token.start[0], ""
            last, words = token.start[0], f"{words} {token.string.lstrip('#: ')}"
    yield first, words


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _strings(ast.parse(text))
        yield from _comments(text)
    else:
        for paragraph in re.finditer(r"(?:.+\n?)+", text):
            yield text.count("\n", 0, paragraph.start()) + 1, paragraph.group()


def _found(path: Path) -> list[str]:
    """Return where listed phrases stand, and what to write for them."""
    return [
        f"{path}:{line}: “{match.group().strip()}”; write “{better}”"
        for line, text in _texts(path)
        for pattern, better in _PHRASES.items()
        for match in re.finditer(pattern, " ".join(text.split()), re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "code",
    [
        'raise ValueError(f"{path} is no "\n    f"header of {name}")\n',
        '"""Tell whether it is\nthere."""\n',
        "x = 1\n# The journal is begun\n# anew then.\n",
    ],
)
def test_phrases_are_found_in_messages_docstrings_and_comments(
    code: str, tmp_path: Path
) -> None:
    path = tmp_path / "module.py"
    path.write_text(code, encoding="utf-8")
    (found,) = _found(path)
    assert "; write “" in found


@pytest.mark.parametrize(
    "path", _SOURCES + _PAGES, ids=lambda path: str(path.relative_to(_ROOT))
)
def test_no_phrase_of_a_translation(path: Path) -> None:
    assert not _found(path)
