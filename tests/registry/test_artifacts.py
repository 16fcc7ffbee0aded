"""Bytes that were stored are the bytes that are loaded, or nothing is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bullpen.infra.errors import Corrupted
from bullpen.registry import artifacts as module
from bullpen.registry.artifacts import Artifacts, digest_of

FILES = {"model.txt": b"tree\n", "manifest.json": b"{}"}


def test_what_is_stored_is_loaded(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    assert artifacts.load(artifacts.store(FILES), "m 1.0.0") == FILES


def test_storing_twice_is_storing_once(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    assert artifacts.store(FILES) == artifacts.store(FILES)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", ["flip", "cut", "add", "remove", "rename", "link"])
def test_any_damage_is_refused_before_a_parser_sees_it(tmp_path: Path, damage: str) -> None:
    artifacts = Artifacts(tmp_path / "artifacts")
    digest = artifacts.store(FILES)
    model = artifacts.folder(digest) / "model.txt"
    match damage:
        case "flip":
            model.write_bytes(b"tref\n")
        case "cut":
            model.write_bytes(b"tre")
        case "add":
            (model.parent / "extra.pkl").write_bytes(b"x")
        case "remove":
            model.unlink()
        case "rename":
            model.rename(model.with_name("other.txt"))
        case "link":
            (tmp_path / "elsewhere").write_bytes(model.read_bytes())
            model.unlink()
            model.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Corrupted, match=r"m 1\.0\.0"):
        artifacts.load(digest, "m 1.0.0")


def test_a_missing_artifact_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Corrupted, match="is missing"):
        Artifacts(tmp_path).load("0" * 64, "m 1.0.0")


def test_storing_again_over_a_damaged_artifact_mends_it_and_keeps_the_evidence(
    tmp_path: Path,
) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.store(FILES)
    (artifacts.folder(digest) / "model.txt").write_bytes(b"x")
    artifacts.store(FILES)
    assert artifacts.load(digest, "m 1.0.0") == FILES
    assert [p.name for p in tmp_path.iterdir() if "corrupt" in p.name]


@pytest.mark.parametrize("damaged", [False, True])
def test_of_two_that_store_the_same_at_once_both_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: bool
) -> None:
    artifacts = Artifacts(tmp_path)
    if damaged:
        folder = artifacts.folder(artifacts.store(FILES))
        (folder / "model.txt").write_bytes(b"x")

    def overtaken(path: Path, content: bytes) -> None:
        monkeypatch.undo()
        Artifacts(tmp_path).store(FILES)
        path.write_bytes(content)

    monkeypatch.setattr(module, "_write_durably", overtaken)
    digest = artifacts.store(FILES)
    assert artifacts.load(digest, "m 1.0.0") == FILES
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_folder_in_the_way_that_is_something_else_is_not_taken_for_the_artifact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts = Artifacts(tmp_path)

    def overtaken(path: Path, content: bytes) -> None:
        (artifacts.folder(digest_of(FILES))).mkdir(exist_ok=True)
        (artifacts.folder(digest_of(FILES)) / "model.txt").write_bytes(b"other")

    monkeypatch.setattr(module, "_write_durably", overtaken)
    with pytest.raises(OSError, match="not empty"):
        artifacts.store(FILES)


@given(st.dictionaries(st.text("abc", min_size=1), st.binary(max_size=8), max_size=3))
def test_the_digest_depends_on_every_name_and_byte(files: dict[str, bytes]) -> None:
    digest = digest_of(files)
    for name in files:
        assert digest_of({**files, name: files[name] + b"\0"}) != digest
        assert digest_of({k if k != name else f"{k}d": v for k, v in files.items()}) != digest
