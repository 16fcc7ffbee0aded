"""From the staging tables of all sources to one truth about each game, quote and result."""

from collections.abc import Mapping

import polars as pl

from bullpen.data.source import FINDING_SCHEMA, Curation
from bullpen.domains.mlb.join_odds import join_odds, tell_join
from bullpen.domains.mlb.odds_games import odds_games
from bullpen.domains.mlb.quotes import quotes
from bullpen.domains.mlb.schedule import games, results, schedule
from bullpen.domains.mlb.starters import starters
from bullpen.domains.mlb.tables import CURATED


def curate(staging: Mapping[str, pl.DataFrame]) -> Curation:
    """Build every table of `CURATED`.

    Args:
        staging: `retrosheet_games`, `sbr_odds`, and the simulated league's `league_games`,
            `league_starters`, ... which have the schemas of the curated tables already; a table
            may be empty, and those of the league may be absent.
    """
    scheduled, lost = schedule(staging["retrosheet_games"])
    odds, alone = odds_games(staging["sbr_odds"])
    joined = join_odds(odds, scheduled)
    quoted, refused = quotes(joined)
    real = {
        "games": games(scheduled),
        "starters": starters(scheduled, joined),
        "quotes": quoted,
        "results": results(scheduled),
    }
    tables = {name: _with_league(name, real.get(name), staging) for name in CURATED}
    found = [lost, alone, tell_join(joined, scheduled), refused]
    return Curation(tables=tables, findings=pl.concat(found).sort(*FINDING_SCHEMA))


def _with_league(
    name: str, real: pl.DataFrame | None, staging: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Append the simulated league's rows of one table to the real ones."""
    empty = pl.DataFrame(schema=CURATED[name])
    league = staging.get(f"league_{name}", empty).select(*CURATED[name])
    return pl.concat([empty if real is None else real, league])
