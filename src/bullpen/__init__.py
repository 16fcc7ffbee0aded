"""Bullpen runs models whose predictions become decisions with money on them.

`bullpen.open(path)` gives a notebook the same workspace that the command line uses.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bullpen.workspace import Workspace

__all__ = ["__version__", "open"]

__version__ = "0.1.0"


def open(path: str | None = None, **options: Any) -> "Workspace":  # noqa: A001  # bullpen.open reads well
    """Open the workspace in a folder (default `BULLPEN_HOME`, else `./.bullpen`).

    Options are those of `bullpen.workspace.open_workspace`.
    """
    from bullpen.workspace import open_workspace

    return open_workspace(path, **options)
