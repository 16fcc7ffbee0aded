"""What a prediction is about."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One kind of thing that is predicted, and when a prediction of it must be made.

    The frame of entities that a domain supplies has the columns `entity_id` (text), `event_time`
    (UTC), `slate` (date), `known_at` (UTC, when the entity itself became known), the season's
    column, and whatever else the feature views join on.

    Attributes:
        name: singular noun, for messages ("game").
        key: what the entity's id is called in the domain's own tables and answers ("game_id").
        event_time: likewise, the moment that the prediction is about.
        slate: likewise, the local date on which entities are decided together; a slate is never
            split between training and test.
        season: column that groups slates for audits, splits and reports.
        cutoff: a prediction may use only what was known this long before `event_time`.
    """

    name: str
    key: str
    event_time: str
    slate: str
    season: str
    cutoff: timedelta
