"""Connections are encrypted, and the server is who it says, by the means of libpq."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecgviewer.server.checking import check_server
from ecgviewer.server.connection import ServerAwayError, connect
from ecgviewer.server.people import make_tables
from tests.server.postgres import Postgres, make_certificate, missing


@pytest.fixture(scope="module")
def served() -> Iterator[Postgres]:
    if why := missing():
        pytest.skip(why)
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl here: apt-get install openssl")
    server = Postgres(tls=True)
    yield server
    server.remove()


@pytest.fixture
def service(served: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service file, as each computer has one, that names the server's certificate."""
    file = tmp_path / "service.conf"
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    _write(file, served, "localhost", served.certificate)
    with connect("service=ecg") as connection:
        make_tables(connection)
    return file


def _write(file: Path, served: Postgres, host: str, certificate: Path) -> None:
    file.write_text(
        f"[ecg]\nhost={host}\nport={served.port}\ndbname=postgres\nuser=postgres\n"
        f"sslmode=verify-full\nsslrootcert={certificate}\n"
    )


def test_a_server_whose_certificate_is_known_is_connected_to(service: Path) -> None:
    with connect("service=ecg") as connection:
        said = {each.text: each.is_in_order for each in check_server(connection)}
    assert said["the connection is encrypted"]


def test_a_server_that_another_certificate_vouches_for_is_refused(
    service: Path, served: Postgres, tmp_path: Path
) -> None:
    other = tmp_path / "other.crt"
    make_certificate(other, tmp_path / "other.key")
    _write(service, served, "localhost", other)
    with pytest.raises(ServerAwayError, match="certificate verify failed"):
        connect("service=ecg")


def test_a_server_of_another_name_is_refused(service: Path, served: Postgres) -> None:
    _write(service, served, "127.0.0.1", served.certificate)
    with pytest.raises(ServerAwayError, match="certificate"):
        connect("service=ecg")


def test_a_connection_in_the_clear_is_said(service: Path) -> None:
    with connect("service=ecg sslmode=disable") as connection:
        said = {each.text: each.is_in_order for each in check_server(connection)}
    (text,) = (each for each in said if "not encrypted" in each)
    assert not said[text]
