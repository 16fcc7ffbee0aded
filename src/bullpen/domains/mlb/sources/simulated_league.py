"""The source that makes its data up: a file describes a league, and parsing it plays the league."""

from dataclasses import dataclass

import polars as pl

from bullpen.data.source import Parsed, Payload, Rule, StagingTable
from bullpen.domains.mlb.findings import no_findings
from bullpen.domains.mlb.league.league import simulate
from bullpen.domains.mlb.league.season import NAME
from bullpen.domains.mlb.league.settings import LeagueSettings, league_payload, read_settings
from bullpen.domains.mlb.tables import CURATED

_KEYS: dict[str, tuple[str, ...]] = {
    "games": ("game_id",),
    "starters": ("game_id", "side"),
    "quotes": ("game_id", "book", "market", "side", "quoted_at"),
    "splits": ("game_id", "provider", "market", "known_at"),
    "results": ("game_id",),
    "truth": ("game_id",),
}
_DEFAULT_LEAGUE = Payload(file="league.toml", content=league_payload(LeagueSettings()))


@dataclass(frozen=True, slots=True)
class SimulatedLeague:
    """Plays a made-up league in which the true probability of every game is known.

    Staging tables are the curated ones with the prefix `league_`. `_line` numbers the rows of a
    table, since the file itself has none of them.
    """

    name: str = NAME
    description: str = "a made-up league with known true probabilities, from a description in TOML"
    patterns: tuple[str, ...] = ("league.toml", "*.league.toml")
    staging: tuple[StagingTable, ...] = tuple(
        StagingTable(name=f"league_{name}", key=key, schema=CURATED[name])
        for name, key in _KEYS.items()
    )
    rules: tuple[Rule, ...] = ()
    simulated: bool = True
    default: Payload | None = _DEFAULT_LEAGUE
    notice: str | None = None

    def parse(self, payload: Payload) -> Parsed:
        """Play the league that the payload describes.

        Raises:
            BadInput: if the payload does not describe a league.
        """
        tables = simulate(read_settings(payload.file, payload.content))
        staging = {
            f"league_{name}": table.with_columns(
                _file=pl.lit(payload.file), _line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
            )
            for name, table in tables.items()
        }
        return Parsed(
            staging=staging,
            findings=no_findings(),
            rows_read=sum(table.height for table in tables.values()),
        )
