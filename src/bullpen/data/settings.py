"""Settings of the data room."""

from pydantic import BaseModel, ConfigDict

from bullpen.infra.units import Size, parse_size


class DataSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    max_file_size: Size = parse_size("256 MiB")  # of one imported file, as it lies on disk
