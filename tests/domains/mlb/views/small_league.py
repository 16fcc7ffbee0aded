"""One short season of a simulated league of four teams, with all of its quotes and splits."""

from functools import cache

from bullpen.domains.mlb.league.league import simulate
from bullpen.domains.mlb.league.settings import LeagueSettings
from bullpen.vocabulary.curated import Curated


@cache
def small_league(books: int = 4) -> Curated:
    settings = LeagueSettings(teams=4, seasons=1, games_per_team=40, books=books)
    tables = simulate(settings)
    return Curated({name.removeprefix("league_"): table.lazy() for name, table in tables.items()})
