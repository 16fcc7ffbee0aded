"""Alembic's entry: runs on the connection that the caller holds."""

from alembic import context

import bullpen.data.tables
import bullpen.registry.tables  # noqa: F401  # declares its tables
from bullpen.infra.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
