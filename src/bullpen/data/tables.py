"""Rows that say which data there is: its home, data versions, and the files that made them."""

import uuid

import sqlalchemy as sa

from bullpen.infra.database import Moment, metadata

home = sa.Table(
    "home",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),  # 1: there is one row
    sa.Column("id", sa.String(32), nullable=False),  # as in the file home.id beside the lake
)

data_versions = sa.Table(
    "data_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("token", sa.String(32), nullable=False, default=lambda: uuid.uuid4().hex),
    sa.Column("domain", sa.String(64), nullable=False, index=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("staging", sa.JSON, nullable=False),  # table → Delta version
    sa.Column("curated", sa.JSON, nullable=False),  # table → Delta version
)

imported_files = sa.Table(
    "imported_files",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("domain", sa.String(64), nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("file", sa.String(255), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("rows_read", sa.Integer, nullable=False),
    sa.Column("imported_at", Moment, nullable=False),
    sa.Column("data_version", sa.ForeignKey("data_versions.id"), nullable=False),
    sa.UniqueConstraint("source", "file", "digest"),
)
