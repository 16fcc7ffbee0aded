"""The known defects and oddities of Retrosheet's game logs, and what is done about each."""

from bullpen.data.source import Fate, Rule

WRONG_FIELD_COUNT = Rule(
    name="wrong-field-count",
    defect="A line has more or fewer than 161 fields.",
    fate=Fate.QUARANTINED,
    remedy="The game is not used.",
)
UNREADABLE_GAME = Rule(
    name="unreadable-game",
    defect=(
        "A field without which there is no game (date, number, teams, scores, park) is missing "
        "or no value of its kind."
    ),
    fate=Fate.QUARANTINED,
    remedy="The game is not used.",
)
WRONG_SEASON = Rule(
    name="wrong-season",
    defect="The date is of another year than the one in the name of the file.",
    fate=Fate.QUARANTINED,
    remedy="The game is not used.",
)
CONTRADICTORY_TOTALS = Rule(
    name="contradictory-totals",
    defect=(
        "The line score does not add up to the final score, or there are more hits than at-bats "
        "or more runs batted in than runs."
    ),
    fate=Fate.QUARANTINED,
    remedy="The game is not used.",
)
DUPLICATE_GAME = Rule(
    name="duplicate-game",
    defect="Date, game number and home team occur twice in one file.",
    fate=Fate.QUARANTINED,
    remedy="The first line counts, the later one is not used.",
)
UNKNOWN_VENUE = Rule(
    name="unknown-venue",
    defect="The park is not in the venue table, so that the game has no time zone.",
    fate=Fate.QUARANTINED,
    remedy="The game is not used.",
)
MISSING_STARTER = Rule(
    name="missing-starter",
    defect="A starting pitcher is missing.",
    fate=Fate.KEPT,
    remedy="The game is used; that side has no row among the starters.",
)
SUSPENDED_GAME = Rule(
    name="suspended-game",
    defect=(
        "The game was suspended and completed on a later date (field 14); its date is that of "
        "the start."
    ),
    fate=Fate.REPAIRED,
    remedy=(
        "Status `suspended`; the result is known at 23:59, venue time, of the day of completion."
    ),
)
UNREADABLE_COMPLETION = Rule(
    name="unreadable-completion",
    defect=(
        "The game was suspended, and field 14 names no day of completion, or one before the game."
    ),
    fate=Fate.QUARANTINED,
    remedy="The game is not used: nobody can say from when its result was known.",
)
TIED_GAME = Rule(
    name="tied-game",
    defect="The game ended in a tie.",
    fate=Fate.KEPT,
    remedy="Status `tie`; it has a score but no winner.",
)
SHORTENED_GAME = Rule(
    name="shortened-game",
    defect="The game is shorter than 51 outs.",
    fate=Fate.KEPT,
    remedy="The result counts as it stands; `length_outs` says how short it was.",
)
NO_ATTENDANCE = Rule(
    name="no-attendance",
    defect="Attendance is 0 or empty, mostly in the first game of a doubleheader.",
    fate=Fate.KEPT,
    remedy="Attendance is not used: it is known only after the game, and here not even then.",
)

RULES = (
    WRONG_FIELD_COUNT,
    UNREADABLE_GAME,
    WRONG_SEASON,
    CONTRADICTORY_TOTALS,
    DUPLICATE_GAME,
    UNKNOWN_VENUE,
    MISSING_STARTER,
    SUSPENDED_GAME,
    UNREADABLE_COMPLETION,
    TIED_GAME,
    SHORTENED_GAME,
    NO_ATTENDANCE,
)
