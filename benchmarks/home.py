"""The home that is measured in: nine seasons, features materialised, a model registered."""

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.case import Place, Work

if TYPE_CHECKING:
    import polars as pl

    from bullpen.data.versions import DataVersion
    from bullpen.domains.plugin import Domain
    from bullpen.vocabulary.curated import Curated
    from bullpen.workspace import Workspace

SEASONS = range(2010, 2019)
TARGET, MODEL = "home_ml", "home-ml"
GAME = "CHN201809300"


def game_logs(data: Path) -> list[Path]:
    return [data / "mlb" / "retrosheet" / f"GL{season}.TXT.gz" for season in SEASONS]


def odds(data: Path) -> list[Path]:
    return [data / "mlb" / "odds" / "csv" / f"mlb-odds-{season}.csv.gz" for season in SEASONS]


def open_home(home: Path) -> "Workspace":
    """Open a home with default settings, whatever the environment of this process says."""
    from bullpen.workspace import open_workspace

    return open_workspace(home, environment={})


def held(workspace: "Workspace") -> tuple["Domain", "DataVersion", "Curated", "pl.DataFrame"]:
    """Return the domain, its newest data version, the tables of that, and the spine of all."""
    from bullpen.features import pipeline

    domain = workspace.domains["mlb"]
    version = workspace.data.latest(domain.name)
    curated = workspace.data.read(version)
    spine = pipeline.spine(domain.entities(curated).collect(), domain.entity)
    return domain, version, curated, spine


def fill(place: Place) -> Work:
    """Fill the home that all other works read."""

    def work() -> str:
        with open_home(place.home) as workspace:
            workspace.data.import_("retrosheet", game_logs(place.data))
            workspace.data.import_("sbr-odds", odds(place.data))
            _, version, curated, spine = held(workspace)
            workspace.features.assemble(version, curated, spine)
            workspace.training.train(MODEL, TARGET)
        return f"{spine.height:,} games"

    return work
