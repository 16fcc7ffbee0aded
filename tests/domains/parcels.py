"""A whole domain in one file: will a parcel arrive late? `docs/plug-ins.md` walks through it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from bullpen.data.source import (
    FINDING_SCHEMA,
    Curation,
    Fate,
    Parsed,
    Payload,
    Rule,
    StagingTable,
)
from bullpen.domains.plugin import Demo, Domain, Staging
from bullpen.estimators.baseline import Baseline
from bullpen.features.ratio import ratio
from bullpen.features.view import Feature, FeatureView, Role, State
from bullpen.infra.errors import BadInput
from bullpen.vocabulary.curated import Curated
from bullpen.vocabulary.entity import Entity
from bullpen.vocabulary.ledger import MOMENT
from bullpen.vocabulary.target import Target, TargetKind

# --- the source: what a provider's file says, and what is done about its defects -----------------

ROWS: dict[str, pl.DataType] = {
    "parcel_id": pl.String(),
    "depot": pl.String(),
    "weight_kg": pl.Float64(),
    "booked": MOMENT,
    "departure": MOMENT,
    "promised": MOMENT,
    "arrived": MOMENT,
}
NO_WEIGHT = Rule(
    name="impossible-weight",
    defect="A parcel weighs nothing, or less.",
    fate=Fate.QUARANTINED,
    remedy="The parcel is not used.",
)


@dataclass(frozen=True, slots=True)
class CourierLog:
    """One CSV file a month, one line a parcel."""

    name: str = "courier-log"
    description: str = "parcels of a courier, one line each"
    patterns: tuple[str, ...] = ("parcels-*.csv",)
    default: Payload | None = None
    staging: tuple[StagingTable, ...] = (
        StagingTable(name="parcels", key=("parcel_id",), schema=ROWS),
    )
    rules: tuple[Rule, ...] = (NO_WEIGHT,)
    simulated: bool = False
    notice: str | None = None

    def parse(self, payload: Payload) -> Parsed:
        try:
            read = pl.read_csv(io.BytesIO(payload.content), schema=dict(ROWS))
        except pl.exceptions.PolarsError as error:
            raise BadInput(f"{payload.file} is no courier log: {error}") from error
        rows = read.with_row_index("_line", offset=2).with_columns(
            pl.col("_line").cast(pl.Int64), _file=pl.lit(payload.file)
        )
        sound = pl.col("weight_kg") > 0
        return Parsed(
            staging={"parcels": rows.filter(sound)},
            findings=_findings(rows.filter(~sound)),
            rows_read=rows.height,
        )


def _findings(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        source=pl.lit("courier-log"),
        file="_file",
        line="_line",
        entity="parcel_id",
        field=pl.lit(None, dtype=pl.String()),  # null: the whole row is concerned
        value=pl.col("weight_kg").cast(pl.String),
        rule=pl.lit(NO_WEIGHT.name),
        fate=pl.lit(NO_WEIGHT.fate.value),
        reason=pl.lit(NO_WEIGHT.defect),
    ).match_to_schema(FINDING_SCHEMA)


# --- the curated tables: one truth about each parcel, stamped with when it could be known --------

CURATED: dict[str, dict[str, pl.DataType]] = {
    "parcels": {
        "parcel_id": pl.String(),
        "depot": pl.String(),
        "weight_kg": pl.Float64(),
        "departure": MOMENT,
        "known_at": MOMENT,  # when it was booked
        "simulated": pl.Boolean(),
    },
    "arrivals": {
        "parcel_id": pl.String(),
        "depot": pl.String(),
        "late": pl.Boolean(),
        "known_at": MOMENT,  # when it arrived
        "simulated": pl.Boolean(),
    },
}


def curate(staging: Staging) -> Curation:
    rows = staging["parcels"].with_columns(simulated=pl.lit(value=False))
    parcels = rows.with_columns(known_at="booked")
    arrivals = rows.drop_nulls("arrived").with_columns(
        known_at="arrived", late=pl.col("arrived") > pl.col("promised")
    )
    return Curation(
        tables={
            "parcels": parcels.select(*CURATED["parcels"]),
            "arrivals": arrivals.select(*CURATED["arrivals"]),
        },
        findings=pl.DataFrame(schema=FINDING_SCHEMA),
    )


# --- the entity: a parcel, predicted two hours before it leaves ----------------------------------

PARCEL = Entity(
    name="parcel",
    key="parcel_id",
    event_time="departure",
    slate="day",
    season="year",
    cutoff=timedelta(hours=2),
)


def entities(curated: Curated) -> pl.LazyFrame:
    return curated["parcels"].select(
        "depot",
        "weight_kg",
        "known_at",
        "simulated",
        entity_id="parcel_id",
        event_time="departure",
        slate=pl.col("departure").dt.date(),
        year=pl.col("departure").dt.year(),
    )


def describe(curated: Curated) -> pl.LazyFrame:
    said = pl.format("{} from {}", "parcel_id", "depot")
    return curated["parcels"].select(entity_id="parcel_id", label=said)


# --- a feature view: the depot's record, a state that changes whenever a parcel arrives ----------


def depot_record(curated: Curated) -> pl.LazyFrame:
    late = pl.col("late").cast(pl.Int64)
    return (
        curated["arrivals"]
        .sort("known_at", "parcel_id")
        .select(
            "depot",
            "known_at",
            arrived=pl.int_range(1, pl.len() + 1).over("depot"),
            late=late.cum_sum().over("depot"),
        )
    )


PUNCTUALITY = FeatureView(
    name="punctuality",
    version=1,
    category="depot",
    description="How often parcels of this depot came late so far.",
    owner="parcels",
    reads=("arrivals",),
    states=(State(rows=depot_record, roles=(Role(prefix="d_", by={"depot": "depot"}),)),),
    features=(
        Feature(
            name="depot_late_share",
            dtype=pl.Float64(),
            unit="share",
            description="Late parcels of the depot, of those arrived. Null before the first.",
            value=ratio(pl.col("d_late"), pl.col("d_arrived")),
        ),
        Feature(
            name="parcel_weight",
            dtype=pl.Float64(),
            unit="kg",
            description="Weight of the parcel, as booked.",
            value=pl.col("weight_kg"),
        ),
    ),
    freshness=timedelta(days=1),
)


# --- the target: the question, its label, and when the label was known ---------------------------


def arrival(curated: Curated, spine: pl.DataFrame) -> pl.DataFrame:
    arrived = curated["arrivals"].select("late", entity_id="parcel_id", label_known_at="known_at")
    parcels = spine.lazy().select("entity_id")
    return parcels.join(arrived, on="entity_id", how="left", maintain_order="left").collect()


LATE = Target(
    name="parcel_late",
    kind=TargetKind.BINARY,
    description="The parcel arrives after the promised moment",
    facts=arrival,
    label=pl.col("late"),
)


# --- all of it, bundled --------------------------------------------------------------------------


def summary(curated: Curated) -> Mapping[str, Any]:
    counts = curated["parcels"].group_by("depot").agg(parcels=pl.len()).sort("depot")
    return {"depots": counts.collect().to_dicts()}


domain = Domain(
    name="parcels",
    entity=PARCEL,
    sources={"courier-log": CourierLog()},
    curated=CURATED,
    curate=curate,
    entities=entities,
    views=(PUNCTUALITY,),
    targets={LATE.name: LATE},
    baselines={
        LATE.name: {"depot": Baseline(features=("depot_late_share",), method="column")},
    },
    summary=summary,
    describe=describe,
    demo=Demo(
        simulation="courier-log",
        sources=("courier-log",),
        target=LATE.name,
        estimators=("constant", "depot", "logistic"),
    ),
)
