"""Leagues of a few games, small enough to work every feature out by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from bullpen.domains.mlb.domain import domain
from bullpen.domains.mlb.tables import CURATED
from bullpen.domains.mlb.venues import venues
from bullpen.features.pipeline import assemble, spine
from bullpen.features.view import FeatureView
from bullpen.vocabulary.curated import Curated

PARKS = {"NYA": "NYC21", "BOS": "BOS07", "LAN": "LOS03", "COL": "DEN02"}


@dataclass(frozen=True, kw_only=True)
class Game:
    """A game of 2024 by month and day, its score "home-away", and what the box score says."""

    day: str  # "05-01", or "2023-05-01" for another season
    home: str
    away: str
    score: str | None = None  # null: not played yet
    number: int = 0
    hour: float = 19.0
    venue: str | None = None
    ended: datetime | None = None  # null: five hours after the first pitch
    starters: tuple[str | None, str | None] = (None, None)  # "h1" throws right, "h1L" left
    box: dict[str, int] = field(default_factory=dict)

    @property
    def date(self) -> date:
        return date.fromisoformat(self.day if len(self.day) > 5 else f"2024-{self.day}")

    @property
    def id(self) -> str:
        return f"{self.home}{self.date:%Y%m%d}{self.number}"

    @property
    def zone(self) -> ZoneInfo:
        place = venues().filter(pl.col("venue_id") == self.venue_id)
        return ZoneInfo(place["time_zone"].item())

    @property
    def venue_id(self) -> str:
        return self.venue or PARKS[self.home]

    def clock(self, hour: float, day: int = 0) -> datetime:
        """What the venue's clock shows at an hour of the game's date."""
        return datetime(self.date.year, self.date.month, self.date.day) + timedelta(  # noqa: DTZ001
            days=day, hours=hour
        )

    def at(self, hour: float, day: int = 0) -> datetime:
        """The same, UTC."""
        return self.clock(hour, day).replace(tzinfo=self.zone).astimezone(UTC)

    def row(self) -> dict[str, Any]:
        return {
            "game_id": self.id,
            "season": self.date.year,
            "game_date": self.date,
            "game_number": self.number,
            "home_team": self.home,
            "away_team": self.away,
            "venue_id": self.venue_id,
            "is_day": self.hour < 17,
            "first_pitch": self.at(self.hour),
            "first_pitch_local": self.clock(self.hour),
            "known_at": self.at(0, day=-1),
        }

    def result(self) -> dict[str, Any]:
        home, away = map(int, (self.score or "0-0").split("-"))
        ended = self.ended or self.at(self.hour + 5)
        counts = {name: 0 for name in CURATED["results"] if name.startswith(("home_", "away_"))}
        return (
            {"game_id": self.id, "length_outs": 54, "status": "final"}
            | counts
            | {"home_score": home, "away_score": away, "ended_at": ended, "known_at": ended}
            | self.box
        )

    def named(self) -> list[dict[str, Any]]:
        return [
            {
                "game_id": self.id,
                "side": side,
                "pitcher_id": pitcher.removesuffix("L"),
                "throws": "L" if pitcher.endswith("L") else "R",
                "known_at": self.at(9),
            }
            for side, pitcher in zip(("home", "away"), self.starters, strict=True)
            if pitcher
        ]


def quote(
    game: Game,
    market: str,
    prices: tuple[float, float],
    *,
    at: float = 9,
    book: str = "one",
    line: float | None = None,
    moment: str = "open",
) -> list[dict[str, Any]]:
    """Both sides of one book's quote at an hour of the venue's clock."""
    sides = ("over", "under") if market == "total" else ("home", "away")
    lines = (line, -line if market == "run_line" and line else line)
    return [
        {
            "game_id": game.id,
            "book": book,
            "market": market,
            "side": side,
            "line": own_line,
            "price": price,
            "moment": moment,
            "quoted_at": game.at(at),
            "known_at": game.at(at),
        }
        for side, own_line, price in zip(sides, lines, prices, strict=True)
    ]


def league(games: Sequence[Game], quotes: Sequence[list[dict[str, Any]]] = ()) -> Curated:
    rows = {
        "games": [game.row() for game in games],
        "results": [game.result() for game in games if game.score],
        "starters": [row for game in games for row in game.named()],
        "quotes": [row for pair in quotes for row in pair],
    }
    return Curated({name: _table(name, rows.get(name, [])).lazy() for name in CURATED})


def _table(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    stamped = [{"source": "tests", "simulated": True} | row for row in rows]
    columns = {
        name: pl.Series(name, [row.get(name) for row in stamped], dtype)
        for name, dtype in CURATED[name].items()
    }
    return pl.DataFrame(columns)


def features(view: FeatureView, curated: Curated) -> dict[str, dict[str, Any]]:
    """The features of one view by game."""
    games = spine(domain.entities(curated).collect(), domain.entity)
    frame = assemble([view], games, curated)
    return {row["entity_id"]: row for row in frame.iter_rows(named=True)}
