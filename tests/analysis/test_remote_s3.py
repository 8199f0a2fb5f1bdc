"""Records in a store that is compatible with S3, served on this computer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from ecgviewer.analysis.remote_records import local_record, remote_records
from ecgviewer.core.errors import RecordError
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.record_formats import read_record
from ecgviewer.formats.wfdb.writer import write_record

pytest.importorskip(
    "moto.server", reason="there is no moto here: pip install moto[server]"
)
pytest.importorskip("s3fs", reason="there is no s3fs here: pip install s3fs")

#: In a process of its own: it would leave threads behind.
_SERVE = """
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(*server.get_host_and_port(), flush=True)
input()
"""


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[fsspec.AbstractFileSystem]:
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "AWS_DEFAULT_REGION": "us-east-1"},
    ) as served:
        assert served.stdout is not None
        host, port = served.stdout.readline().split()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "lab",
            "AWS_SECRET_ACCESS_KEY": "lab",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        system = fsspec.filesystem("s3", skip_instance_cache=False)
        yield system
        served.kill()


def _put(s3: fsspec.AbstractFileSystem, folder: Path) -> None:
    for path in folder.iterdir():
        s3.pipe(f"holter/ward/{path.name}", path.read_bytes())


def test_records_of_a_bucket_are_read_and_renewed(
    s3: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    s3.mkdir("holter")
    folder, cache = tmp_path / "there", tmp_path / "cache"
    folder.mkdir()
    write_record(folder, synthetic_record(10.0, name="day1").record)
    _put(s3, folder)
    url = Path("s3://holter/ward/day1.hea")
    assert remote_records(Path("s3://holter/ward")) == [url]
    expected = read_record(folder / "day1.hea")
    here = local_record(url, cache)
    assert read_record(here).identity == expected.identity
    write_record(folder, synthetic_record(12.0, name="day1").record)
    _put(s3, folder)
    assert read_record(local_record(url, cache)).duration_s == pytest.approx(12.0)
    with pytest.raises(RecordError, match=r"s3://holter/no\.hea cannot be read"):
        local_record(Path("s3://holter/no.hea"), cache)
