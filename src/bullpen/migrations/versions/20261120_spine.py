"""The home, data versions, imported files and model versions."""

import sqlalchemy as sa
from alembic import op

revision = "20261120_spine"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_home"),
    )
    op.create_table(
        "data_versions",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("domain", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("simulated", sa.Boolean, nullable=False),
        sa.Column("staging", sa.JSON, nullable=False),
        sa.Column("curated", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_versions"),
    )
    op.create_index("ix_data_versions_domain", "data_versions", ["domain"])
    op.create_table(
        "imported_files",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("domain", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imported_files"),
        sa.ForeignKeyConstraint(
            ["data_version"],
            ["data_versions.id"],
            name="fk_imported_files_data_version_data_versions",
        ),
        sa.UniqueConstraint(
            "source", "file", "digest", name="uq_imported_files_source_file_digest"
        ),
    )
    op.create_table(
        "model_versions",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("domain", sa.String(64), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_version", sa.Integer, nullable=False),
        sa.Column("recipe", sa.JSON, nullable=False),
        sa.Column("metrics", sa.JSON, nullable=False),
        sa.Column("sample", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_versions"),
        sa.ForeignKeyConstraint(
            ["data_version"],
            ["data_versions.id"],
            name="fk_model_versions_data_version_data_versions",
        ),
        sa.UniqueConstraint("name", "version", name="uq_model_versions_name_version"),
    )


def downgrade() -> None:
    op.drop_table("model_versions")
    op.drop_table("imported_files")
    op.drop_index("ix_data_versions_domain", table_name="data_versions")
    op.drop_table("data_versions")
    op.drop_table("home")
