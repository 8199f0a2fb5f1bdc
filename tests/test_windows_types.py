"""The file types on Windows, against a registry in memory."""

from __future__ import annotations

# Before the tests pretend to be on Windows: it keeps the platform and the executable
# that it sees at its first import, for every process that later tests start.
import multiprocessing.spawn  # noqa: F401
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ecgviewer import windows_types
from ecgviewer.__main__ import main
from ecgviewer.formats import record_formats
from ecgviewer.formats.record_formats import FORMATS
from tests.formats.tiny_format import TINY

_PROGRAM = r"C:\my programs\ecgviewer.exe"
_CLASSES = "Software\\Classes\\"


class FakeRegistry:
    """What is used of `winreg`."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = 1, 1, 2

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    @contextmanager
    def CreateKey(self, root: int, path: str) -> Iterator[dict[str, str]]:  # noqa: N802
        parts = path.split("\\")
        for n in range(1, len(parts)):
            self.keys.setdefault("\\".join(parts[:n]), {})
        yield self.keys.setdefault(path, {})

    @contextmanager
    def OpenKey(  # noqa: N802
        self, root: int, path: str, reserved: int = 0, access: int = 1
    ) -> Iterator[dict[str, str]]:
        if path not in self.keys:
            raise FileNotFoundError(path)
        yield self.keys[path]

    def SetValueEx(  # noqa: N802
        self, key: dict[str, str], name: str, reserved: int, kind: int, value: str
    ) -> None:
        key[name] = value

    def QueryValueEx(self, key: dict[str, str], name: str) -> tuple[str, int]:  # noqa: N802
        if name not in key:
            raise FileNotFoundError(name)
        return key[name], self.REG_SZ

    def DeleteKey(self, root: int, path: str) -> None:  # noqa: N802
        if path not in self.keys:
            raise FileNotFoundError(path)
        if any(key.startswith(f"{path}\\") for key in self.keys):
            raise PermissionError(path)
        del self.keys[path]

    def DeleteValue(self, key: dict[str, str], name: str) -> None:  # noqa: N802
        if name not in key:
            raise FileNotFoundError(name)
        del key[name]

    def value(self, key: str, name: str = "") -> str | None:
        return self.keys.get(_CLASSES + key, {}).get(name)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> FakeRegistry:
    fake = FakeRegistry()
    monkeypatch.setitem(sys.modules, "winreg", fake)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", _PROGRAM)
    return fake


def test_headers_are_opened_and_signals_only_offered(
    registry: FakeRegistry, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--install-desktop"]) == 0
    assert "ecgviewer.Recording" in capsys.readouterr().out
    command = registry.value(r"ecgviewer.Recording\shell\open\command")
    assert command == f'"{_PROGRAM}" "%1"'
    assert registry.value(r"ecgviewer.Recording\DefaultIcon") == f'"{_PROGRAM}",0'
    for ending in (".hea", ".dat"):
        assert registry.value(rf"{ending}\OpenWithProgids", "ecgviewer.Recording") == ""
    assert registry.value(".hea") == "ecgviewer.Recording"
    assert registry.value(".dat") is None


def test_nothing_of_it_is_left(registry: FakeRegistry) -> None:
    windows_types.install(f'"{_PROGRAM}"')
    removed = windows_types.remove()
    assert removed[-1] == r"HKEY_CURRENT_USER\Software\Classes\ecgviewer.Recording"
    assert not [key for key in registry.keys if "ecgviewer" in key]
    assert not [values for values in registry.keys.values() if values]
    assert main(["--remove-desktop"]) == 0, "again"
    assert windows_types.remove() == []


def test_headers_of_another_program_stay_its_own(registry: FakeRegistry) -> None:
    registry.keys[_CLASSES + ".hea"] = {"": "other.header"}
    windows_types.install(f'"{_PROGRAM}"')
    assert registry.value(".hea") == "other.header"
    windows_types.remove()
    assert registry.value(".hea") == "other.header"


def test_every_format_is_known(
    registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_formats, "FORMATS", (*FORMATS, TINY))
    windows_types.install(f'"{_PROGRAM}"')
    assert registry.value(".tiny") == "ecgviewer.Recording"
    assert registry.value(r".tiny\OpenWithProgids", "ecgviewer.Recording") == ""
    windows_types.remove()
    assert not [values for values in registry.keys.values() if values]
