"""Intervals, the leakage audit and backtests."""

from typing import TYPE_CHECKING

from benchmarks.case import Case, Group, Place, Work
from benchmarks.home import TARGET, held, open_home
from benchmarks.training import SINCE, UNTIL

if TYPE_CHECKING:
    import polars as pl

BETS, SLATES, DRAWS, LOOPED = 22_000, 1_620, 2_000, 20  # nine seasons of 180 days
CUTOFFS_PER_SEASON = 12


def bootstrap(place: Place) -> Work:
    from bullpen.evaluation.money import summary

    bets = _ledger()

    def work() -> str:
        report = summary(bets, seed=1, draws=DRAWS)
        return f"{report.bets:,} bets, {report.slates:,} days, {DRAWS:,} draws, 14 metrics"

    return work


def looped_bootstrap(place: Place) -> Work:
    """Gather the bets of each drawn day and compute the return on them, draw by draw."""
    import numpy as np
    import polars as pl

    bets = _ledger()
    by_day = {key[0]: rows for key, rows in bets.partition_by("slate", as_dict=True).items()}
    days = sorted(by_day)

    def work() -> str:
        rng = np.random.default_rng(1)
        returns = []
        for _ in range(LOOPED):
            drawn = pl.concat([by_day[days[i]] for i in rng.integers(0, len(days), len(days))])
            returns.append(np.sum(drawn["profit"].to_numpy()) / np.sum(drawn["stake"].to_numpy()))
        np.percentile(returns, [2.5, 97.5])
        return f"{bets.height:,} bets, {len(days):,} days, {LOOPED} draws, 1 metric"

    return work


def audited(place: Place) -> Work:
    workspace = open_home(place.home)

    def work() -> str:
        report = workspace.features.audit(CUTOFFS_PER_SEASON, seed=0)
        assert report.clean
        return f"{report.cutoffs_checked} cutoffs, {report.values_compared:,} values"

    return work


def only_deleted(place: Place) -> Work:
    """Delete the future as often as the audit does, and compute nothing from what is left."""
    _, _, curated, spine = held(open_home(place.home))
    moments = spine["cutoff_at"].unique().sort()
    count = CUTOFFS_PER_SEASON * spine["season"].n_unique()
    chosen = moments.gather_every(len(moments) // count).head(count).to_list()

    def work() -> str:
        rows = 0
        for moment in chosen:
            known = curated.known_by(moment)
            rows += sum(table.collect().height for table in known.values())
        return f"{len(chosen)} cutoffs, {rows:,} rows kept"

    return work


def backtest_lightgbm(place: Place) -> Work:
    return _backtest(place, "lightgbm")


def backtest_logistic(place: Place) -> Work:
    return _backtest(place, "logistic")


def backtest_elo(place: Place) -> Work:
    return _backtest(place, "elo")


def backtest_market(place: Place) -> Work:
    return _backtest(place, "market")


def backtest_constant(place: Place) -> Work:
    return _backtest(place, "constant")


def only_features(place: Place) -> Work:
    workspace = open_home(place.home)
    _, version, curated, spine = held(workspace)

    def work() -> str:
        features = workspace.features.assemble(version, curated, spine)
        return f"{features.height:,} games"

    return work


def _backtest(place: Place, estimator: str) -> Work:
    workspace = open_home(place.home)

    def work() -> str:
        told = workspace.training.backtest(TARGET, SINCE, UNTIL, estimator_name=estimator)
        return f"{told.judgement.as_json()['rows']:,} games, {told.fits} fits"

    return work


def _ledger() -> "pl.DataFrame":
    """Make up bets at even chances and a hold of about 4 %."""
    from datetime import UTC, date, datetime, timedelta

    import numpy as np
    import polars as pl

    from bullpen.vocabulary.ledger import LEDGER_SCHEMA

    rng = np.random.default_rng(7)
    day = np.sort(rng.integers(0, SLATES, BETS))
    price = rng.uniform(1.6, 2.6, BETS)
    won = rng.random(BETS) < 0.96 / price
    stake = rng.uniform(0.001, 0.02, BETS)
    moment = datetime(2010, 4, 1, tzinfo=UTC)
    columns = {
        "entity_id": [str(number) for number in range(BETS)],
        "slate": [date(2010, 4, 1) + timedelta(days=int(number)) for number in day],
        "model": "made-up",
        "version": "1.0.0",
        "target": TARGET,
        "selection": "home",
        "line": None,
        "probability": 0.5,
        "decided_at": moment,
        "stake": stake,
        "price": price,
        "close_fair_price": price * rng.uniform(0.95, 1.05, BETS),
        "settled_at": moment,
        "outcome": np.where(won, "won", "lost"),
        "profit": np.where(won, stake * (price - 1), -stake),
    }
    return pl.DataFrame(columns, schema=LEDGER_SCHEMA)


GROUP = Group(
    title="Evaluation",
    cases=(
        Case(
            figure="money metrics with day-block intervals",
            ours=bootstrap,
            peer=looped_bootstrap,
            beside="a loop over draws, scaled to as many",
            peer_share=LOOPED / DRAWS,
            real=False,
        ),
        Case(
            figure="leakage audit, 12 cutoffs a season",
            ours=audited,
            peer=only_deleted,
            beside="deleting the future as often, and no more",
        ),
        Case(
            figure="backtest of five seasons, refitted every 30 days: constant",
            ours=backtest_constant,
            peer=only_features,
            beside="the features alone, from the offline store",
        ),
        Case(
            figure="the same: market",
            ours=backtest_market,
            peer=backtest_constant,
            beside="the same walk with a constant",
        ),
        Case(
            figure="the same: elo",
            ours=backtest_elo,
            peer=backtest_constant,
            beside="the same walk with a constant",
        ),
        Case(
            figure="the same: logistic",
            ours=backtest_logistic,
            peer=backtest_constant,
            beside="the same walk with a constant",
        ),
        Case(
            figure="the same: lightgbm",
            ours=backtest_lightgbm,
            peer=backtest_constant,
            beside="the same walk with a constant",
        ),
    ),
)
