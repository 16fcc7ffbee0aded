"""The description of a simulated league: a TOML file, every key with a default."""

import tomllib
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.infra.errors import BadInput

_RULES = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Change(BaseModel):
    """Something that is different from a day on; books have to find out.

    Either the run environment, as a multiple of the league's usual runs, or the strength of one
    team, as runs a game above its usual self (half scored, half prevented). A later change of the
    same thing replaces an earlier one.
    """

    model_config = _RULES

    day: date
    run_environment: Annotated[float, Field(ge=0.5, le=1.5)] | None = None
    team: str | None = None
    strength: Annotated[float, Field(ge=-3, le=3)] | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [self.run_environment is not None, self.team is not None, self.strength is not None]
        if given not in ([True, False, False], [False, True, True]):
            raise ValueError("a change needs either run_environment, or team and strength")
        return self


class LeagueSettings(BaseModel):
    """What league to play. Equal settings give equal rows, bit for bit.

    More seasons, a later `until` and later changes leave the earlier rows as they are.
    """

    model_config = _RULES

    seed: Annotated[int, Field(ge=0)] = 7
    first_season: Annotated[int, Field(ge=1990, le=2100)] = 2021
    seasons: Annotated[int, Field(ge=1, le=20)] = 3
    teams: Annotated[int, Field(ge=4, le=len(CLUBS), multiple_of=2)] = 12
    games_per_team: Annotated[int, Field(ge=10, le=162)] = 120
    books: Annotated[int, Field(ge=1, le=8)] = 4
    until: date | None = None  # play and quote up to this day, inclusive; null = all seasons
    changes: Annotated[tuple[Change, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _names_its_own(self) -> Self:
        playing = [club.code for club in CLUBS[: self.teams]]
        for change in self.changes:
            if change.team is not None and change.team not in playing:
                raise ValueError(
                    f"team {change.team} does not play; teams are {', '.join(playing)}"
                )
        dated = [(change.day, change.team) for change in self.changes]
        if len(set(dated)) < len(dated):
            raise ValueError("two changes of the same thing fall on the same day; keep one")
        if self.until is not None and self.until < date(self.first_season, 4, 1):
            raise ValueError(f"until {self.until} lies before the first day of the league")
        return self


def read_settings(file: str, content: bytes) -> LeagueSettings:
    """Read a league's description; an empty one describes the default league.

    Raises:
        BadInput: if it is not TOML, has an unknown key, or a value out of its range.

    >>> read_settings("league.toml", b"teams = 8").teams
    8
    """
    try:
        return LeagueSettings.model_validate(tomllib.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise BadInput(f"{file} is not text in UTF-8; describe a league in TOML.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file} is not valid TOML: {error}.") from error
    except ValidationError as error:
        raise BadInput(f"{file} does not describe a league: {_complaints(error)}.") from error


def league_payload(settings: LeagueSettings) -> bytes:
    """Return the TOML file that describes the league.

    >>> print(league_payload(LeagueSettings(seed=1, seasons=2)).decode().splitlines()[0])
    seed = 1
    """
    values = settings.model_dump(exclude={"changes"}, exclude_none=True)
    lines = [f"{key} = {value}" for key, value in values.items()]
    for change in settings.changes:
        lines += ["", "[[changes]]"]
        lines += [
            f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
            for key, value in change.model_dump(exclude_none=True).items()
        ]
    return ("\n".join(lines) + "\n").encode()


def _complaints(error: ValidationError) -> str:
    known = ", ".join(
        [*LeagueSettings.model_fields, *(f"changes.{k}" for k in Change.model_fields)]
    )
    said = []
    for problem in error.errors(include_url=False):
        where = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            said.append(f"{where} is not a key (the keys are {known})")
        else:
            what = problem["msg"].removeprefix("Value error, ")
            said.append(f"{where}: {what}" if where else what)
    return "; ".join(said)
