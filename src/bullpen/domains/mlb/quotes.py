"""From the odds archives' prices to quotes, one price of one market and side at one moment.

A quote that cannot be right is left out, alone: a bad total does not cost the moneyline.
"""

from dataclasses import dataclass

import polars as pl

from bullpen.data.source import Rule
from bullpen.domains.mlb.findings import no_findings
from bullpen.domains.mlb.odds import decimal_from_american
from bullpen.domains.mlb.odds_games import tell_games
from bullpen.domains.mlb.sources import sbr_rules as rules
from bullpen.domains.mlb.tables import QUOTES

BOOK = "sbr"
LOWEST_TOTAL, HIGHEST_TOTAL = 4.0, 25.0  # runs
LOWEST_BOOKSUM, HIGHEST_BOOKSUM = 1.0, 1.15  # sum of the implied probabilities of both sides
CLEAR_FAVOURITE = 30.0  # points of American price between the two closing moneylines
LARGE_MOVE = 2.0  # runs


@dataclass(frozen=True, slots=True)
class _Offer:
    """One market at one moment: its columns in an odds row, and what its two rows stand for.

    Attributes:
        line: column of the line; null for the moneyline.
        price: column of the American price.
        sides: what the visitor's and the home row stand for.
    """

    market: str
    moment: str
    line: str | None
    price: str
    sides: tuple[str, str]

    @property
    def field(self) -> str:
        return self.line or self.price


_OFFERS = (
    _Offer("moneyline", "open", None, "open_moneyline", ("away", "home")),
    _Offer("moneyline", "close", None, "close_moneyline", ("away", "home")),
    _Offer("total", "open", "open_total", "open_total_price", ("over", "under")),
    _Offer("total", "close", "close_total", "close_total_price", ("over", "under")),
    _Offer("run_line", "close", "run_line", "run_line_price", ("away", "home")),
)


def quotes(joined: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the table `quotes`, and the quotes that were refused or are remarkable.

    Args:
        joined: as `join_odds` returns them; games without `game_id` are judged but not quoted.
    """
    tables, found = [], [_tell_moves(joined)]
    for offer in _OFFERS:
        sound, refused = _judge(_offered(joined, offer), offer)
        tables += [_quotes(sound, offer, row, side) for row, side in _rows(offer)]
        found += [refused, _tell_remarks(sound, offer)]
    order = ["game_id", "market", "moment", "side"]
    return pl.concat(tables).sort(order), pl.concat(found)


def _rows(offer: _Offer) -> tuple[tuple[str, str], ...]:
    return tuple(zip(("away", "home"), offer.sides, strict=True))


def _offered(joined: pl.DataFrame, offer: _Offer) -> pl.DataFrame:
    """Add `away_`/`home_` `runs` (the line), `american` and `price` (decimal) of one offer."""
    columns: dict[str, pl.Expr] = {}
    for row in ("away", "home"):
        american = pl.col(f"{row}_{offer.price}")
        columns[f"{row}_runs"] = (
            pl.col(f"{row}_{offer.line}") if offer.line else pl.lit(None, pl.Float64())
        )
        columns[f"{row}_american"] = american
        columns[f"{row}_price"] = decimal_from_american(american)
    return joined.with_columns(**columns)


def _judge(offered: pl.DataFrame, offer: _Offer) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the sound offers, and what is wrong with the others; the first rule broken counts."""
    found = [no_findings()]
    for rule, breaks in _refusals(offer):
        broken = offered.select(breaks.fill_null(value=False)).to_series()
        found += [_tell(offered.filter(broken), rule, offer)]
        offered = offered.filter(~broken)
    return offered, pl.concat(found)


def _refusals(offer: _Offer) -> tuple[tuple[Rule, pl.Expr], ...]:
    away, home = pl.col("away_runs"), pl.col("home_runs")
    american = pl.col("away_american", "home_american")
    booksum = 1 / pl.col("away_price") + 1 / pl.col("home_price")
    prices = (
        (rules.IMPOSSIBLE_PRICE, pl.any_horizontal(american.abs() < 100)),
        (rules.IMPOSSIBLE_MARGIN, ~booksum.is_between(LOWEST_BOOKSUM, HIGHEST_BOOKSUM)),
    )
    if offer.market == "total":
        possible = pl.all_horizontal(
            pl.col("away_runs", "home_runs").is_between(LOWEST_TOTAL, HIGHEST_TOTAL)
        )
        return (
            (rules.IMPOSSIBLE_TOTAL, ~possible),
            (rules.SIDES_DISAGREE, away != home),
            *prices,
        )
    if offer.market == "run_line":
        return (
            (rules.SIDES_DISAGREE, away != -home),
            *prices,
            (rules.WRONG_FAVOURITE, _names_wrong_favourite()),
        )
    return prices


def _names_wrong_favourite() -> pl.Expr:
    """Return whether the run line and the closing moneyline name clearly different favourites."""
    gap = pl.col("away_close_moneyline") - pl.col("home_close_moneyline")
    return (gap.abs() >= CLEAR_FAVOURITE) & ((gap < 0) != (pl.col("away_runs") < 0))


def _quotes(sound: pl.DataFrame, offer: _Offer, row: str, side: str) -> pl.DataFrame:
    """Return the quotes of one side; none where it has no price, or no line in its market."""
    known_at = pl.col("morning" if offer.moment == "open" else "first_pitch")
    usable = pl.col("game_id", f"{row}_price", *([f"{row}_runs"] if offer.line else []))
    return (
        sound.filter(pl.all_horizontal(usable.is_not_null()))
        .select(
            game_id="game_id",
            book=pl.lit(BOOK),
            market=pl.lit(offer.market),
            side=pl.lit(side),
            line=f"{row}_runs",
            price=f"{row}_price",
            moment=pl.lit(offer.moment),
            quoted_at=known_at,
            known_at=known_at,
            source=pl.lit(rules.SOURCE),
            simulated=pl.lit(value=False),
        )
        .match_to_schema(QUOTES)
    )


def _tell_remarks(sound: pl.DataFrame, offer: _Offer) -> pl.DataFrame:
    half_point = pl.any_horizontal(pl.col("away_american", "home_american") % 1 != 0)
    unusual = (pl.col("home_runs").abs() != 1.5) & (offer.market == "run_line")
    return pl.concat(
        [
            _tell(sound.filter(half_point), rules.HALF_POINT_PRICE, offer),
            _tell(sound.filter(unusual), rules.UNUSUAL_RUN_LINE, offer),
        ]
    )


def _tell(broken: pl.DataFrame, rule: Rule, offer: _Offer) -> pl.DataFrame:
    """Return one finding a side, with what was filed: the line, if any, at the price."""
    return pl.concat(
        tell_games(
            broken,
            rule,
            pl.lit(rule.defect),
            sides=(row,),
            field=offer.field,
            value=pl.concat_str(
                f"{row}_runs", f"{row}_american", separator=" at ", ignore_nulls=True
            ),
        )
        for row in ("away", "home")
    )


def _tell_moves(joined: pl.DataFrame) -> pl.DataFrame:
    opening, closing = pl.col("home_open_total"), pl.col("home_close_total")
    possible = closing.is_between(LOWEST_TOTAL, HIGHEST_TOTAL)
    return tell_games(
        joined.filter(((closing - opening).abs() > LARGE_MOVE) & possible),
        rules.LARGE_TOTAL_MOVE,
        pl.format("The total opened at {} and closed at {}.", opening, closing),
        sides=("home",),
        field="close_total",
        value=closing,
    )
