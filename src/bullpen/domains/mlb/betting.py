"""The economics of a two-way market: what to bet at which price, and what it earned."""

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from bullpen.domains.mlb import kelly, settlement
from bullpen.domains.mlb.odds import is_price, worsen
from bullpen.domains.mlb.settlement import Market
from bullpen.infra.errors import BadInput, UsageError
from bullpen.vocabulary.ledger import DECISION_SCHEMA, LEDGER_SCHEMA, Outcome

_OFFER_SCHEMA: dict[str, pl.DataType] = {
    "entity_id": pl.String(),
    "selection": pl.String(),
    "line": pl.Float64(),
    "price": pl.Float64(),
    "book": pl.String(),
    "push_probability": pl.Float64(),
}
_BANKROLL = ("slate", "model", "version")  # what one set of limits is shared by


class StakingKind(StrEnum):
    KELLY = "kelly"
    FLAT = "flat"


@dataclass(frozen=True, slots=True, kw_only=True)
class StakingPolicy:
    """How edges become stakes. All stakes are shares of the bankroll at the start of the slate.

    Attributes:
        kind: a fraction of the Kelly stake, or the same stake on every bet.
        fraction: of the full Kelly stake.
        flat_stake: the stake of kind "flat".
        max_per_bet: no stake is larger.
        max_per_slate: the stakes of a slate are scaled down in proportion to sum to this.
        min_edge: expected value, per unit staked, below which there is no bet.
        max_edge: expected value above which the price or the model is presumed wrong: no bet.
        min_stake: below it there is no bet; stakes are never rounded up.
        slippage_ticks: what a backtest presumes prices to worsen by until the bet is placed, in
            steps of 5 American cents.
    """

    kind: StakingKind = StakingKind.KELLY
    fraction: float = 0.25
    flat_stake: float = 0.01
    max_per_bet: float = 0.02
    max_per_slate: float = 0.10
    min_edge: float = 0.02
    max_edge: float = 0.05  # on a main market more is an error until proved otherwise
    min_stake: float = 0.001
    slippage_ticks: int = 1

    def __post_init__(self) -> None:
        shares = ("fraction", "flat_stake", "max_per_bet", "max_per_slate", "min_stake")
        for name in shares:
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} is a share; give a number from 0 to 1")
        if not 0 <= self.min_edge < self.max_edge:
            raise UsageError("min_edge must be 0 or more, and below max_edge")
        if self.slippage_ticks < 0:
            raise UsageError("slippage_ticks must be 0 or more: prices do not improve by waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Betting:
    """Economics of one two-way market; the prediction is the chance of its first side.

    A prediction is conditional on no push. Of the offers on the two sides, at all books, the one
    with the best expected value is the bet: one bet an entity and target.

    Terms may carry `push_probability` (null = 0). Outcomes have `entity_id, home_score,
    away_score, length_outs, status, settled_at`, the fair closing probabilities
    `close_fair_<side>` of both sides, and `close_line`, that of the first side.
    """

    market: Market
    policy: StakingPolicy = field(default_factory=StakingPolicy)

    def slipped(self, terms: pl.DataFrame) -> pl.DataFrame:
        """See `Economics.slipped`: every price worsens by the policy's ticks."""
        return terms.with_columns(price=worsen(pl.col("price"), self.policy.slippage_ticks))

    def decide(self, predictions: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
        """See `Economics.decide`.

        Raises:
            BadInput: where a prediction is not a probability, or two share entity and model.
        """
        _check(predictions)
        offers = self._best_offers(terms)
        bets = (
            self._sides(predictions)
            .join(offers, on=["entity_id", "selection"], how="left", maintain_order="left")
            .with_columns(_valued())
            .sort("expected_value", descending=True, nulls_last=True, maintain_order=True)
            .unique("order", keep="first", maintain_order=True)
            .sort("order")
        )
        return self._staked(bets).select(
            pl.col(name).cast(dtype) for name, dtype in DECISION_SCHEMA.items()
        )

    def settle(self, decisions: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
        """See `Economics.settle`; the rules are those of `settlement`.

        `close_fair_price` is null where the closing line is not the line of the bet.
        """
        return (
            decisions.filter(pl.col("stake") > 0)
            .join(outcomes, on="entity_id", how="inner")
            .with_columns(
                outcome=settlement.outcome(self.market, pl.col("selection"), pl.col("line")),
                close_fair_price=self._close_fair_price(),
            )
            .filter(pl.col("outcome").is_not_null())
            .with_columns(profit=_profit())
            .select(pl.col(name).cast(dtype) for name, dtype in LEDGER_SCHEMA.items())
            .sort("settled_at", "entity_id", "model", "version")
        )

    def _sides(self, predictions: pl.DataFrame) -> pl.DataFrame:
        """Two rows a prediction, the first side first."""
        first, second = self.market.sides
        rows = predictions.with_row_index("order")
        chance = pl.col("prediction").cast(pl.Float64)
        return pl.concat(
            [
                rows.with_columns(selection=pl.lit(first), probability=chance),
                rows.with_columns(selection=pl.lit(second), probability=1 - chance),
            ]
        ).sort("order", maintain_order=True)

    def _best_offers(self, terms: pl.DataFrame) -> pl.DataFrame:
        """The best price of each side; of equal ones, the first book's by name."""
        if "push_probability" not in terms.columns:
            terms = terms.with_columns(push_probability=pl.lit(None, dtype=pl.Float64))
        return (
            terms.select(pl.col(name).cast(dtype) for name, dtype in _OFFER_SCHEMA.items())
            .filter(is_price(pl.col("price")))
            .sort(["price", "book", "line"], descending=[True, False, False], nulls_last=True)
            .unique(["entity_id", "selection"], keep="first", maintain_order=True)
        )

    def _staked(self, bets: pl.DataFrame) -> pl.DataFrame:
        policy = self.policy
        edge, stake = pl.col("expected_value"), pl.col("stake")
        wanted = (
            pl.lit(policy.flat_stake)
            if policy.kind is StakingKind.FLAT
            else pl.col("kelly_fraction") * policy.fraction
        )
        backed = edge.is_between(policy.min_edge, policy.max_edge).fill_null(value=False)
        before_limits = pl.when(backed).then(wanted).otherwise(0.0)
        large_enough = (stake > 0) & (stake >= policy.min_stake)
        return (
            bets.with_columns(stake=kelly.capped(before_limits, per_bet=policy.max_per_bet))
            .with_columns(share=pl.when(large_enough).then(stake).otherwise(0.0))
            .with_columns(
                share=kelly.shared(pl.col("share"), per_slate=policy.max_per_slate, over=_BANKROLL)
            )
            # What fell short by itself keeps its size until the reason has named it.
            .with_columns(stake=pl.when(pl.col("share") > 0).then("share").otherwise(stake))
            .with_columns(reason=self._reason(large_enough))
            .with_columns(stake=pl.when(pl.col("reason").is_null()).then(stake).otherwise(0.0))
        )

    def _reason(self, large_enough: pl.Expr) -> pl.Expr:
        policy, edge = self.policy, pl.col("expected_value")
        below = f"is below the {_plain(policy.min_edge)} % margin"
        above = f"is over {_plain(policy.max_edge)} %: presume a stale price or a wrong model"
        small = f"is below the {_plain(policy.min_stake)} % minimum"
        return (
            pl.when(pl.col("price").is_null())
            .then(pl.lit("no price on offer at the cutoff"))
            .when(edge < policy.min_edge)
            .then(pl.format("edge {} % {}", _percent(edge), pl.lit(below)))
            .when(edge > policy.max_edge)
            .then(pl.format("claimed edge {} % {}", _percent(edge), pl.lit(above)))
            .when(~large_enough)
            .then(pl.format("stake {} % {}", _percent(pl.col("stake")), pl.lit(small)))
        )

    def _close_fair_price(self) -> pl.Expr:
        first, second = self.market.sides
        on_first = pl.col("selection") == first
        # The two sides of a run line carry opposite lines; the close carries the first side's.
        mirrored = -pl.col("line") if self.market is Market.RUN_LINE else pl.col("line")
        line = pl.when(on_first).then("line").otherwise(mirrored)
        fair = pl.when(on_first).then(f"close_fair_{first}").otherwise(f"close_fair_{second}")
        return pl.when(line.eq_missing(pl.col("close_line"))).then(1 / fair)


def _valued() -> list[pl.Expr]:
    """Value a selection at its price; all null where there is no offer."""
    offered = pl.col("price").is_not_null()
    probability, price = pl.col("probability"), pl.col("price")
    push = pl.col("push_probability").fill_null(0.0)
    return [
        pl.when(offered).then("selection").alias("selection"),
        pl.when(offered).then(probability).alias("probability"),
        pl.when(offered).then(1 / probability).alias("fair_price"),
        kelly.expected_value(probability, price, push).alias("expected_value"),
        kelly.kelly_fraction(probability, price).alias("kelly_fraction"),
    ]


def _profit() -> pl.Expr:
    return (
        pl.when(pl.col("outcome") == Outcome.WON.value)
        .then(pl.col("stake") * (pl.col("price") - 1))
        .when(pl.col("outcome") == Outcome.LOST.value)
        .then(-pl.col("stake"))
        .otherwise(0.0)
    )


def _check(predictions: pl.DataFrame) -> None:
    sound = pl.col("prediction").is_between(0, 1) & pl.col("prediction").is_not_nan()
    wrong = predictions.filter(~sound.fill_null(value=False))
    if not wrong.is_empty():
        name = wrong["entity_id"][0]
        raise BadInput(
            f"the prediction for {name} is not a probability; decide needs one in [0, 1]"
        )
    key = ["entity_id", "model", "version", "target"]
    if predictions.select(key).is_duplicated().any():
        raise BadInput("an entity has two predictions of one model and target; pass one of them")


def _percent(share: pl.Expr) -> pl.Expr:
    """Whole hundredths of a percent, rounded down: 1.999 % must not read as the 2 % it missed."""
    return ((share * 1e4 + 1e-6).floor() / 100).round(2).cast(pl.String)


def _plain(share: float) -> str:
    return f"{100 * share:.6g}"
