"""A server set up, filled, checked and written out on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest

from ecgviewer.__main__ import main
from ecgviewer.server import connection as of_connection
from tests.server.lab import Lab
from tests.server.postgres import Postgres
from tests.server.reviews import Reviewer, write


def _journals(folder: Path) -> dict[str, bytes]:
    found = sorted(folder.rglob("*.ecgedits.jsonl"))
    return {path.name: path.read_bytes() for path in found}


def _reviews(folder: Path) -> Path:
    for name, readers in {"a": ("Ada", "Bob"), "b": ("Ada", "Søren =1+1")}.items():
        record = write(folder, name, 20.0 if name == "a" else 22.0)
        for reader in readers:
            review = Reviewer(record, reader)
            review.edit(4)
            review.sign()
            review.close()
    return folder


def _run(*words: str) -> int:
    return main(["server", *words])


def test_a_lab_is_set_up_filled_and_written_out_with_the_same_bytes(
    postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={postgres.conninfo(postgres.database())}"
    records = _reviews(tmp_path / "records")
    assert _run(server, "init") == 0
    assert "made. Add people" in capsys.readouterr().out
    assert _run(server, "init") == 0
    assert "is ready" in capsys.readouterr().out
    assert _run(server, "add", "ada", "Ada") == 0
    assert "ada reviews as Ada: reader" in capsys.readouterr().out
    assert _run(server, "import", str(records)) == 0
    assert "Ada.ecgedits.jsonl: 7 lines sent" in capsys.readouterr().out
    assert _run(server, "import", str(records)) == 0
    assert "0 lines sent" in capsys.readouterr().out
    assert _run(server, "export", "-o", str(tmp_path / "out")) == 0
    assert _journals(tmp_path / "out") == _journals(records)
    assert len(_journals(records)) == 4
    capsys.readouterr()
    assert _run(server, "check") == 0
    said = capsys.readouterr().out
    assert "2 records, 4 journals, 28 lines" in said
    assert "every line follows the one before it" in said
    assert "the connection stays on this computer" in said
    assert "connected as postgres: administrator" in said


def test_what_was_written_out_goes_on(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={lab.conninfo()}"
    record = write(tmp_path / "records")
    review = Reviewer(record, "Ada")
    review.edit()
    _run(server, "import", str(review.path))
    _run(server, "export", "-o", str(tmp_path / "out"))
    review.edit(2)
    review.close()
    _run(server, "import", str(review.path))
    capsys.readouterr()
    assert _run(server, "export", "-o", str(tmp_path / "out"), "--reader", "Ada") == 0
    assert "2 lines written" in capsys.readouterr().out
    assert _journals(tmp_path / "out") == _journals(record.parent)
    assert _run(server, "export", "-o", str(tmp_path / "no"), "--reader", "Bob") == 0
    assert not _journals(tmp_path / "no")
    # An older copy has nothing to send, and is left as it is.
    assert _run(server, "import", str(tmp_path / "out")) == 0


def test_a_file_that_is_something_else_is_never_written_over(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={lab.conninfo()}"
    review = Reviewer(write(tmp_path / "records"), "Ada")
    review.edit()
    review.close()
    _run(server, "import", str(tmp_path / "records"))
    other = Reviewer(write(tmp_path / "out"), "Ada")
    other.edit(3)
    other.close()
    before = _journals(tmp_path / "out")
    assert _run(server, "export", "-o", str(tmp_path / "out")) == 1
    assert "lacks 2 of its lines" in capsys.readouterr().err
    assert _journals(tmp_path / "out") == before
    assert _run(server, "import", str(tmp_path / "out")) == 1
    assert "have gone apart at line 1" in capsys.readouterr().err


def test_records_of_one_name_are_written_beside_each_other(
    lab: Lab, tmp_path: Path
) -> None:
    server = f"--server={lab.conninfo()}"
    for folder, duration_s in (("one", 20.0), ("two", 22.0)):
        review = Reviewer(write(tmp_path / folder, "a", duration_s), "Ada")
        review.edit()
        review.close()
    _run(server, "import", str(tmp_path / "one"), str(tmp_path / "two"))
    for _ in range(2):
        assert _run(server, "export", "-o", str(tmp_path / "out")) == 0
        written = list(_journals(tmp_path / "out").values())
        sent = [*_journals(tmp_path / "one").values()]
        sent += _journals(tmp_path / "two").values()
        assert sorted(written) == sorted(sent)


def test_a_reader_sends_their_own(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={lab.add('ada', 'Ada')}"
    records = _reviews(tmp_path / "records")
    assert _run(server, "import", str(records)) == 1
    assert "It is Bob's, whose lines only they or an administrator may send" in (
        capsys.readouterr().err
    )
    assert len(lab.chains_of("Ada")) == 2
    assert not lab.chains_of("Bob")


def test_a_line_that_was_changed_behind_the_servers_back_is_named(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={lab.conninfo()}"
    _run(server, "import", str(_reviews(tmp_path / "records")))
    with psycopg.connect(lab.conninfo(), autocommit=True) as connection:
        connection.execute("ALTER TABLE ecgviewer.line DISABLE TRIGGER refuse")
        connection.execute(
            "UPDATE ecgviewer.line SET content = replace(convert_from(content, "
            "'UTF8'), '\"seq\":2', '\"seq\":3')::bytea WHERE reader = 'Bob'"
        )
    assert _run(server, "check") == 1
    assert "line 4 of Bob for" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("dbname=x password=secret", "Leave the password out"),
        ("postgresql://ada:secret@db/x", "Leave the password out"),
        ("no such thing", "is not how a server is named"),
        ("host=/nowhere dbname=x", "cannot be reached"),
    ],
)
def test_what_names_no_server_is_said(
    server: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(f"--server={server}", "check") == 1
    told = capsys.readouterr().err
    assert said in told
    assert "secret" not in told


def test_a_database_that_is_no_server_is_said(
    postgres: Postgres, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={postgres.conninfo(postgres.database())}"
    assert _run(server, "check") == 1
    assert "ecgviewer server init" in capsys.readouterr().err
    assert _run(server, "import", str(tmp_path)) == 1
    assert "ecgviewer server init" in capsys.readouterr().err


def test_what_the_server_refuses_is_said(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = f"--server={lab.add('ada', 'Ada')}"
    assert _run(server, "add", "bob", "Bob") == 1
    assert "The server says: " in capsys.readouterr().err
    assert _run(server, "import", str(tmp_path / "nowhere")) == 1
    assert "is not there" in capsys.readouterr().err


def test_without_psycopg_it_is_said_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(of_connection, "find_spec", lambda _: None)
    assert _run("check") == 1
    assert "pip install 'ecgviewer[server]'" in capsys.readouterr().err


@pytest.mark.parametrize("version", ["version_0_1", "format_2", "format_3"])
def test_a_journal_of_an_earlier_version_comes_back_as_it_was(
    lab: Lab, tmp_path: Path, version: str
) -> None:
    server = f"--server={lab.conninfo()}"
    old = Path(__file__).parents[1] / "formats" / "journal" / "journals"
    journal = tmp_path / "old.ecgedits.jsonl"
    shutil.copy(old / f"{version}.jsonl", journal)
    assert _run(server, "import", str(journal)) == 0
    assert _run(server, "export", "-o", str(tmp_path / "out")) == 0
    assert list(_journals(tmp_path / "out").values()) == [journal.read_bytes()]
