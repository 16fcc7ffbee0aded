"""One installation: the one place where the parts are wired together.

It opens services and shows them as attributes; the verbs stay on the services.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from bullpen.data.home import bind
from bullpen.data.lake import Lake
from bullpen.data.service import Data
from bullpen.domains.plugin import Domain
from bullpen.features.service import Features
from bullpen.infra.clock import Clock, SystemClock
from bullpen.infra.database import Database
from bullpen.infra.errors import BadInput, BullpenError, Conflict, Corrupted
from bullpen.infra.settings import Loaded, load
from bullpen.migrations import migrate
from bullpen.registry.artifacts import Artifacts
from bullpen.registry.service import Registry
from bullpen.serving.predictor import Predictor
from bullpen.settings import ALIASES, DatabaseSettings, Settings
from bullpen.training.service import Training

DEFAULT_HOME = Path(".bullpen")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything of one home. A context manager: leaving it closes the database."""

    home: Path
    settings: Settings
    origins: Mapping[str, str]
    clock: Clock
    domains: Mapping[str, Domain]
    database: Database
    data: Data
    features: Features
    registry: Registry
    training: Training
    predictor: Predictor

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_workspace(
    home: Path | str | None = None,
    *,
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    clock: Clock | None = None,
) -> Workspace:
    """Open a home, creating and migrating it where that is needed.

    Args:
        home: the folder; else `BULLPEN_HOME`, else `./.bullpen`.
        flags: settings that win over all others, by dotted key.
        environment: variables to read instead of those of the process.
        clock: the machine's own unless given.

    Raises:
        UsageError: if a setting is wrong.
        BadInput: if the home cannot be written, or its settings cannot be read.
        Conflict: if the database is that of another home, or two plug-ins share a name.
        Corrupted: if the file of the database is not a database.
        DependencyUnavailable: if the database does not answer.
    """
    variables = os.environ if environment is None else environment
    folder = Path(home or default_home(variables)).absolute()
    loaded = load_settings(folder, flags or {}, variables)
    domains = find_domains()
    lake = Lake(folder / "lake")
    _make_writable(folder)
    settings = loaded.settings
    database = _open_database(folder, settings.database)
    time = clock or SystemClock()
    data = Data(domains, lake, database, time, settings.data, folder / "import.lock")
    features = Features(domains, data, folder / "features")
    registry = Registry(database, Artifacts(folder / "artifacts"), time)
    training = Training(domains, data, features, registry, settings.training)
    return Workspace(
        home=folder,
        settings=settings,
        origins=loaded.origins,
        clock=time,
        domains=domains,
        database=database,
        data=data,
        features=features,
        registry=registry,
        training=training,
        predictor=Predictor(domains, data, features, registry, time),
    )


def default_home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the home that is used where none is named."""
    variables = os.environ if environment is None else environment
    return Path(variables.get("BULLPEN_HOME") or DEFAULT_HOME)


def load_settings(
    home: Path, flags: Mapping[str, object], environment: Mapping[str, str]
) -> Loaded[Settings]:
    """Read `bullpen.toml` from the home, else from the folder that holds the home.

    Raises:
        UsageError: if a setting is wrong.
        BadInput: if the file cannot be read.
    """
    files = [folder / "bullpen.toml" for folder in (home, home.parent)]
    try:
        return load(
            Settings,
            flags=flags,
            environment=environment,
            aliases=ALIASES,
            file=next((file for file in files if file.is_file()), None),
        )
    except OSError as error:
        raise BadInput(
            f"{error.filename} cannot be read ({error.strerror}). Make it readable, or choose "
            "another home with --home DIR or BULLPEN_HOME."
        ) from error


def find_domains() -> dict[str, Domain]:
    """Load every plug-in of the entry-point group `bullpen.domains`, by name.

    Raises:
        Conflict: if two of them share a name, or the name of a source or a target.
    """
    found: list[tuple[str, Domain]] = [
        (point.value, point.load()) for point in entry_points(group="bullpen.domains")
    ]
    _refuse_shared("name", [(where, [domain.name]) for where, domain in found])
    _refuse_shared("source", [(where, list(domain.sources)) for where, domain in found])
    _refuse_shared("target", [(where, list(domain.targets)) for where, domain in found])
    return {domain.name: domain for _, domain in sorted(found, key=lambda each: each[1].name)}


def _refuse_shared(what: str, brought: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Refuse that two plug-ins bring the same: one would hide the other."""
    owners: dict[str, str] = {}
    for owner, names in brought:
        for name in names:
            if name in owners:
                raise Conflict(
                    f"The plug-ins {owners[name]} and {owner} both have the {what} {name!r}. "
                    "Uninstall one of them."
                )
            owners[name] = owner


def _open_database(home: Path, settings: DatabaseSettings) -> Database:
    """Open the database of a home, migrate it, and see that it is that of this home."""
    embedded = sa.URL.create("sqlite", database=str(home / "bullpen.db"))  # quotes a "?" or "%"
    database = Database(
        settings.url or embedded.render_as_string(), busy_timeout=settings.busy_timeout
    )
    try:
        _migrate(database)
        bind(home, database)
    except BullpenError:
        database.close()  # else SQLite leaves files beside it that a restored one would take up
        raise
    return database


def _migrate(database: Database) -> None:
    try:
        migrate(database)
    except sa.exc.DatabaseError as error:  # what can be mended by waiting is another class
        raise Corrupted(
            f"{database.engine.url.render_as_string(hide_password=True)} cannot be used as "
            f"Bullpen's database ({error.orig}). Restore it from a backup, or use another home "
            "(--home DIR)."
        ) from error


def _make_writable(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise BadInput(
            f"The home {home} cannot be written ({error.strerror}). "
            "Choose another with --home DIR or BULLPEN_HOME."
        ) from error
