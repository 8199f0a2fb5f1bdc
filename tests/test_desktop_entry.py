from __future__ import annotations

import configparser
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ecgviewer import desktop_entry
from ecgviewer.__main__ import main
from ecgviewer.formats.format_texts import opened_endings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="XDG is Linux's")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "share"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


def test_installed_and_removed_again(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--install-desktop"]) == 0
    entry = data / "applications" / "ecgviewer.desktop"
    assert str(entry) in capsys.readouterr().out
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(entry.read_text(encoding="utf-8"))
    fields = parser["Desktop Entry"]
    assert fields["exec"] == f'"{sys.executable}" -P -m ecgviewer %f'
    types = data / "mime" / "packages" / "ecgviewer.xml"
    root = ElementTree.parse(types).getroot()
    said = "".join(f"{each.attrib['type']};" for each in root)
    assert said == fields["mimetype"]
    claimed = [
        glob.attrib["pattern"] for glob in root.iter() if "pattern" in glob.attrib
    ]
    opened = [f"*{ending}" for ending in opened_endings()]
    assert claimed == opened, "every program writes files named .dat"
    assert "*.xml" not in claimed
    assert (data / "icons/hicolor/scalable/apps/ecgviewer.svg").is_file()
    assert main(["--install-desktop"]) == 0, "again, after an update"
    assert main(["--remove-desktop"]) == 0
    assert not entry.exists()
    assert not types.exists()
    assert main(["--remove-desktop"]) == 0


@pytest.mark.parametrize("word", ["--version", "--install-desktop", "--nonsense"])
def test_no_code_beside_the_record_runs(data: Path, tmp_path: Path, word: str) -> None:
    """Neither by the menu's entry nor by hand, in the folder of a recording."""
    desktop_entry.install()
    text = (data / "applications" / "ecgviewer.desktop").read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith("Exec="))
    by_menu = shlex.split(line.removeprefix("Exec=").replace("%f", word))
    by_hand = [sys.executable, "-m", "ecgviewer", word]
    # Python itself imports some modules before any of ours.
    ours = ("argparse", "multiprocessing", "numpy", "shutil")
    hostile = tmp_path / "recordings"
    hostile.mkdir()
    for command, names in ((by_hand, ours), (by_menu, (*ours, "collections"))):
        for name in names:
            (hostile / f"{name}.py").write_text(
                f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})"
            )
        ended = subprocess.run(
            command, cwd=hostile, capture_output=True, text=True, check=False
        )
        assert ended.returncode == (2 if word == "--nonsense" else 0), ended.stderr
    assert not (tmp_path / "ran").exists()


def test_a_frozen_program_is_started_itself(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", '/opt/my $"50%/ecgviewer')
    desktop_entry.install()
    text = (data / "applications" / "ecgviewer.desktop").read_text(encoding="utf-8")
    assert 'Exec="/opt/my \\\\$\\\\"50%%/ecgviewer" %f\n' in text


def test_without_the_variable_it_is_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    installed = desktop_entry.install()
    assert all(path.is_relative_to(tmp_path / ".local/share") for path in installed)


def test_elsewhere_it_is_said_whose_job_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert main(["--install-desktop"]) == 1
    assert "nothing to install" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text("in the way")
    assert main(["--install-desktop"]) == 1
    assert "ecgviewer:" in capsys.readouterr().err


def test_links_are_replaced_and_removed_themselves(data: Path, tmp_path: Path) -> None:
    paths = desktop_entry.install()
    precious = tmp_path / "precious"
    precious.write_text("precious")
    for path in paths:
        path.unlink()
        path.symlink_to(precious)
    desktop_entry.install()
    assert not any(path.is_symlink() for path in paths)
    for path in paths:
        path.unlink()
        path.symlink_to(tmp_path / "nowhere")
    assert desktop_entry.remove() == paths
    assert precious.read_text() == "precious"
