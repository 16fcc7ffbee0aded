"""What `make` leaves behind when it cannot do its work."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
HALF_MADE = """#!/bin/sh
[ "$1" = -c ] && exit 0
mkdir -p .venv/bin
ln -s /bin/false .venv/bin/python
exit 1
"""


def test_a_virtual_environment_that_could_not_be_made_is_removed(tmp_path: Path) -> None:
    """Debian's Python makes half of one where its package python3-venv is missing."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    python = tmp_path / "python"
    python.write_text(HALF_MADE)
    python.chmod(0o755)
    command = ["make", ".venv/bin/python", "PYTHON=./python"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stdout
    assert not (tmp_path / ".venv").exists()
