import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bullpen.data.source import Payload
from bullpen.domains.mlb.sources import unpack as unpack_module
from bullpen.domains.mlb.sources.unpack import unpack
from bullpen.infra.errors import BadInput

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def zipped(method: int = zipfile.ZIP_DEFLATED, /, **members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def unpacked(file: str, content: bytes) -> list[tuple[str, bytes]]:
    found = unpack(Payload(file=file, content=content), r"GL\d{4}\.TXT")
    return [(payload.file, payload.content) for payload in found]


def test_a_plain_file_is_itself() -> None:
    assert unpacked("a.txt", b"hello") == [("a.txt", b"hello")]


def test_a_gzip_keeps_the_name_of_the_file() -> None:
    """Findings name the file that the user has."""
    assert unpacked("a.txt.gz", gzip.compress(b"hello", mtime=0)) == [("a.txt.gz", b"hello")]


def test_a_zip_yields_every_text_member_and_passes_over_the_rest() -> None:
    content = zipped(GL2010_TXT=b"one", GL2011_TXT=b"two", readme_md=b"no")
    assert unpacked("gl.zip", content) == [("GL2010.TXT", b"one"), ("GL2011.TXT", b"two")]


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("a.txt", b"", "a.txt is empty"),
        ("a.txt.gz", b"", "a.txt.gz is empty"),
        ("a.txt.gz", b"plain text", "not a gzip file"),
        ("a.txt.gz", gzip.compress(b"hello" * 999, mtime=0)[:-12], "cut short"),
        ("a.txt.gz", gzip.compress(b"", mtime=0), "holds nothing"),
        ("a.zip", b"plain text", "not a zip file"),
        ("a.zip", zipped(GL2010_TXT=b"x" * 999)[:-30], "not a zip file"),
        ("a.zip", zipped(readme_md=b"no"), "holds no file that is wanted"),
        ("a.zip", zipped(GL2010_TXT=b""), "GL2010.TXT in a.zip is empty"),
    ],
)
def test_a_payload_that_cannot_be_unpacked_is_named(
    file: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        unpacked(file, content)


def test_a_damaged_gzip_is_refused() -> None:
    content = bytearray(gzip.compress(bytes(range(256)) * 50, mtime=0))
    content[20:40] = b"\xff" * 20
    with pytest.raises(BadInput, match=r"a\.txt\.gz"):
        unpacked("a.txt.gz", bytes(content))


@pytest.mark.parametrize("method", METHODS)
def test_a_damaged_member_is_refused(method: int) -> None:
    """Each compression has an error of its own; none of them may end the import."""
    content = bytearray(zipped(method, GL2010_TXT=bytes(range(256)) * 50))
    content[44:64] = b"\xff" * 20
    with pytest.raises(BadInput, match=r"GL2010\.TXT in a\.zip is damaged"):
        unpacked("a.zip", bytes(content))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(METHODS), st.data())
def test_any_damage_to_a_zip_is_refused_or_harmless(method: int, data: st.DataObject) -> None:
    """Also damage to the directory at its end, which may then point before its beginning."""
    content = bytearray(zipped(method, GL2010_TXT=b"1,2,3\n" * 9))
    for at in data.draw(st.sets(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[at] = data.draw(st.integers(0, 255))
    try:
        found = unpacked("a.zip", bytes(content))
    except BadInput:
        return
    assert [text for _, text in found] == [b"1,2,3\n" * 9]


def test_a_zip_whose_directory_points_before_its_beginning_is_refused() -> None:
    content = bytearray(zipped(GL2010_TXT=b"hello"))
    content[-6:-2] = b"\xff\xff\xff\x7f"  # where the directory begins; members count from there
    with pytest.raises(BadInput, match=r"GL2010\.TXT in a\.zip is damaged"):
        unpacked("a.zip", bytes(content))


@pytest.mark.parametrize("file", ["bomb.txt.gz", "bomb.zip"])
def test_a_bomb_is_not_unpacked(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte of zeros packs into a kilobyte; the limit holds on what comes out."""
    monkeypatch.setattr(unpack_module, "MAX_UNPACKED", 100_000)
    zeros = b"0" * 1_000_000
    content = gzip.compress(zeros, mtime=0) if file.endswith(".gz") else zipped(GL2010_TXT=zeros)
    with pytest.raises(BadInput, match="unpacks to more than"):
        unpacked(file, content)


def test_many_small_members_are_a_bomb_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack_module, "MAX_UNPACKED", 1_000)
    content = zipped(**{f"GL{year}_TXT": b"0" * 300 for year in range(2000, 2005)})
    with pytest.raises(BadInput, match="unpacks to more than"):
        unpacked("gl.zip", content)


def test_a_zip_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack_module, "MAX_MEMBERS", 2)
    content = zipped(**{f"GL{year}_TXT": b"x" for year in range(2000, 2003)})
    with pytest.raises(BadInput, match="holds 3 files"):
        unpacked("gl.zip", content)


def test_a_zip_with_a_note_beside_the_logs_is_taken_without_it() -> None:
    content = zipped(GL2010_TXT=b"one", readme_txt=b"no")
    assert unpacked("gl.zip", content) == [("GL2010.TXT", b"one")]
