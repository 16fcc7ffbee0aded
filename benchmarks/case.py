"""What is measured, and what it is set beside."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a measurement finds its inputs and may leave its outputs.

    Attributes:
        data: folder of the real seasons; does not exist where a machine has none.
        home: filled with the real seasons, features materialised, a model registered; read only.
        scratch: a folder that is empty before every repetition.
    """

    data: Path
    home: Path
    scratch: Path


Work = Callable[[], str]
"""What is timed. It answers on how much it worked, such as "21,868 rows"."""

Prepare = Callable[[Place], Work]
"""Does in advance what is not to be timed. A function of a module, so that a child finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One figure.

    Attributes:
        figure: what is done, for people.
        ours: the work itself.
        peer: the least that anybody would have to do, or the same done plainly.
        beside: what the peer is, for people.
        goal: seconds that the work may take at most; null where none was promised.
        peer_share: share of the work that the peer does; its time is divided by that.
        repetitions: fresh processes for each of the two.
        real: it needs the real seasons.
    """

    figure: str
    ours: Prepare
    peer: Prepare
    beside: str
    goal: float | None = None
    peer_share: float = 1.0
    repetitions: int = 3
    real: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases that belong together."""

    title: str
    cases: tuple[Case, ...]
