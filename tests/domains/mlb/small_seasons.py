"""Small game logs and odds archives in the providers' own formats."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import polars as pl

from bullpen.data.source import Curation, Payload
from bullpen.domains.mlb.curate import curate
from bullpen.domains.mlb.sources.retrosheet import Retrosheet
from bullpen.domains.mlb.sources.sbr_odds import ODDS, SbrOdds

HEADER = (
    "Date,Rot,VH,Team,Pitcher,1st,2nd,3rd,4th,5th,6th,7th,8th,9th,Final,Open,Close,"
    "Run Line,,Open OU,,Close OU,"
)


def log_line(
    date: str = "20140405",
    number: str = "0",
    away: str = "NYN",
    home: str = "PIT",
    score: tuple[int, int] = (2, 5),
    *,
    day_night: str = "N",
    park: str = "PIT08",
    outs: int = 51,
    completion: str = "",
    starters: tuple[str, str] = ("Zack Wheeler", "Gerrit Cole"),
    **fields: str,
) -> str:
    """One line of a game log; `fields` overrides a field by its number, `f18="0"`."""
    line = dict.fromkeys(range(1, 162), "")
    for first, runs in ((22, score[0]), (50, score[1])):
        line |= {first + n: "0" for n in range(28)}
        line |= {first: "33", first + 1: "9", first + 4: "1", first + 5: str(runs)}
        line |= {first + 9: "3", first + 11: "8", first + 17: "4", first + 24: "1"}
    line |= {1: date, 2: number, 3: "Sat", 4: away, 5: "NL", 7: home, 8: "NL"}
    line |= {10: str(score[0]), 11: str(score[1]), 12: str(outs), 13: day_night}
    line |= {14: completion, 17: park, 18: "30000", 20: _innings(score[0]), 21: _innings(score[1])}
    line |= {102: _id(starters[0]), 103: starters[0], 104: _id(starters[1]), 105: starters[1]}
    line |= {161: "Y"} | {int(name[1:]): value for name, value in fields.items()}
    return ",".join(f'"{line[n]}"' for n in range(1, 162))


def _innings(runs: int) -> str:
    return ("00000000" + (str(runs) if runs < 10 else f"({runs})"))[-20:]


def _id(name: str) -> str:
    return f"{name.split()[-1][:4].lower()}{name[0].lower()}001" if name else ""


def game_log(lines: Iterable[str], file: str | None = None) -> Payload:
    """A log named for the season of its first line, unless it has another name."""
    content = "\n".join(lines)
    return Payload(file=file or f"GL{_season(content)}.TXT", content=content.encode())


def _season(text: str) -> str:
    return next((word[:4] for word in text.split('"') if len(word) == 8), "2014")


def odds_rows(
    date: int = 405,
    rotation: int = 901,
    away: str = "NYM",
    home: str = "PIT",
    score: tuple[int | str, int | str] = (2, 5),
    *,
    moneyline: Sequence[float | str] = (130, -140, 120, -130),  # open, open, close, close
    run_line: Sequence[float | str] = (1.5, -160, -1.5, 140),
    total: Sequence[float | str] = (7.5, 7),  # open, close
    prices: Sequence[float | str] = (-110, -110, -105, -115),  # over, under; over, under
    pitchers: tuple[str, str] = ("ZWHEELER-R", "GCOLE-R"),
) -> tuple[str, str]:
    """The two rows of a game; the innings add up to the final score."""
    away_row = [date, rotation, "V", away, pitchers[0], *_nine(score[0]), score[0]]
    home_row = [date, rotation + 1, "H", home, pitchers[1], *_nine(score[1]), score[1]]
    away_row += [moneyline[0], moneyline[2], *run_line[:2]]
    home_row += [moneyline[1], moneyline[3], *run_line[2:]]
    away_row += [total[0], prices[0], total[1], prices[2]]
    home_row += [total[0], prices[1], total[1], prices[3]]
    return ",".join(map(str, away_row)), ",".join(map(str, home_row))


def _nine(score: int | str) -> list[int | str]:
    return [0] * 8 + [score] if isinstance(score, int) else [""] * 9


def odds_archive(
    games: Iterable[tuple[str, str]], season: int = 2014, header: str = HEADER
) -> Payload:
    lines = [header, *(row for game in games for row in game)]
    return Payload(file=f"mlb-odds-{season}.csv", content="\n".join(lines).encode())


def curate_small(lines: Iterable[str], games: Iterable[tuple[str, str]]) -> Curation:
    seasons = [list(season) for _, season in groupby(sorted(lines, key=_season), key=_season)]
    parsed = [Retrosheet().parse(game_log(season)).staging for season in seasons]
    logs = {name: pl.concat(log[name] for log in parsed) for name in parsed[0]}
    archive = list(games)
    if not archive:
        nothing = {**ODDS.schema, "_file": pl.String(), "_line": pl.Int64()}
        return curate({**logs, ODDS.name: pl.DataFrame(schema=nothing)})
    return curate({**logs, **SbrOdds().parse(odds_archive(archive)).staging})


def rules_of(findings: pl.DataFrame) -> list[str]:
    """The names of the rules, without those that every archive or doubleheader shows."""
    usual = ["unnamed-price", "doubleheader"]
    return findings.filter(~pl.col("rule").is_in(usual))["rule"].to_list()
