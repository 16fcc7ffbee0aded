"""The known defects and oddities of the season odds archives, and what is done about each.

The first group is met while a file is read, the second when its rows are joined to games, the
third when its prices become quotes.
"""

from bullpen.data.source import Fate, Rule

SOURCE = "sbr-odds"

HEADER_SPELLING = Rule(
    name="header-spelling",
    defect="A header is spelled otherwise (`RunLine` for `Run Line`, `OpenOU` for `Open OU`).",
    fate=Fate.REPAIRED,
    remedy="Case, blanks and punctuation of headers do not count.",
)
UNNAMED_PRICE = Rule(
    name="unnamed-price",
    defect=(
        "The prices of run line, opening and closing total stand in columns without a header, "
        "at other positions in other seasons."
    ),
    fate=Fate.REPAIRED,
    remedy="The column right of `Run Line`, `Open OU` and `Close OU` is its price.",
)
UNREADABLE_ROW = Rule(
    name="unreadable-row",
    defect="Date, rotation, V/H or team is missing or no value of its kind.",
    fate=Fate.QUARANTINED,
    remedy="The row is not used, nor the other row of the game.",
)
RAGGED_ROW = Rule(
    name="ragged-row",
    defect="A line of the text has more or fewer cells than the header.",
    fate=Fate.QUARANTINED,
    remedy="The row is not used, nor the other row of the game.",
)
UNPAIRED_ROW = Rule(
    name="unpaired-row",
    defect="A visitor's row is not followed by its home row, or the other way round.",
    fate=Fate.QUARANTINED,
    remedy="The row is not used.",
)
DUPLICATE_ROW = Rule(
    name="duplicate-row",
    defect="Date and rotation occur twice in one file.",
    fate=Fate.QUARANTINED,
    remedy="The first game counts; both rows of the later one are not used.",
)
ROTATION_MISPRINT = Rule(
    name="rotation-misprint",
    defect="The rotations of a game's two rows do not follow each other (odd visitor, even home).",
    fate=Fate.REPAIRED,
    remedy=(
        "The home rotation is the visitor's plus one, and where the visitor's is even, the "
        "visitor's is the home one less one."
    ),
)
TWO_DATES = Rule(
    name="two-dates",
    defect="The two rows of a game carry different dates.",
    fate=Fate.REPAIRED,
    remedy="The date of the home row counts.",
)
NEUTRAL_SITE = Rule(
    name="neutral-site",
    defect="`VH` is `N` (neutral site).",
    fate=Fate.REPAIRED,
    remedy="An odd rotation is the visitor, an even one the home team.",
)
HALF_SIGN = Rule(
    name="half-sign",
    defect="A total is text with a half sign (`7½`).",
    fate=Fate.REPAIRED,
    remedy="Read as 7.5.",
)
NO_LINE = Rule(
    name="no-line",
    defect="`NL` or nothing stands where a price or a line should.",
    fate=Fate.KEPT,
    remedy="There is no such quote.",
)
UNREADABLE_CELL = Rule(
    name="unreadable-cell",
    defect="A price, a line or the final score is no number.",
    fate=Fate.QUARANTINED,
    remedy="The value is not used; the rest of the row is.",
)
INNINGS_SHORT_OF_FINAL = Rule(
    name="innings-short-of-final",
    defect=(
        "The innings do not add up to `Final`: extra innings are not listed, `x` was not played."
    ),
    fate=Fate.KEPT,
    remedy="`Final` counts; innings are not used.",
)
HAND_UNKNOWN = Rule(
    name="hand-unknown",
    defect="The pitcher has no suffix `-R` or `-L`.",
    fate=Fate.KEPT,
    remedy="His throwing hand is null.",
)

MISDATED = Rule(
    name="misdated",
    defect="A game is filed under the day before or after it was played.",
    fate=Fate.REPAIRED,
    remedy=(
        "Joined to the one unmatched game of these teams within a day that has the same score "
        "and the same starter."
    ),
)
DODGERS_CODE = Rule(
    name="dodgers-code",
    defect="The Los Angeles Dodgers are `LOS` in some rows and `LAD` in others.",
    fate=Fate.REPAIRED,
    remedy="Both codes are accepted in every season.",
)
MARLINS_CODE = Rule(
    name="marlins-code",
    defect="The Florida Marlins of 2011 and before are `MIA`, the later code.",
    fate=Fate.REPAIRED,
    remedy="`MIA` is `FLO` up to 2011.",
)
DOUBLEHEADER = Rule(
    name="doubleheader",
    defect=(
        "The archives have no game numbers, so that date and teams do not tell a doubleheader's "
        "games apart."
    ),
    fate=Fate.KEPT,
    remedy=(
        "Joined by final score, else by starters, else as the one game left over; the finding "
        "says which."
    ),
)
REVERSED_DOUBLEHEADER = Rule(
    name="reversed-doubleheader",
    defect="A doubleheader's games are listed in reverse order.",
    fate=Fate.REPAIRED,
    remedy="The order of rows does not count.",
)
POSTSEASON = Rule(
    name="postseason",
    defect=(
        "The game is later than the last game of the regular season; the game logs have no "
        "postseason."
    ),
    fate=Fate.UNMATCHED,
    remedy="Kept in staging, not curated.",
)
NOT_PLAYED = Rule(
    name="not-played",
    defect="The game was not played: `Final` is `NL`, the innings are empty.",
    fate=Fate.UNMATCHED,
    remedy="Kept in staging, not curated.",
)
NO_GAME = Rule(
    name="no-game",
    defect="The game logs have no such game.",
    fate=Fate.UNMATCHED,
    remedy="Kept in staging until the game log of that season is there.",
)
NO_ODDS = Rule(
    name="no-odds",
    defect="A game of a season whose odds are there is missing from them.",
    fate=Fate.KEPT,
    remedy="The game is used, without quotes.",
)
FINAL_DIFFERS = Rule(
    name="final-differs",
    defect=(
        "`Final` differs from Retrosheet's score, mostly the score after nine innings of a "
        "longer game."
    ),
    fate=Fate.REPAIRED,
    remedy="Retrosheet's score counts.",
)

HALF_POINT_PRICE = Rule(
    name="half-point-price",
    defect="An American price is not a whole number (-219.5).",
    fate=Fate.KEPT,
    remedy="Used as it stands.",
)
IMPOSSIBLE_PRICE = Rule(
    name="impossible-price",
    defect="An American price lies between -100 and 100.",
    fate=Fate.QUARANTINED,
    remedy="Both sides of that quote are not used.",
)
IMPOSSIBLE_TOTAL = Rule(
    name="impossible-total",
    defect="A total is below 4 or above 25 runs (100-104 in 2018).",
    fate=Fate.QUARANTINED,
    remedy="That total is not used; moneyline and run line are.",
)
IMPOSSIBLE_MARGIN = Rule(
    name="impossible-margin",
    defect=(
        "The implied probabilities of the two sides add up to less than 1 (both prices "
        "positive) or more than 1.15."
    ),
    fate=Fate.QUARANTINED,
    remedy="Both sides of that quote are not used.",
)
SIDES_DISAGREE = Rule(
    name="sides-disagree",
    defect=(
        "The two rows have different totals, or run lines that are not each other's opposite "
        "(both -1.5)."
    ),
    fate=Fate.QUARANTINED,
    remedy="Both sides of that quote are not used.",
)
WRONG_FAVOURITE = Rule(
    name="wrong-favourite",
    defect=(
        "The run line makes one team the favourite, the closing moneyline the other one, 30 "
        "points of American price or more apart."
    ),
    fate=Fate.QUARANTINED,
    remedy="The run line is not used; the moneyline is.",
)
UNUSUAL_RUN_LINE = Rule(
    name="unusual-run-line",
    defect="The run line is not 1.5 runs.",
    fate=Fate.KEPT,
    remedy="Used as it stands, at its own line.",
)
LARGE_TOTAL_MOVE = Rule(
    name="large-total-move",
    defect="Opening and closing total are more than 2 runs apart.",
    fate=Fate.KEPT,
    remedy=(
        "Both are used: wind and starters do move totals that far, and nothing says which one "
        "would be wrong."
    ),
)

RULES = (
    HEADER_SPELLING,
    UNNAMED_PRICE,
    UNREADABLE_ROW,
    RAGGED_ROW,
    UNPAIRED_ROW,
    DUPLICATE_ROW,
    ROTATION_MISPRINT,
    TWO_DATES,
    NEUTRAL_SITE,
    HALF_SIGN,
    NO_LINE,
    UNREADABLE_CELL,
    INNINGS_SHORT_OF_FINAL,
    HAND_UNKNOWN,
    MISDATED,
    DODGERS_CODE,
    MARLINS_CODE,
    DOUBLEHEADER,
    REVERSED_DOUBLEHEADER,
    POSTSEASON,
    NOT_PLAYED,
    NO_GAME,
    NO_ODDS,
    FINAL_DIFFERS,
    HALF_POINT_PRICE,
    IMPOSSIBLE_PRICE,
    IMPOSSIBLE_TOTAL,
    IMPOSSIBLE_MARGIN,
    SIDES_DISAGREE,
    WRONG_FAVOURITE,
    UNUSUAL_RUN_LINE,
    LARGE_TOTAL_MOVE,
)
