"""How predictions become decisions, and outcomes become profit."""

from typing import Protocol

import polars as pl


class Economics(Protocol):
    """Turns predictions into decisions and outcomes into a ledger.

    All methods are pure and row-order independent: they take and return frames.
    """

    def slipped(self, terms: pl.DataFrame) -> pl.DataFrame:
        """Return terms as they are presumed to have become by the time a decision is carried out.

        A backtest decides on these; an answer to a user, who sees the offer, on the terms as they
        stand.
        """
        ...

    def decide(self, predictions: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
        """Decide once for every prediction.

        Args:
            predictions: `entity_id, slate, model, version, target, prediction, decided_at`;
                `prediction` is the probability of label 1 (binary) or the expected value.
            terms: what was on offer at `decided_at`, one row an offer:
                `entity_id, selection, line, price, book`.

        Returns:
            A frame of `DECISION_SCHEMA`, one row per prediction, in the order of `predictions`.
        """
        ...

    def settle(self, decisions: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
        """Settle the decisions that have a stake.

        Args:
            decisions: as `decide` returns them; rows with stake 0 are dropped.
            outcomes: what happened, one row an entity, with the columns that this economics needs;
                a decision whose entity has no outcome yet is left out of the ledger.

        Returns:
            A frame of `LEDGER_SCHEMA`, ordered by `settled_at`, then `entity_id`.
        """
        ...
