"""What a prediction is about."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One kind of thing that is predicted, and when a prediction of it must be made.

    The frame of entities that a domain supplies has the columns `key` (text), `event_time`
    (UTC), `slate` (date) and `known_at` (UTC, when the entity itself became known), and whatever
    else the feature views join on.

    Attributes:
        name: singular noun, for messages ("game").
        key: column with the entity's id.
        event_time: column with the moment that the prediction is about, UTC.
        slate: column with the local date on which entities are decided together; a slate is never
            split between training and test.
        cutoff: a prediction may use only what was known this long before `event_time`.
    """

    name: str
    key: str
    event_time: str
    slate: str
    cutoff: timedelta
