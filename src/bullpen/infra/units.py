"""Settings with units: "60 min", "30 d", "64 MiB". A bare number is refused."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

_SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_BYTES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")


def _parse(text: object, factors: dict[str, float] | dict[str, int]) -> float:
    match = _QUANTITY.fullmatch(text) if isinstance(text, str) else None
    if match is None or match[2] not in factors:
        units = ", ".join(factors)
        raise ValueError(f"{text!r} is not a number with a unit; write one of {units} after it")
    return float(match[1]) * factors[match[2]]


def parse_duration(value: object) -> timedelta:
    """Read a duration with its unit.

    >>> parse_duration("90 min")
    datetime.timedelta(seconds=5400)
    """
    if isinstance(value, timedelta):
        return value
    return timedelta(seconds=_parse(value, _SECONDS))


def parse_size(value: object) -> int:
    """Read a number of bytes with its unit.

    >>> parse_size("64 MiB")
    67108864
    """
    if isinstance(value, _Bytes):
        return value
    return _Bytes(_parse(value, _BYTES))


def write_duration(value: timedelta) -> str:
    """Write a duration in the largest unit that leaves a whole number.

    >>> write_duration(timedelta(days=14)), write_duration(timedelta(minutes=90))
    ('2 w', '90 min')
    """
    seconds = value.total_seconds()
    for unit, factor in reversed(_SECONDS.items()):
        if seconds and seconds % factor == 0:
            return f"{seconds / factor:g} {unit}"
    return f"{seconds:g} s"


class _Bytes(int):
    """A size that has been parsed, so that a bare number in a file is still refused."""


Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(write_duration, return_type=str)
]
Size = Annotated[
    int,
    BeforeValidator(parse_size),
    PlainSerializer(lambda size: f"{size} B", return_type=str),
]
