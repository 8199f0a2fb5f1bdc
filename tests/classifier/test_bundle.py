import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import numpy as np
import pytest

from ecgviewer.classifier import bundle as bundle_module
from ecgviewer.classifier.beat_context import CONTEXT_NAMES
from ecgviewer.classifier.bundle import BundleError, load_bundle, load_golden
from ecgviewer.classifier.bundle_folders import (
    DEFAULT_BUNDLE,
    bundle_paths,
    find_bundle,
)
from ecgviewer.classifier.context_expert import ContextExpert
from ecgviewer.core.labels import BeatClass

_MEGABYTE = 2**20


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(find_bundle(), tmp_path / "bundle")


def _change(bundle: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = bundle / "bundle.json"
    description = json.loads(file.read_text())
    change(description)
    file.write_text(json.dumps(description))


@pytest.mark.parametrize("path", bundle_paths().values(), ids=bundle_paths())
def test_shipped_bundles_are_complete(path: Path) -> None:
    bundle = load_bundle(path)
    assert bundle.classes == (BeatClass.N, BeatClass.S, BeatClass.V)
    assert bundle.classifier_id.startswith(path.name)
    assert bundle.trainable_network.is_file()
    tested = set(bundle.test_records)
    assert tested
    assert not tested & {*bundle.training_records, *bundle.validation_records}
    assert not tested & set(bundle.patients)


@pytest.mark.parametrize("path", bundle_paths().values(), ids=bundle_paths())
def test_shipped_bundles_are_small(path: Path) -> None:
    sizes = [file.stat().st_size for file in path.iterdir()]
    assert max(sizes) < 3 * _MEGABYTE
    assert sum(sizes) < 6 * _MEGABYTE


def test_bundles_are_found_by_name_and_by_folder(copied: Path) -> None:
    assert find_bundle(DEFAULT_BUNDLE) == bundle_paths()[DEFAULT_BUNDLE]
    assert find_bundle(str(copied)) == copied
    with pytest.raises(BundleError, match=r"no classifier nonesuch.*seed-cnn"):
        find_bundle("nonesuch")


@pytest.mark.parametrize("name", ["network.tflite", "golden.npz"])
def test_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(BundleError, match=f"{name} is missing"):
        load_bundle(copied)


def test_program_runs_without_the_trainable_network(copied: Path) -> None:
    (copied / "network.keras").unlink()
    bundle = load_bundle(copied)
    with pytest.raises(BundleError, match=r"network\.keras does not exist"):
        _ = bundle.trainable_network


@pytest.mark.parametrize("name", ["network.tflite", "golden.npz"])
def test_damaged_file_is_named(copied: Path, name: str) -> None:
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / name).write_bytes(data)
    with pytest.raises(BundleError, match=f"{name} is not the file"):
        load_bundle(copied)


def test_folder_without_a_bundle_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="holds no classifier"):
        load_bundle(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00"])
def test_broken_description_is_named(copied: Path, text: str) -> None:
    (copied / "bundle.json").write_text(text)
    with pytest.raises(BundleError, match=r"bundle\.json"):
        load_bundle(copied)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(version=2), "version 2"),
        (lambda d: d["spec"].update(version=7), "spec of version 7"),
        (lambda d: d["spec"].update(hop=-1), "hop must be positive"),
        (lambda d: d["spec"].pop("hop"), "hop"),
        (lambda d: d.update(classes=["N", "X"]), "'X' is not known"),
        (lambda d: d.pop("classes"), "classes"),
        (lambda d: d.update(files={}), r"does not list network\.tflite"),
        (lambda d: d.update(spec=None), r"bundle\.json"),
        (lambda d: d.update(metrics=3), r"bundle\.json"),
    ],
)
def test_description_of_another_kind_is_refused(
    copied: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    _change(copied, change)
    with pytest.raises(BundleError, match=message):
        load_bundle(copied)


def test_golden_sample_with_pickled_objects_is_refused(copied: Path) -> None:
    bundle = load_bundle(copied)
    np.savez(copied / "golden.npz", values=np.array([{}], object))
    with pytest.raises(BundleError, match="holds no golden sample"):
        load_golden(bundle)


def test_golden_sample_that_is_no_archive_is_refused(copied: Path) -> None:
    bundle = load_bundle(copied)
    for data in (b"", b"PK\x03\x04 no archive", b"text"):
        (copied / "golden.npz").write_bytes(data)
        with pytest.raises(BundleError, match="holds no golden sample"):
            load_golden(bundle)


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_LZMA])
def test_golden_sample_that_does_not_unpack_is_refused(
    copied: Path, method: int
) -> None:
    bundle = load_bundle(copied)
    path = copied / "golden.npz"
    with ZipFile(path, "w", method) as archive:
        archive.writestr("values.npy", np.random.default_rng(1).bytes(500))
    data = bytearray(path.read_bytes())
    # Where the packed bytes of the only member begin.
    data[40:60] = b"\xff" * 20
    path.write_bytes(data)
    with pytest.raises(BundleError, match="holds no golden sample"):
        load_golden(bundle)


@pytest.mark.parametrize(
    "name",
    ["../secret", "/etc/passwd", "..", ".", "", "a\\b", "C:x", "a/b", "a\0b", "\ud800"],
)
def test_a_path_out_of_the_folder_is_refused(copied: Path, name: str) -> None:
    digest = hashlib.sha256(b"secret").hexdigest()
    (copied.parent / "secret").write_bytes(b"secret")
    _change(copied, lambda d: d["files"].update({name: digest}))
    with pytest.raises(
        BundleError, match=r"bundle\.json lists .*not the name of a file"
    ):
        load_bundle(copied)


def test_the_trainable_network_is_the_one_that_the_bundle_was_made_with(
    copied: Path,
) -> None:
    assert load_bundle(copied).trainable_network.is_file()
    with (copied / "network.keras").open("ab") as file:
        file.write(b"\0")
    # The program itself does not need it.
    bundle = load_bundle(copied)
    with pytest.raises(BundleError, match=r"network\.keras is not the file"):
        _ = bundle.trainable_network
    _change(copied, lambda d: d["files"].pop("network.keras"))
    bundle = load_bundle(copied)
    with pytest.raises(BundleError, match=r"does not list network\.keras"):
        _ = bundle.trainable_network


def test_a_file_that_cannot_be_read_is_named(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(bundle_module, "file_digest", refuse)
    with pytest.raises(BundleError, match=r"cannot be read: Permission denied"):
        load_bundle(copied)


def test_a_bundle_may_have_a_context_expert(tmp_path: Path) -> None:
    copied = shutil.copytree(find_bundle("context-cnn"), tmp_path / "plain")
    assert load_bundle(copied).context_expert is None
    n = len(CONTEXT_NAMES)
    zeros = np.zeros(n, "f4")
    layers = (np.zeros((n, 1), "f4"),), (np.full(1, -2, "f4"),)
    file = copied / "context.npz"
    ContextExpert(zeros, zeros + 1, *layers).write(file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    _change(copied, lambda told: told["files"].update({file.name: digest}))
    expert = load_bundle(copied).context_expert
    assert expert is not None
    assert expert.odds(np.zeros((1, n), "f4")) == -2
    other = ["V", "S", "N"]
    _change(copied, lambda told: told.update({"classes": other}))
    with pytest.raises(BundleError, match=r"context\.npz tells S from N, which"):
        _ = load_bundle(copied).context_expert
    file.write_bytes(b"other")
    with pytest.raises(BundleError, match=r"context\.npz is not the file"):
        load_bundle(copied)
