"""Runs `bullpen` inside the test process, as the console script does."""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bullpen.interfaces.cli import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


def bullpen(*arguments: str | Path, home: Path | None = None, encoding: str = "utf-8") -> Ended:
    """Run a command; `home` is given as an option, `encoding` is that of the terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    line = ["bullpen", *map(str, arguments), *(["--home", str(home)] if home else [])]
    with (
        patch.object(sys, "argv", line),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        try:
            main.run()
        except SystemExit as ending:
            code = ending.code
    assert isinstance(code, int)
    written = [_text(stream) for stream in (out, err)]
    assert "Traceback" not in written[1]
    return Ended(code, *written)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
