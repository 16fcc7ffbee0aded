"""What a ledger says about money: one definition for backtests, gates, tests and live monitoring.

A stake and a profit are shares of the bankroll at the start of the slate, so that the return of a
slate is the sum of its profits, and the bankroll compounds from slate to slate. Voids return their
stake: they count neither as bets nor as turnover, but keep their closing-line value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bullpen.evaluation.bootstrap import DRAWS, DayBlocks, Sums
from bullpen.evaluation.inconclusive import Inconclusive, Result, plain
from bullpen.vocabulary.ledger import Outcome

Floats = NDArray[np.float64]

SLATES_PER_YEAR = 180  # of one season
_NO_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReport:
    """The metrics of a ledger. Shares unless the name says percent (`_pct`, `_percentage`).

    Attributes:
        bets: settled with a winner; voids are apart.
        turnover, profit: sums of stakes and profits, in bankrolls at the start of their slates.
        slates: days of the bankroll, days without a bet included where they were given.
        roi_percentage: 100 * profit / turnover, also called yield.
        hit_rate: wins / (wins + losses).
        break_even_hit_rate: sum of stakes / sum of stake * price: the hit rate at which the same
            bets lose nothing.
        sharpe_per_bet: mean / standard deviation (ddof 1) of profit per unit staked.
        sharpe_annual: mean / standard deviation (ddof 1) of slate returns, times the root of the
            slates of a year.
        sortino_annual: the same over the downside deviation, the root mean square of the returns
            below 0.
        profit_factor: profits of the bets won / losses of those lost.
        bankroll_growth_pct: 100 * (last bankroll / first - 1), compounded by slate.
        log_growth: the logarithm of last bankroll / first.
        max_drawdown_pct: largest fall below the running peak, in percent of that peak.
        longest_drawdown_days: calendar days from a peak to the last slate still below it.
        clv_ev: mean of price / fair closing price - 1, over bets with a close, voids included.
        beat_close_rate: share of those bets whose price was above the fair closing price.
    """

    bets: int
    voids: int
    slates: int
    turnover: float
    profit: float
    roi_percentage: Result
    hit_rate: Result
    break_even_hit_rate: Result
    sharpe_per_bet: Result
    sharpe_annual: Result
    sortino_annual: Result
    profit_factor: Result
    bankroll_growth_pct: Result
    log_growth: Result
    max_drawdown_pct: Result
    longest_drawdown_days: Result
    clv_ev: Result
    beat_close_rate: Result

    def as_json(self) -> dict[str, Any]:
        return dict(plain(self))


def summary(
    ledger: pl.DataFrame,
    *,
    seed: int,
    draws: int = DRAWS,
    slates: pl.Series | None = None,
    slates_per_year: int = SLATES_PER_YEAR,
) -> MoneyReport:
    """Compute every metric with its day-block bootstrap interval.

    Args:
        ledger: `LEDGER_SCHEMA`, the bets of one bankroll, in any order.
        seed: of the bootstrap.
        draws: of the bootstrap.
        slates: all days on which bets could have been made; days without a bet return 0. Null:
            only the days of the ledger, which makes the annual ratios those of betting days.
        slates_per_year: what the annual ratios are scaled to.
    """
    days = daily(ledger, slates)
    names = [name for name in days.columns if name not in ("slate", "log_return")]
    sums = {name: days[name].cast(pl.Float64).to_numpy() for name in names}
    blocks = DayBlocks.of(sums, seed=seed, draws=draws)
    total = {name: float(values.sum()) for name, values in sums.items()}

    def over(statistic: Callable[[Sums], Floats], undefined: str, count: str = "bets") -> Result:
        return blocks.estimate(statistic, n=total[count], undefined=undefined)

    log_returns = days["log_return"].to_numpy()

    def along(statistic: Callable[[Floats], Floats]) -> Result:
        if not total["bets"]:
            return Inconclusive(_NO_BETS)
        return blocks.path_estimate(statistic, log_returns, undefined="the bankroll was lost")

    scale = float(np.sqrt(slates_per_year))
    return MoneyReport(
        bets=int(total["bets"]),
        voids=int(total["voids"]),
        slates=days.height,
        turnover=total["stake"],
        profit=total["profit"],
        roi_percentage=over(lambda s: 100 * s["profit"] / s["stake"], _NO_BETS),
        hit_rate=over(lambda s: s["wins"] / s["bets"], _NO_BETS),
        break_even_hit_rate=over(lambda s: s["stake"] / s["payout"], _NO_BETS),
        sharpe_per_bet=over(_sharpe("bets", "per_unit", "per_unit_square"), _STEADY_BETS),
        sharpe_annual=over(
            _scaled(scale, _sharpe("days", "return", "return_square")), _STEADY_DAYS, "days"
        ),
        sortino_annual=over(_scaled(scale, _sortino), "no slate lost money", "days"),
        profit_factor=over(lambda s: _positive(s["gains"] / s["losses"]), "no bet was lost"),
        bankroll_growth_pct=along(lambda path: 100 * np.expm1(path.sum(axis=-1))),
        log_growth=along(lambda path: path.sum(axis=-1)),
        max_drawdown_pct=along(lambda path: 100 * _max_drawdown(path)),
        longest_drawdown_days=along(_longest_drawdown(days["slate"])),
        clv_ev=over(lambda s: s["clv"] / s["closes"], _NO_CLOSE, "closes"),
        beat_close_rate=over(lambda s: s["beaten"] / s["closes"], _NO_CLOSE, "closes"),
    )


def daily(ledger: pl.DataFrame, slates: pl.Series | None = None) -> pl.DataFrame:
    """Return the sums of each slate that the metrics are made of, in time order.

    `return` is the slate's profit as a share of the bankroll, `log_return` the logarithm of what
    it multiplied the bankroll by (minus infinity where it took all of it).
    """
    stake, profit, price = pl.col("stake"), pl.col("profit"), pl.col("price")
    settled = pl.col("outcome") != Outcome.VOID.value
    per_unit = profit / stake
    clv = price / pl.col("close_fair_price") - 1
    bets = ledger.group_by("slate").agg(
        bets=settled.sum(),
        voids=(~settled).sum(),
        wins=(pl.col("outcome") == Outcome.WON.value).sum(),
        stake=stake.filter(settled).sum(),
        payout=(stake * price).filter(settled).sum(),
        profit=profit.sum(),
        gains=profit.clip(lower_bound=0.0).sum(),
        losses=-profit.clip(upper_bound=0.0).sum(),
        per_unit=per_unit.filter(settled).sum(),
        per_unit_square=(per_unit**2).filter(settled).sum(),
        closes=clv.is_not_null().sum(),
        clv=clv.sum(),
        beaten=(clv > 0).sum(),
    )
    all_days = ledger["slate"] if slates is None else pl.concat([ledger["slate"], slates])
    days = pl.DataFrame({"slate": all_days.unique().sort()})
    returns = pl.col("profit")
    return (
        days.join(bets, on="slate", how="left", maintain_order="left")
        .with_columns(pl.exclude("slate").fill_null(0))
        .with_columns(
            days=pl.lit(1.0),
            **{"return": returns},
            return_square=returns**2,
            downside=returns.clip(upper_bound=0.0) ** 2,
            log_return=returns.clip(lower_bound=-1.0).log1p(),
        )
    )


def bankroll(ledger: pl.DataFrame, slates: pl.Series | None = None) -> pl.DataFrame:
    """Return `slate, bankroll, drawdown_pct` at the end of each slate, from 1 before the first."""
    level = pl.col("log_return").cum_sum().exp()
    peak = pl.col("bankroll").cum_max().clip(lower_bound=1.0)
    return (
        daily(ledger, slates)
        .select("slate", bankroll=level)
        .with_columns(drawdown_pct=100 * (1 - pl.col("bankroll") / peak))
    )


def _sharpe(count: str, total: str, squares: str) -> Callable[[Sums], Floats]:
    def statistic(sums: Sums) -> Floats:
        n = np.asarray(sums[count])
        mean = sums[total] / n
        variance = (sums[squares] - n * mean**2) / (n - 1)
        varies = (n > 1) & (variance > _NO_VARIANCE * (sums[squares] / n))
        return np.where(varies, mean / np.sqrt(np.where(varies, variance, 1.0)), np.nan)

    return statistic


def _sortino(sums: Sums) -> Floats:
    return np.asarray(sums["return"] / sums["days"] / np.sqrt(sums["downside"] / sums["days"]))


def _scaled(scale: float, statistic: Callable[[Sums], Floats]) -> Callable[[Sums], Floats]:
    return lambda sums: scale * statistic(sums)


def _positive(ratio: Floats) -> Floats:
    """A ratio to nothing is undefined, not infinite."""
    return np.where(np.isfinite(ratio), ratio, np.nan)


def _levels(log_returns: Floats) -> tuple[Floats, Floats]:
    """Log of the bankroll after each slate, and of its running peak, the start included."""
    level = np.cumsum(log_returns, axis=-1)
    return level, np.maximum(np.maximum.accumulate(level, axis=-1), 0.0)


def _max_drawdown(log_returns: Floats) -> Floats:
    level, peak = _levels(log_returns)
    return np.asarray(np.max(-np.expm1(level - peak), axis=-1))


def _longest_drawdown(slates: pl.Series) -> Callable[[Floats], Floats]:
    """Paths are laid on these dates; the peak before the first slate counts from its date."""
    day = slates.cast(pl.Date).to_physical().to_numpy().astype(np.int64)

    def statistic(log_returns: Floats) -> Floats:
        level, peak = _levels(log_returns)
        at_peak = level >= peak
        last_peak = np.maximum.accumulate(np.where(at_peak, day, day[0]), axis=-1)
        return np.asarray(np.max(day - last_peak, axis=-1).astype(np.float64))

    return statistic


_NO_BETS = "no bet was settled"
_STEADY_BETS = "it needs two bets at the least whose returns differ"
_STEADY_DAYS = "it needs two slates at the least whose returns differ"
_NO_CLOSE = "no bet has a closing price on its line"
