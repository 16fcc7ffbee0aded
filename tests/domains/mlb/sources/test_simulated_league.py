"""The source that plays a league out of a description."""

import polars as pl
import pytest

from bullpen.data.source import FINDING_SCHEMA, Payload
from bullpen.domains.mlb.league.settings import LeagueSettings, league_payload
from bullpen.domains.mlb.sources.simulated_league import SimulatedLeague
from bullpen.infra.errors import BadInput

SMALL = Payload(
    file="small.league.toml",
    content=league_payload(LeagueSettings(teams=4, games_per_team=12, seasons=1, books=2)),
)


def test_every_staging_table_has_its_columns_and_its_key() -> None:
    source = SimulatedLeague()
    parsed = source.parse(SMALL)
    assert set(parsed.staging) == {table.name for table in source.staging}
    for table in source.staging:
        rows = parsed.staging[table.name]
        assert dict(rows.schema) == {**table.schema, "_file": pl.String(), "_line": pl.Int64()}
        assert rows.height > 0
        assert rows.n_unique(table.key) == rows.height


def test_rows_are_counted_and_numbered() -> None:
    parsed = SimulatedLeague().parse(SMALL)
    assert parsed.rows_read == sum(rows.height for rows in parsed.staging.values())
    for rows in parsed.staging.values():
        assert rows["_line"].to_list() == list(range(1, rows.height + 1))
        assert rows["_file"].unique().to_list() == ["small.league.toml"]


def test_nothing_is_ever_found_wrong_with_it() -> None:
    findings = SimulatedLeague().parse(SMALL).findings
    assert findings.is_empty()
    assert dict(findings.schema) == FINDING_SCHEMA


def test_it_says_that_everything_is_simulated() -> None:
    source = SimulatedLeague()
    assert source.simulated
    for rows in source.parse(SMALL).staging.values():
        assert rows["simulated"].all()


def test_without_a_file_it_plays_the_default_league() -> None:
    default = SimulatedLeague().default
    assert default is not None
    assert default.content == league_payload(LeagueSettings())


def test_a_file_that_describes_no_league_is_refused() -> None:
    with pytest.raises(BadInput, match=r"wrong\.league\.toml does not describe a league: "):
        SimulatedLeague().parse(Payload(file="wrong.league.toml", content=b"teams = 1"))
