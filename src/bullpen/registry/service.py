"""The registry's verbs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bullpen.infra.clock import Clock
from bullpen.infra.database import Database
from bullpen.infra.errors import Conflict, NotFound
from bullpen.infra.logs import logger
from bullpen.infra.suggest import suggestion
from bullpen.registry.artifacts import Artifacts
from bullpen.registry.model_version import ModelVersion, Stage, check_name, next_version
from bullpen.registry.tables import model_versions

log = logger("registry")


@dataclass(frozen=True, slots=True)
class Registry:
    """Stores model versions and finds them again."""

    database: Database
    artifacts: Artifacts
    clock: Clock

    def register(
        self,
        name: str,
        *,
        files: Mapping[str, bytes],
        recipe: Mapping[str, Any],
        metrics: Mapping[str, Any],
        sample: Mapping[str, Any],
    ) -> ModelVersion:
        """Store the artifact, then the version that names it, in that order.

        An artifact without a version (the process died between the two) is harmless: it is
        addressed by its content and will be used again by the same content.
        """
        check_name(name)
        digest = self.artifacts.store(files)
        try:
            with self.database.transaction() as connection:
                version = ModelVersion(
                    name=name,
                    version=next_version(_newest(connection, name), recipe),
                    stage=Stage.DEVELOPMENT,
                    domain=recipe["domain"],
                    target=recipe["target"],
                    digest=digest,
                    created_at=self.clock.now(),
                    data_version=recipe["data_version"],
                    recipe=recipe,
                    metrics=metrics,
                    sample=sample,
                )
                columns = {column: getattr(version, column) for column in _COLUMNS}
                connection.execute(sa.insert(model_versions).values(columns))
        except sa.exc.IntegrityError as error:
            raise Conflict(
                f"Another version of {name} was registered at the same moment. Train again."
            ) from error
        log.info("registered", model=name, version=version.version, digest=digest)
        return version

    def get(self, name: str, version: str) -> ModelVersion:
        """Find one version, or say which there are."""
        found = {v.version: v for v in self.versions(name)}
        if version not in found:
            raise NotFound(f"{name} has no version {version}.{suggestion(version, found)}")
        return found[version]

    def answering(self, name: str) -> ModelVersion:
        """Find the version that answers for a name: in production, else the newest one."""
        found = self.versions(name)
        return next((v for v in found if v.stage is Stage.PRODUCTION), found[0])

    def versions(self, name: str) -> list[ModelVersion]:
        """List the versions of a model, newest first; a name without any is not found."""
        check_name(name)
        query = sa.select(model_versions).where(model_versions.c.name == name)
        with self.database.transaction() as connection:
            rows = connection.execute(query.order_by(model_versions.c.id.desc())).mappings().all()
        if not rows:
            raise NotFound(
                f"There is no model {name!r}.{suggestion(name, self.names())} "
                "`bullpen train NAME --target TARGET` makes one."
            )
        return [_version(row) for row in rows]

    def names(self) -> list[str]:
        with self.database.transaction() as connection:
            return list(connection.execute(sa.select(model_versions.c.name).distinct()).scalars())

    def files(self, version: ModelVersion) -> dict[str, bytes]:
        """Return the artifact's bytes, checked against the recorded digest."""
        return self.artifacts.load(version.digest, str(version))


_COLUMNS = [column.name for column in model_versions.columns if column.name != "id"]


def _newest(connection: sa.Connection, name: str) -> ModelVersion | None:
    query = sa.select(model_versions).where(model_versions.c.name == name)
    row = connection.execute(query.order_by(model_versions.c.id.desc()).limit(1)).mappings().first()
    return _version(row) if row else None


def _version(row: sa.RowMapping) -> ModelVersion:
    values = {column: row[column] for column in _COLUMNS}
    return ModelVersion(**{**values, "stage": Stage(row["stage"])})
