"""The four questions asked of every game.

A question is asked of the games that some book quotes by the cutoff; without a quote there is no
label. A label and a settled bet come from one rule (`settlement`): what a book voids is never
trained on.
Frames have one row a game of the spine, in its order, except terms: one row an offer.

Lines of several books are made one by the median, always a line that some book offers; where the
median falls between two lines, the lower one. Benchmarks are de-vigged (multiplicative), then the
median over the books at that line is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from bullpen.domains.mlb import markets, settlement
from bullpen.domains.mlb.betting import Betting, StakingPolicy
from bullpen.domains.mlb.runs import total_probabilities
from bullpen.domains.mlb.settlement import Market
from bullpen.domains.mlb.total_pricing import price_totals
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.target import Target, TargetKind

_RESULT = ("home_score", "away_score", "length_outs", "status")
_TERMS = ("entity_id", "selection", "line", "price", "book")

_DISPERSION = 3.5  # gives the measured standard deviation of total runs, 4.48 at a mean of 8.85

LineOf = Callable[[Curated, pl.DataFrame], pl.LazyFrame]
"""To `entity_id, line`: the games that the question is asked of, and the line that it is asked
about, for the market's first side."""


def no_line(curated: Curated, spine: pl.DataFrame) -> pl.LazyFrame:
    """A null for every game whose moneyline some book quotes, both sides, by the cutoff."""
    quoted = markets.last_quotes(curated["quotes"], Market.MONEYLINE, spine)
    games = markets.two_way(quoted, Market.MONEYLINE).select("entity_id").unique()
    return games.with_columns(line=pl.lit(None, dtype=pl.Float64))


def total_line(curated: Curated, spine: pl.DataFrame) -> pl.LazyFrame:
    """The last total known at the cutoff, over the books that quote both sides of it."""
    last = markets.last_quotes(curated["quotes"], Market.TOTAL, spine)
    return markets.consensus_line(markets.two_way(last, Market.TOTAL))


def favourite_line(curated: Curated, spine: pl.DataFrame) -> pl.LazyFrame:
    """-1.5 for the home side where it is the opening favourite, else +1.5.

    The favourite is the side whose fair opening probability is above one half; in a pick'em it is
    the home side. No line where no book opened by the cutoff.
    """
    known = pl.col("known_at") <= pl.col("cutoff_at")
    cutoffs = spine.lazy().select("entity_id", "cutoff_at")
    opening = markets.quotes_at(curated["quotes"], Market.MONEYLINE, "open")
    pairs = markets.two_way(opening.join(cutoffs, on="entity_id").filter(known), Market.MONEYLINE)
    fair = pl.col("fair").median()
    return pairs.group_by("entity_id").agg(line=pl.when(fair >= 0.5).then(-1.5).otherwise(1.5))


@dataclass(frozen=True, slots=True)
class _TwoWay:
    """The frames of a target on a two-way market."""

    market: Market
    line_of: LineOf

    def facts(self, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        results = _results(curated, "label_known_at")
        return _per_entity(spine, results, _asked(self.line_of(curated, spine)))

    def terms(self, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        """Offers at the cutoff on the line of the question."""
        first, _ = self.market.sides
        mirrored = -pl.col("line") if self.market is Market.RUN_LINE else pl.col("line")
        line = pl.when(pl.col("side") == first).then("line").otherwise(mirrored)
        offers = (
            markets.last_quotes(curated["quotes"], self.market, spine)
            .with_columns(question=line)
            .join(
                self.line_of(curated, spine).rename({"line": "question"}),
                on=["entity_id", "question"],
                nulls_equal=True,
            )
            .rename({"side": "selection"})
            .select(_TERMS)
            .sort("entity_id", "selection", "book")
            .collect()
        )
        if self.market is not Market.TOTAL:
            return offers
        push = _push_probability(offers["line"])
        return offers.join(push, on="line", how="left", maintain_order="left")

    def outcomes(self, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        """Results, and the fair closing probabilities on the line of the question.

        `close_line` is that line where a book closed on it; else there is no closing probability.
        """
        first, second = self.market.sides
        line = self.line_of(curated, spine)
        closing = self._quoted(curated, "close", line).rename({"line": "close_line"})
        sides = {f"close_fair_{first}": pl.col("fair"), f"close_fair_{second}": 1 - pl.col("fair")}
        fair = closing.select("entity_id", "close_line", **sides)
        return _per_entity(spine, _results(curated, "settled_at"), fair)

    def benchmarks(self, curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
        """Fair probabilities on the line of the question; null where no book quoted that line."""
        line = self.line_of(curated, spine)
        columns = [
            self._quoted(curated, moment, line).select("entity_id", pl.col("fair").alias(moment))
            for moment in ("open", "close")
        ]
        return _per_entity(spine, *columns)

    def _quoted(self, curated: Curated, moment: str, line: pl.LazyFrame) -> pl.LazyFrame:
        quotes = markets.quotes_at(curated["quotes"], self.market, moment)
        return markets.consensus(markets.two_way(quotes, self.market), line)


def _total_runs_facts(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    results = _results(curated, "label_known_at")
    return _per_entity(spine, results, _asked(total_line(curated, spine)))


def _total_runs_benchmarks(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    """The opening and the closing total line: near the median of runs, a little below the mean."""
    columns = []
    for moment in ("open", "close"):
        quotes = markets.quotes_at(curated["quotes"], Market.TOTAL, moment)
        line = markets.consensus_line(markets.two_way(quotes, Market.TOTAL))
        columns.append(line.rename({"line": moment}))
    return _per_entity(spine, *columns)


def _asked(lines: pl.LazyFrame) -> pl.LazyFrame:
    return lines.with_columns(is_asked=pl.lit(value=True))


def _results(curated: Curated, moment: str) -> pl.LazyFrame:
    """Results keyed by `entity_id`, with the moment from which they are known under that name."""
    return curated["results"].select(
        *_RESULT, pl.col("game_id").alias("entity_id"), pl.col("known_at").alias(moment)
    )


def _per_entity(spine: pl.DataFrame, *frames: pl.LazyFrame) -> pl.DataFrame:
    joined = spine.lazy().select("entity_id")
    for frame in frames:
        joined = joined.join(frame, on="entity_id", how="left", maintain_order="left")
    return joined.collect()


def _push_probability(lines: pl.Series) -> pl.DataFrame:
    """Return `line, push_probability`: the chance of exactly that total, were the line the mean.

    Measured on 2010-2018: .114 at 7, .077 at 8, .111 at 9, .066 at 10; this gives .125, .082,
    .101, .071.
    """
    line = lines.unique().sort()
    push = total_probabilities(line.to_numpy() / 2, line.to_numpy() / 2, _DISPERSION, line).push
    return pl.DataFrame({"line": line, "push_probability": push})


def targets(policy: StakingPolicy | None = None) -> dict[str, Target]:
    """Return the targets by name, their economics following `policy`."""
    policy = policy or StakingPolicy()
    total_runs = Target(
        name="total_runs",
        kind=TargetKind.REGRESSION,
        description="Runs of both sides together, in full-length games",
        facts=_total_runs_facts,
        label=pl.when(settlement.full_length() & pl.col("is_asked")).then(
            (pl.col("home_score") + pl.col("away_score")).cast(pl.Float64)
        ),
        benchmarks=_total_runs_benchmarks,
        asked=pl.col("is_asked").fill_null(value=False),
        pricing=price_totals,
    )
    two_way = (
        _target(
            "home_ml",
            "The home side wins; void on a tie or a suspended game",
            _TwoWay(Market.MONEYLINE, no_line),
            policy,
        ),
        _target(
            "total_over",
            "More runs than the last total known at the cutoff; void on a push",
            _TwoWay(Market.TOTAL, total_line),
            policy,
        ),
        _target(
            "home_spread",
            "The home side covers -1.5 as the opening favourite, +1.5 otherwise",
            _TwoWay(Market.RUN_LINE, favourite_line),
            policy,
        ),
    )
    return {target.name: target for target in (*two_way, total_runs)}


def _target(name: str, description: str, frames: _TwoWay, policy: StakingPolicy) -> Target:
    return Target(
        name=name,
        kind=TargetKind.BINARY,
        description=description,
        facts=frames.facts,
        label=pl.when("is_asked").then(settlement.label(frames.market, pl.col("line"))),
        asked=pl.col("is_asked").fill_null(value=False),
        economics=Betting(market=frames.market, policy=policy),
        terms=frames.terms,
        outcomes=frames.outcomes,
        benchmarks=frames.benchmarks,
    )
