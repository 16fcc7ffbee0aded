"""Model versions."""

import sqlalchemy as sa

from bullpen.infra.database import Moment, metadata

model_versions = sa.Table(
    "model_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("version", sa.String(32), nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("domain", sa.String(64), nullable=False),
    sa.Column("target", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("data_version", sa.ForeignKey("data_versions.id"), nullable=False),
    sa.Column("recipe", sa.JSON, nullable=False),  # everything that training it again needs
    sa.Column("metrics", sa.JSON, nullable=False),
    sa.Column("sample", sa.JSON, nullable=False),  # predictions that a reproduction must equal
    sa.UniqueConstraint("name", "version"),
)
