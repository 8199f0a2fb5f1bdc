"""Bundles that a user added: checked, found by name, removed; bad ones refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ecgviewer.analysis.journal_session import classifier_of
from ecgviewer.classifier.bundle import BundleError, file_digest, load_bundle
from ecgviewer.classifier.bundle_folders import (
    bundle_paths,
    find_bundle,
    known_bundles,
    user_bundle_folder,
    user_bundle_paths,
)
from ecgviewer.classifier.runtime import load_classifier
from ecgviewer.classifier.user_bundles import add_bundle, remove_bundle
from tests.classifier.own_bundle import describe, own_bundle


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ecgviewer.classifier.bundle_folders.user_data_folder",
        lambda: tmp_path / "data",
    )


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return own_bundle(tmp_path / "my bundle")


@pytest.mark.parametrize("file", ["", "bundle.json"])
def test_a_bundle_is_added_found_by_name_and_removed(bundle: Path, file: str) -> None:
    name = add_bundle(bundle / file)
    assert name == "mine-1"
    assert user_bundle_paths() == {name: user_bundle_folder() / name}
    assert list(known_bundles()) == [*bundle_paths(), name]
    assert find_bundle(name) == user_bundle_folder() / name
    # Where it came from may go.
    shutil.rmtree(bundle)
    assert load_classifier(name).classifier_id == name
    assert load_bundle(find_bundle(name)).trainable_network.is_file()
    card = find_bundle(name) / "README.md"
    assert card.read_text() == "my card"
    remove_bundle(name)
    assert user_bundle_paths() == {}
    assert list(user_bundle_folder().iterdir()) == []
    with pytest.raises(BundleError, match="no classifier mine-1"):
        find_bundle(name)


def test_only_what_a_bundle_lists_is_copied(bundle: Path) -> None:
    (bundle / "private.txt").write_text("private")
    copied = {
        file.name for file in (user_bundle_folder() / add_bundle(bundle)).iterdir()
    }
    listed = {"network.tflite", "network.keras", "golden.npz"}
    assert copied == {*listed, "bundle.json", "README.md"}


def test_a_review_finds_the_classifier_that_was_added(bundle: Path) -> None:
    (user_bundle_folder() / "damaged").mkdir(parents=True)
    (user_bundle_folder() / "damaged" / "bundle.json").write_text("{")
    add_bundle(bundle)
    classifier = classifier_of("mine-1")
    assert classifier is not None
    assert classifier.classifier_id == "mine-1"


def test_what_is_there_already_is_said(bundle: Path) -> None:
    add_bundle(bundle)
    for path in (bundle, find_bundle()):
        with pytest.raises(BundleError, match="already exists: choose it"):
            add_bundle(path)


def _without_file(bundle: Path) -> None:
    (bundle / "network.tflite").unlink()


def _damaged(bundle: Path) -> None:
    with (bundle / "network.tflite").open("ab") as file:
        file.write(b"\0")


def _without_description(bundle: Path) -> None:
    (bundle / "bundle.json").unlink()


def _hostile_name(bundle: Path) -> None:
    describe(bundle, classifier_id="../../elsewhere")


def _other_scores(bundle: Path) -> None:
    with np.load(bundle / "golden.npz") as arrays:
        known: dict[str, Any] = dict(arrays)
    known["probabilities"] = known["probabilities"][:, ::-1]
    np.savez_compressed(bundle / "golden.npz", **known)
    files = json.loads((bundle / "bundle.json").read_text())["files"]
    describe(bundle, files=files | {"golden.npz": file_digest(bundle / "golden.npz")})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_without_file, r"network\.tflite is missing.*again"),
        (_damaged, r"network\.tflite is not the file.*again"),
        (_without_description, r"my bundle holds no classifier.*Choose the folder"),
        (_hostile_name, r"bundle\.json: '\.\./\.\./elsewhere' cannot be.*Use letters"),
        (_other_scores, r"scores the golden sample differently.*Install"),
        (
            lambda b: describe(b, classes=["N", "S"]),
            r"network\.tflite cannot be used.*again",
        ),
        (
            lambda b: describe(b, classes=["N", "N", "V"]),
            r"N, N, V are not a choice.*again",
        ),
        (lambda b: describe(b, classes=["N"]), r"N are not a choice"),
        (lambda b: describe(b, classes=[]), r"nothing are not a choice"),
    ],
)
def test_a_bad_bundle_is_refused_and_leaves_nothing(
    bundle: Path, spoil: Any, message: str
) -> None:
    spoil(bundle)
    with pytest.raises(BundleError, match=message):
        add_bundle(bundle)
    assert not user_bundle_folder().exists()


def test_a_full_disk_leaves_nothing(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(BundleError, match=r"my bundle could not be copied.*No space"):
        add_bundle(bundle)
    assert list(user_bundle_folder().iterdir()) == []


def test_what_was_not_added_is_not_removed() -> None:
    for name in ("seed-cnn", "gone", "..", ""):
        with pytest.raises(BundleError, match="that was added"):
            remove_bundle(name)


def test_a_bundle_that_cannot_be_removed_is_named(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    name = add_bundle(bundle)
    monkeypatch.setattr(shutil, "rmtree", locked)
    with pytest.raises(BundleError, match=r"mine-1 could not be removed.*try again"):
        remove_bundle(name)
