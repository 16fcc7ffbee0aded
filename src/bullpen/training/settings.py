"""Settings of training."""

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from bullpen.infra.units import Duration, parse_duration


class TrainingSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    test_window: Duration = parse_duration("60 d")  # the newest days: scored, never learnt from
    tune_slates: PositiveInt = 180  # before those, about a season: early stopping, calibration
    min_rows: PositiveInt = 500  # fewer labelled rows than this train nothing
    seed: NonNegativeInt = 20
    bootstrap_draws: PositiveInt = 2000
