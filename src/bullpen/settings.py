"""All settings of an installation: one group a room, each defined in its room."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bullpen.data.settings import DataSettings
from bullpen.infra.units import Duration, parse_duration
from bullpen.training.settings import TrainingSettings

ALIASES: Mapping[str, str] = {"DATABASE_URL": "database.url"}
"""Variables that users have from elsewhere, and the settings that they set."""


class DatabaseSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = None  # SQLite in the home unless given
    busy_timeout: Duration = parse_duration("5 s")  # how long SQLite waits for another writer


class LogSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Literal["debug", "info", "warning", "error"] = "warning"  # of what goes to stderr


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    database: DatabaseSettings = DatabaseSettings()
    data: DataSettings = DataSettings()
    training: TrainingSettings = TrainingSettings()
    log: LogSettings = LogSettings()
