"""Playing the simulated league, beside merely drawing as many random numbers."""

from benchmarks.case import Case, Group, Place, Work


def played(place: Place) -> Work:
    from bullpen.domains.mlb.league.league import simulate
    from bullpen.domains.mlb.league.settings import LeagueSettings

    def work() -> str:
        tables = simulate(LeagueSettings())
        return f"{tables['games'].height:,} games, {tables['quotes'].height:,} quotes"

    return work


def only_drawn(place: Place) -> Work:
    """Draw two scores a game and one price a quote, from one distribution each."""
    import numpy as np

    from bullpen.domains.mlb.league.league import simulate
    from bullpen.domains.mlb.league.settings import LeagueSettings

    tables = simulate(LeagueSettings())
    games, quotes = tables["games"].height, tables["quotes"].height

    def work() -> str:
        rng = np.random.default_rng(1)
        scores = rng.negative_binomial(4, 0.47, size=(games, 2))
        prices = 1 + np.exp(rng.normal(size=quotes))
        return f"{scores.size:,} scores, {prices.size:,} prices"

    return work


GROUP = Group(
    title="Simulated league",
    cases=(
        Case(
            figure="the default league, all its seasons",
            ours=played,
            peer=only_drawn,
            beside="numpy draws as many scores and prices",
            real=False,
        ),
    ),
)
