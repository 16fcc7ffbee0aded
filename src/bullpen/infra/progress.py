"""How long work says how far it is, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Told about each step of a long piece of work."""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Report that `done` of `total` steps of `what` are finished."""
        ...


def silent(what: str, done: int, total: int) -> None:
    """Listen to nothing."""
