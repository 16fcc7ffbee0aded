"""Gzip and zip payloads, unpacked with care: a small file may not grow without end."""

import gzip
import io
import lzma
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath

from bullpen.data.source import Payload
from bullpen.infra.errors import BadInput

MAX_UNPACKED = 400 * 2**20  # bytes; 150 seasons of game logs are about 300 MiB
MAX_MEMBERS = 300  # files in one zip
CHUNK = 2**20  # bytes inflated at a time where they are only counted
DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
"""What a damaged zip raises: bzip2 an OSError, a directory that points nowhere a ValueError."""


def unpack(payload: Payload, wanted: str) -> Iterator[Payload]:
    """Yield the files that the payload holds: itself, what its gzip holds, or its zip's members.

    Args:
        payload: a file, its gzip (".gz") or a ".zip".
        wanted: pattern of the file names to take from a zip; other members are passed over.

    Raises:
        BadInput: if it is empty, damaged, encrypted, too large once unpacked, or holds no such
            file.
    """
    if not payload.content:
        raise BadInput(f"{payload.file} is empty; fetch it again.")
    match PurePath(payload.file.lower()).suffix:
        case ".zip":
            yield from _members(payload, wanted)
        case ".gz":
            yield Payload(file=payload.file, content=_gunzip(payload))
        case _:
            yield payload


def _gunzip(payload: Payload) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(payload.content)) as packed:
            content = packed.read(MAX_UNPACKED + 1)
    except gzip.BadGzipFile as error:
        raise BadInput(f"{payload.file} is not a gzip file; fetch it again.") from error
    except EOFError as error:
        raise BadInput(
            f"{payload.file} is cut short: its gzip has no end. Fetch it again."
        ) from error
    except zlib.error as error:
        raise BadInput(f"{payload.file} is damaged: {error}. Fetch it again.") from error
    if not content:
        raise BadInput(f"{payload.file} holds nothing; fetch it again.")
    _check_size(payload, len(content))
    return content


def _members(payload: Payload, name: str) -> Iterator[Payload]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(payload.content))
    except (*DAMAGES, NotImplementedError) as error:
        raise BadInput(f"{payload.file} is not a zip file, or it is cut short.") from error
    with archive:
        wanted = [m for m in archive.infolist() if re.fullmatch(name, PurePath(m.filename).name)]
        if not wanted:
            raise BadInput(f"{payload.file} holds no file that is wanted here.")
        if len(wanted) > MAX_MEMBERS:
            raise BadInput(
                f"{payload.file} holds {len(wanted)} files, more than the {MAX_MEMBERS} that are "
                "taken from one zip; split it."
            )
        total = 0
        for member in wanted:
            content = _read_member(payload, archive, member, MAX_UNPACKED - total)
            total += len(content)
            yield Payload(file=PurePath(member.filename).name, content=content)


def unpacks_to_more_than(limit: int, archive: zipfile.ZipFile) -> bool:
    """Inflate every member without keeping it, and stop at `limit` bytes.

    The sizes that a zip declares are its author's word, and not believed.

    Raises:
        Any of `DAMAGES`: if a member is damaged.
    """
    total = 0
    for member in archive.infolist():
        member.file_size = sys.maxsize  # the declared one would end the reading early
        with archive.open(member) as packed:
            while chunk := packed.read(CHUNK):
                total += len(chunk)
                if total > limit:
                    return True
    return False


def _read_member(
    payload: Payload, archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int
) -> bytes:
    """Read at most `room` bytes, whatever the size that the zip declares."""
    where = f"{member.filename} in {payload.file}"
    try:
        with archive.open(member) as packed:
            content = packed.read(room + 1)
    except DAMAGES as error:
        raise BadInput(f"{where} is damaged; fetch the file again.") from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or an exotic compression
        raise BadInput(f"{where} cannot be unpacked: {error}.") from error
    if not content:
        raise BadInput(f"{where} is empty; fetch the file again.")
    _check_size(payload, MAX_UNPACKED - room + len(content))
    return content


def _check_size(payload: Payload, unpacked: int) -> None:
    if unpacked > MAX_UNPACKED:
        raise BadInput(
            f"{payload.file} unpacks to more than {MAX_UNPACKED // 2**20} MiB, which no archive of "
            "seasons does; it is not read any further."
        )
