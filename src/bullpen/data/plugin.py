"""What the data room needs of a domain."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import polars as pl

from bullpen.data.source import Curation, Source
from bullpen.vocabulary.curated import Curated


class DataDomain(Protocol):
    """The part of a domain that says where its data comes from and how it is curated."""

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> Mapping[str, Source]: ...

    @property
    def curated(self) -> Mapping[str, Mapping[str, pl.DataType]]: ...

    @property
    def curate(self) -> Callable[[Mapping[str, pl.DataFrame]], Curation]: ...

    @property
    def summary(self) -> Callable[[Curated], Mapping[str, Any]]:
        """Facts for `bullpen data status`: lists of rows by name."""
        ...
