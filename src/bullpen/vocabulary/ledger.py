"""The ledger: one row a decision that has money on it, whatever the domain.

Backtests, gates, A/B tests, live monitoring and retraining triggers read this table and share the
money metrics of `bullpen.evaluation.money`.
"""

from enum import StrEnum

import polars as pl

MOMENT = pl.Datetime("us", "UTC")


class Outcome(StrEnum):
    WON = "won"
    LOST = "lost"
    VOID = "void"  # a push, a postponed event: the stake comes back


LEDGER_SCHEMA: dict[str, pl.DataType] = {
    "entity_id": pl.String(),
    "slate": pl.Date(),  # local date of the decision; the block of every bootstrap
    "model": pl.String(),
    "version": pl.String(),
    "target": pl.String(),
    "selection": pl.String(),
    "line": pl.Float64(),  # null where the market has none
    "probability": pl.Float64(),  # of the selection winning, as the model saw it
    "decided_at": MOMENT,
    "stake": pl.Float64(),  # share of the bankroll at the start of the slate
    "price": pl.Float64(),  # decimal, stake included; in a backtest after slippage
    "close_fair_price": pl.Float64(),  # 1 / de-vigged closing probability; null where unknown
    "settled_at": MOMENT,
    "outcome": pl.String(),  # an Outcome
    "profit": pl.Float64(),  # in the unit of `stake`; 0 for a void
}

DECISION_SCHEMA: dict[str, pl.DataType] = {
    "entity_id": pl.String(),
    "slate": pl.Date(),
    "model": pl.String(),
    "version": pl.String(),
    "target": pl.String(),
    "selection": pl.String(),  # the best selection, also where none is recommended; null: no offer
    "line": pl.Float64(),
    "probability": pl.Float64(),
    "price": pl.Float64(),
    "book": pl.String(),
    "fair_price": pl.Float64(),  # 1 / probability
    "expected_value": pl.Float64(),  # per unit staked
    "kelly_fraction": pl.Float64(),  # full Kelly, before the fraction and the caps
    "stake": pl.Float64(),  # 0 where no decision is recommended
    "reason": pl.String(),  # why the stake is 0; null where it is not
    "decided_at": MOMENT,
}
