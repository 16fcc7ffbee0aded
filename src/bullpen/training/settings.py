"""Settings of training."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from bullpen.infra.units import Duration, parse_duration


class TrainingSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    # The newest days: scored, never learnt from.
    test_window: Annotated[Duration, Field(le=timedelta(days=3650))] = parse_duration("60 d")
    tune_slates: PositiveInt = 180  # before those, about a season: early stopping, calibration
    min_rows: PositiveInt = 500  # fewer labelled rows than this train nothing
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 20  # what LightGBM takes
    bootstrap_draws: Annotated[int, Field(ge=50, le=100_000)] = 2000
