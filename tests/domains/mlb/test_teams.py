from pathlib import Path

import polars as pl

from bullpen.domains.mlb.teams import CODE_OF_ODDS_CODE, TEAMS, retrosheet_code


def test_a_season_has_thirty_clubs() -> None:
    codes = [team.code for team in TEAMS]
    assert len(set(codes)) == 31  # the Marlins under both names
    assert len(CODE_OF_ODDS_CODE) == 31  # the Dodgers under both codes


def test_the_codes_are_those_of_the_published_table(real_data: Path) -> None:
    published = pl.read_csv(real_data / "mlb/odds/team_codes.csv")
    pairs = dict(published.select("sbr_code", "retrosheet_code").iter_rows())
    assert {**pairs, "LAD": "LAN"} == CODE_OF_ODDS_CODE


def test_the_marlins_are_florida_until_2011_and_miami_from_2012() -> None:
    rows = pl.DataFrame({"season": [2010, 2011, 2012, 2018]})
    codes = rows.select(retrosheet_code(pl.lit("MIA"), pl.col("season"))).to_series()
    assert codes.to_list() == ["FLO", "FLO", "MIA", "MIA"]
