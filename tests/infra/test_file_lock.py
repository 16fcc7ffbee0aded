"""One import at a time."""

from pathlib import Path

import pytest

from bullpen.infra.errors import Conflict
from bullpen.infra.file_lock import file_lock


def test_a_second_holder_is_turned_away_at_once(tmp_path: Path) -> None:
    turned_away = pytest.raises(Conflict, match="An import is already running")
    with file_lock(tmp_path / "lock", "An import"), turned_away:  # noqa: SIM117  # the order matters
        with file_lock(tmp_path / "lock", "An import"):
            pass


def test_the_lock_is_free_again_after_its_block(tmp_path: Path) -> None:
    for _ in range(2):
        with file_lock(tmp_path / "lock", "An import"):
            pass
