"""Reads settings from flags, the environment and a file, and remembers where each came from.

Precedence: flag > `BULLPEN_*` variable > alias variable > `bullpen.toml` > default. A key that no
setting has is an error wherever it stands, so that a typing mistake is never silent.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bullpen.infra.errors import UsageError
from bullpen.infra.suggest import suggestion

PREFIX = "BULLPEN_"
RESERVED = frozenset({"BULLPEN_HOME", "BULLPEN_REAL_DATA"})
"""Variables with our prefix that are no settings: they say where settings and test data are."""


S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """Validated settings, and the origin of each value by dotted key ("database.url")."""

    settings: S
    origins: Mapping[str, str]


def load(
    model: type[S],
    *,
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    aliases: Mapping[str, str],
    file: Path | None,
) -> Loaded[S]:
    """Merge all origins and validate.

    Args:
        model: nested pydantic models; every leaf is one setting.
        flags: dotted key → value, from the command line.
        environment: all variables of the process. `BULLPEN_DATABASE__URL` sets `database.url`.
        aliases: variable → dotted key, for names that users have from elsewhere.
        file: a TOML file; may be absent.

    Raises:
        UsageError: naming the key, its origin, and what is wrong.
    """
    known = dict(_leaves(model))
    values: dict[str, object] = {}
    origins = dict.fromkeys(known, "default")
    for origin, key, value in (
        *_from_file(file),
        *_from_aliases(environment, aliases),
        *_from_environment(environment),
        *(("flag", key, value) for key, value in flags.items()),
    ):
        if key not in known:
            raise UsageError(f"{origin}: there is no setting {key!r}.{suggestion(key, known)}")
        values[key] = value
        origins[key] = origin
    return Loaded(_validate(model, values, origins), origins)


def _leaves(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, object]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _leaves(kind, f"{path}{name}.")
        else:
            yield f"{path}{name}", kind


def _from_file(file: Path | None) -> Iterator[tuple[str, str, object]]:
    if file is None or not file.is_file():
        return
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not a readable TOML file: {error}") from error
    for key, value in _flatten(document):
        yield str(file), key, value


def _flatten(document: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _from_aliases(
    environment: Mapping[str, str], aliases: Mapping[str, str]
) -> Iterator[tuple[str, str, object]]:
    for variable, key in aliases.items():
        if environment.get(variable):
            yield variable, key, environment[variable]


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    for variable, value in environment.items():
        ours = variable.startswith(PREFIX) and not variable.startswith(f"{PREFIX}TEST_")
        if ours and variable not in RESERVED:
            yield variable, variable.removeprefix(PREFIX).lower().replace("__", "."), value


def _validate(model: type[S], values: Mapping[str, object], origins: Mapping[str, str]) -> S:
    document: dict[str, Any] = {}
    for key, value in values.items():
        *parents, name = key.split(".")
        place = document
        for parent in parents:
            place = place.setdefault(parent, {})
        place[name] = value
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"Setting {key!r} (from {origins.get(key, '?')}): {what}.") from error
