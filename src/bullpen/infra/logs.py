"""Structured logs: one JSON object a line, on stderr."""

import logging
import sys
from typing import Any

import orjson
import structlog


def configure(level: str) -> None:
    """Send all log events of at least `level` ("debug" … "error") to stderr as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_serialise),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _serialise(event: dict[str, Any], **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
