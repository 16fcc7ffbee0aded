"""The odds archives' games: both rows of a game side by side, teams by Retrosheet's codes."""

import polars as pl

from bullpen.data.source import Rule
from bullpen.domains.mlb.findings import findings
from bullpen.domains.mlb.sources import sbr_rules as rules
from bullpen.domains.mlb.sources.sbr_sheet import NUMBERS
from bullpen.domains.mlb.teams import retrosheet_code

_OF_GAME = ("season", "game_date", "game_rotation")
_OF_ROW = ("code", "pitcher", *NUMBERS, "_line")


def odds_games(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one row a game, sorted as filed, and what has lost its partner.

    Args:
        rows: the staging table `sbr_odds`.

    Returns:
        `odds_id`, `season`, `game_date`, `game_rotation`, `game` (for people), `_file`,
        `away_team`, `home_team` (Retrosheet's codes) and each column of a row as `away_...` and
        `home_...`; and the findings.
    """
    named = rows.with_columns(code="team", team=retrosheet_code(pl.col("team"), pl.col("season")))
    away = named.filter(pl.col("side") == "away").select(
        *_OF_GAME, "_file", pl.col("team", *_OF_ROW).name.prefix("away_")
    )
    home = named.filter(pl.col("side") == "home").select(
        *_OF_GAME, pl.col("team", *_OF_ROW).name.prefix("home_")
    )
    games = away.join(home, on=_OF_GAME, how="inner").sort(*_OF_GAME)
    alone = named.join(games, on=_OF_GAME, how="anti")
    label = pl.format("{} {} at {} ({})", "game_date", "away_code", "home_code", "game_rotation")
    return games.with_columns(game=label, odds_id=pl.int_range(pl.len())), findings(
        alone,
        rules.UNPAIRED_ROW,
        source=rules.SOURCE,
        reason=pl.lit("The other row of the game is no longer there; import its file again."),
        entity=pl.format("{} {} ({})", "game_date", "code", "rotation"),
        field="rotation",
    )


def tell_games(
    games: pl.DataFrame,
    rule: Rule,
    reason: pl.Expr,
    *,
    sides: tuple[str, ...] = ("away", "home"),
    field: str | None = None,
    value: pl.Expr | None = None,
) -> pl.DataFrame:
    """Return one finding a game and side, at the row of that side.

    The entity is the column `game_id`, or what people call the game where that is null or absent.
    """
    known = "game_id" in games.columns
    entity = pl.coalesce("game_id", "game") if known else pl.col("game")
    return pl.concat(
        findings(
            games.with_columns(_line=f"{side}__line"),
            rule,
            source=rules.SOURCE,
            reason=reason,
            entity=entity,
            field=field,
            value=pl.lit(None, pl.String()) if value is None else value,
        )
        for side in sides
    )
