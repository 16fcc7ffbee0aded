"""The clubs of 2005 to 2018, and what the odds archives call them.

Retrosheet's code is the team's id in every curated table. A club that moved or was renamed has a
code of its own for each name: the Florida Marlins (FLO, to 2011) became the Miami Marlins (MIA).
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Team:
    """One club under one name.

    Attributes:
        code: Retrosheet's.
        odds_codes: what the odds archives write; empty where they never used this name.
        name: city and nickname.
        nickname: as feeds without cities write it.
    """

    code: str
    odds_codes: tuple[str, ...]
    name: str
    nickname: str


TEAMS: tuple[Team, ...] = (
    Team("ANA", ("LAA",), "Los Angeles Angels", "Angels"),
    Team("ARI", ("ARI",), "Arizona Diamondbacks", "Diamondbacks"),
    Team("ATL", ("ATL",), "Atlanta Braves", "Braves"),
    Team("BAL", ("BAL",), "Baltimore Orioles", "Orioles"),
    Team("BOS", ("BOS",), "Boston Red Sox", "Red Sox"),
    Team("CHA", ("CWS",), "Chicago White Sox", "White Sox"),
    Team("CHN", ("CUB",), "Chicago Cubs", "Cubs"),
    Team("CIN", ("CIN",), "Cincinnati Reds", "Reds"),
    Team("CLE", ("CLE",), "Cleveland Indians", "Indians"),
    Team("COL", ("COL",), "Colorado Rockies", "Rockies"),
    Team("DET", ("DET",), "Detroit Tigers", "Tigers"),
    Team("FLO", (), "Florida Marlins", "Marlins"),  # the archives write MIA in every season
    Team("HOU", ("HOU",), "Houston Astros", "Astros"),
    Team("KCA", ("KAN",), "Kansas City Royals", "Royals"),
    Team("LAN", ("LOS", "LAD"), "Los Angeles Dodgers", "Dodgers"),  # either code in any season
    Team("MIA", ("MIA",), "Miami Marlins", "Marlins"),
    Team("MIL", ("MIL",), "Milwaukee Brewers", "Brewers"),
    Team("MIN", ("MIN",), "Minnesota Twins", "Twins"),
    Team("NYA", ("NYY",), "New York Yankees", "Yankees"),
    Team("NYN", ("NYM",), "New York Mets", "Mets"),
    Team("OAK", ("OAK",), "Oakland Athletics", "Athletics"),
    Team("PHI", ("PHI",), "Philadelphia Phillies", "Phillies"),
    Team("PIT", ("PIT",), "Pittsburgh Pirates", "Pirates"),
    Team("SDN", ("SDG",), "San Diego Padres", "Padres"),
    Team("SEA", ("SEA",), "Seattle Mariners", "Mariners"),
    Team("SFN", ("SFO",), "San Francisco Giants", "Giants"),
    Team("SLN", ("STL",), "St. Louis Cardinals", "Cardinals"),
    Team("TBA", ("TAM",), "Tampa Bay Rays", "Rays"),
    Team("TEX", ("TEX",), "Texas Rangers", "Rangers"),
    Team("TOR", ("TOR",), "Toronto Blue Jays", "Blue Jays"),
    Team("WAS", ("WAS",), "Washington Nationals", "Nationals"),
)

CODE_OF_ODDS_CODE: dict[str, str] = {odds: team.code for team in TEAMS for odds in team.odds_codes}

LAST_FLORIDA_SEASON = 2011


def retrosheet_code(odds_code: pl.Expr, season: pl.Expr) -> pl.Expr:
    """Return Retrosheet's code for the odds archives'; null for a code that nobody uses.

    >>> codes, seasons = ["MIA", "MIA", "LAD", "XXX"], [2011, 2012, 2016, 2016]
    >>> rows = pl.DataFrame({"code": codes, "season": seasons})
    >>> rows.select(retrosheet_code(pl.col("code"), pl.col("season"))).to_series().to_list()
    ['FLO', 'MIA', 'LAN', None]
    """
    code = odds_code.replace_strict(CODE_OF_ODDS_CODE, default=None, return_dtype=pl.String())
    florida = (code == "MIA") & (season <= LAST_FLORIDA_SEASON)
    return pl.when(florida).then(pl.lit("FLO")).otherwise(code)
