"""Where the application keeps what is not beside a record."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, QSysInfo

from ecgviewer.resources import user_cache_folder

_Location = QStandardPaths.StandardLocation


def journal_folder() -> Path:
    """Return the folder of journals that cannot be beside their record."""
    return Path(QStandardPaths.writableLocation(_Location.AppDataLocation)) / "journals"


def demo_folder() -> Path:
    """Return the folder into which the demo record is written."""
    return Path(QStandardPaths.writableLocation(_Location.AppDataLocation)) / "demo"


def envelope_folder() -> Path:
    """Return the folder of what was measured of long records, which can be deleted."""
    return user_cache_folder() / "envelopes"


def analysis_folder() -> Path:
    """Return the folder of what analyses gave, which can be deleted."""
    return user_cache_folder() / "analyses"


def log_path() -> Path:
    """Return the path of the log file."""
    folder = QStandardPaths.writableLocation(_Location.AppLocalDataLocation)
    return Path(folder) / "ecgviewer.log"


def instance_folder() -> Path:
    """Return the folder by which instances of the program on this computer meet."""
    folder = QStandardPaths.writableLocation(_Location.AppLocalDataLocation)
    return Path(folder) / f"running-{QSysInfo.machineHostName()}"


def own_folders() -> tuple[Path, ...]:
    """Return the folders of the application's own files, log and cache included."""
    log_folder = log_path().parent
    return (
        journal_folder(),
        demo_folder(),
        envelope_folder(),
        analysis_folder(),
        log_folder,
        instance_folder(),
    )


def settings_store() -> QSettings:
    """Return the reader's settings, a readable file on every system."""
    ini, user = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    return QSettings(ini, user, "ecgviewer", "ecgviewer")
