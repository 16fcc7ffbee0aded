"""The plug-in: everything of MLB betting, bundled."""

from datetime import timedelta

from bullpen.domains.mlb.curate import curate
from bullpen.domains.mlb.entities import describe, entities
from bullpen.domains.mlb.sources.retrosheet import Retrosheet
from bullpen.domains.mlb.sources.sbr_odds import SbrOdds
from bullpen.domains.mlb.sources.simulated_league import SimulatedLeague
from bullpen.domains.mlb.summary import summary
from bullpen.domains.mlb.tables import CURATED
from bullpen.domains.mlb.targets import targets
from bullpen.domains.mlb.views import VIEWS
from bullpen.domains.plugin import Demo, Domain
from bullpen.estimators.baseline import Baseline
from bullpen.vocabulary.entity import Entity

BASELINES = {
    "home_ml": {
        "market": Baseline(features=("p_home_open",), method="column"),
        "elo": Baseline(features=("elo_p_home",), method="column"),
    },
    "total_over": {
        "market": Baseline(features=("p_over_open",), method="column"),
        "elo": Baseline(features=("h_elo", "a_elo"), method="linear"),
    },
    "home_spread": {  # archives have no opening price of the run line
        "market": Baseline(features=("p_home_open", "spread_line"), method="linear"),
        "elo": Baseline(features=("elo_p_home", "spread_line"), method="linear"),
    },
    "total_runs": {
        "market": Baseline(features=("total_open",), method="column"),
        "elo": Baseline(features=("h_elo", "a_elo"), method="linear"),
    },
}

domain = Domain(
    name="mlb",
    entity=Entity(
        name="game",
        key="game_id",
        event_time="first_pitch",
        slate="game_date",
        season="season",
        cutoff=timedelta(minutes=60),
    ),
    sources={source.name: source for source in (Retrosheet(), SbrOdds(), SimulatedLeague())},
    curated=CURATED,
    curate=curate,
    entities=entities,
    views=VIEWS,
    targets=targets(),
    baselines=BASELINES,
    summary=summary,
    describe=describe,
    demo=Demo(
        simulation=SimulatedLeague().name,
        sources=(Retrosheet.name, SbrOdds.name),
        target="home_ml",
        estimators=("constant", "elo", "market", "logistic", "lightgbm"),
    ),
)
