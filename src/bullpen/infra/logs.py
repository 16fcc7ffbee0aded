"""Structured logs: one JSON object a line, on stderr.

Loggers stand on the standard library's, below the name "bullpen", so that an application which
embeds us keeps the say over what is shown: until `configure` is called, warnings and worse.
"""

import logging
import sys
from typing import Any

import orjson
import structlog

_ROOT = "bullpen"


def logger(room: str) -> Any:
    """Return the logger of a room; its events are verbs in the past ("imported"), with fields.

    Fields never hold payloads, prices or names of people.
    """
    return structlog.wrap_logger(
        logging.getLogger(f"{_ROOT}.{room}"),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_serialise),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def configure(level: str) -> None:
    """Send events of at least `level` ("debug", "info", "warning" or "error") to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger(_ROOT)
    root.handlers = [handler]
    root.setLevel(level.upper())
    root.propagate = False


def _serialise(event: dict[str, Any], **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
