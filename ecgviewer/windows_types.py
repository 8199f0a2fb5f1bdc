"""Windows: which files the application opens, in the user's own part of the registry.

A double-click on the file that a record is opened by, such as a `.hea`, opens it. For
another one, such as a `.dat`, it is offered under "Open with" only: that ending
belongs to thousands of programs, and a double-click on what another one wrote must not
end here.
"""

from __future__ import annotations

import ctypes
import importlib
from typing import Any

from ecgviewer.formats.format_texts import all_endings, opened_endings

_CLASSES = r"Software\Classes"
_KIND = "ecgviewer.Recording"
#: SHCNE_ASSOCCHANGED: icons and menus are made again.
_TYPES_CHANGED = 0x08000000


def install(command: str) -> list[str]:
    """Write the file types; return the keys that were written.

    Parameters
    ----------
    command : str
        How to start this very program, quoted.

    Raises
    ------
    OSError
        If the registry cannot be written.
    """
    registry = _registry()
    program = command.split('"')[1]
    _write(registry, _KIND, "", "ECG recording")
    _write(registry, rf"{_KIND}\DefaultIcon", "", f'"{program}",0')
    _write(registry, rf"{_KIND}\shell\open\command", "", f'{command} "%1"')
    for ending in all_endings():
        _write(registry, rf"{ending}\OpenWithProgids", _KIND, "")
    for ending in opened_endings():
        if not _read(registry, ending):
            _write(registry, ending, "", _KIND)
    _tell_the_desktop()
    return [rf"HKEY_CURRENT_USER\{_CLASSES}\{key}" for key in (_KIND, *all_endings())]


def remove() -> list[str]:
    """Take away what `install` wrote; return the keys of what was there."""
    registry = _registry()
    there = [key for key in _owned() if _delete_key(registry, key)]
    for ending in all_endings():
        _delete_value(registry, rf"{ending}\OpenWithProgids", _KIND)
    for ending in opened_endings():
        if _read(registry, ending) == _KIND:
            _delete_value(registry, ending, "")
    _tell_the_desktop()
    return [rf"HKEY_CURRENT_USER\{_CLASSES}\{key}" for key in there]


def _owned() -> tuple[str, ...]:
    """Return the keys that are ours alone; only empty ones can be deleted."""
    parts = (r"\shell\open\command", r"\shell\open", r"\shell", r"\DefaultIcon", "")
    return tuple(f"{_KIND}{part}" for part in parts)


def _registry() -> Any:  # noqa: ANN401 - a module that other systems lack
    return importlib.import_module("winreg")


def _write(registry: Any, key: str, name: str, value: str) -> None:  # noqa: ANN401
    path = rf"{_CLASSES}\{key}"
    with registry.CreateKey(registry.HKEY_CURRENT_USER, path) as opened:
        registry.SetValueEx(opened, name, 0, registry.REG_SZ, value)


def _read(registry: Any, key: str) -> str:  # noqa: ANN401
    path = rf"{_CLASSES}\{key}"
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, path) as opened:
            return str(registry.QueryValueEx(opened, "")[0])
    except FileNotFoundError:
        return ""


def _delete_key(registry: Any, key: str) -> bool:  # noqa: ANN401
    try:
        registry.DeleteKey(registry.HKEY_CURRENT_USER, rf"{_CLASSES}\{key}")
    except FileNotFoundError:
        return False
    return True


def _delete_value(registry: Any, key: str, name: str) -> None:  # noqa: ANN401
    path, access = rf"{_CLASSES}\{key}", registry.KEY_SET_VALUE
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, path, 0, access) as opened:
            registry.DeleteValue(opened, name)
    except FileNotFoundError:
        pass


def _tell_the_desktop() -> None:
    windows: Any = getattr(ctypes, "windll", None)
    if windows is not None:
        windows.shell32.SHChangeNotify(_TYPES_CHANGED, 0, None, None)
