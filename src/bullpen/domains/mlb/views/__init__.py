"""Feature views of MLB games, one file a theme; together the default feature set of a model."""

from bullpen.domains.mlb.views.bullpen import BULLPEN
from bullpen.domains.mlb.views.calendar import CALENDAR
from bullpen.domains.mlb.views.elo import ELO
from bullpen.domains.mlb.views.market_moves import MARKET_MOVES
from bullpen.domains.mlb.views.opening_market import OPENING_MARKET
from bullpen.domains.mlb.views.park import PARK
from bullpen.domains.mlb.views.prices import PRICES
from bullpen.domains.mlb.views.schedule import SCHEDULE
from bullpen.domains.mlb.views.starters import STARTERS
from bullpen.domains.mlb.views.team_form import TEAM_FORM
from bullpen.domains.mlb.views.team_record import TEAM_RECORD
from bullpen.domains.mlb.views.travel import TRAVEL

__all__ = ["VIEWS"]

VIEWS = (
    CALENDAR,
    SCHEDULE,
    TRAVEL,
    OPENING_MARKET,
    PRICES,
    MARKET_MOVES,
    ELO,
    TEAM_RECORD,
    TEAM_FORM,
    STARTERS,
    BULLPEN,
    PARK,
)
