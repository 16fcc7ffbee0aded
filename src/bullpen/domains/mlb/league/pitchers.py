"""The starters of the league: names and throwing hands, all made up."""

import numpy as np
import polars as pl

from bullpen.domains.mlb.league.calendar import STARTERS, Integers
from bullpen.domains.mlb.league.clubs import CLUBS
from bullpen.domains.mlb.league.randomness import Purpose, stream

_LEFT_HANDED = 0.28
# fmt: off
_FIRST = (
    "Abe", "Bert", "Cole", "Drew", "Earl", "Finn", "Gus", "Hank", "Ike", "Jed", "Kip", "Len",
    "Moe", "Ned", "Otto", "Pete", "Quin",
)
_LAST = (
    "Ashdown", "Birchall", "Copley", "Dunstan", "Eastwick", "Farrow", "Greaves", "Holloway",
    "Inskip", "Jessop", "Kerslake", "Lockett", "Marwood", "Norcott", "Ormerod", "Penrose",
    "Quayle", "Rudge", "Stanway", "Thackray", "Upcott", "Vasey",
)
# fmt: on


def roster(debut: Integers, seed: int) -> pl.DataFrame:
    """Return `pitcher_id`, `pitcher_name`, `throws`: one row a starter, team by team.

    Args:
        debut: season of each starter's first game, shape (teams, starters). With his team and his
            place in the rotation it says who he is.
        seed: of the league.
    """
    rows = []
    for club, seasons in enumerate(debut.tolist()):
        for place, season in enumerate(seasons):
            chance = stream(seed, Purpose.PITCHERS, season, club * STARTERS + place)
            first, last = (_drawn(chance, names) for names in (_FIRST, _LAST))
            throws = "L" if chance.random() < _LEFT_HANDED else "R"
            identity = f"{CLUBS[club].code.lower()}{place + 1}-{season}"
            rows.append((identity, f"{first} {last}", throws))
    return pl.DataFrame(rows, schema=["pitcher_id", "pitcher_name", "throws"], orient="row")


def _drawn(chance: np.random.Generator, names: tuple[str, ...]) -> str:
    return names[int(chance.integers(len(names)))]
