"""A digest of how features are computed, so that a model can tell whether they still are."""

import hashlib
import inspect
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType

from bullpen.features.view import BadView, FeatureView, RowsOf


def fingerprint(view: FeatureView) -> str:
    """Return the SHA-256 of a view: its identity, features, joins, and the source of its states.

    Names, types and expressions of the features count, descriptions and owners do not.
    """
    digest = hashlib.sha256(view.id.encode())
    for state in view.states:
        digest.update(rows_fingerprint(state.rows).encode())
        for role in state.roles:
            digest.update(repr((role.prefix, sorted(role.by.items()), role.lag)).encode())
    for feature in view.features:
        parts = (feature.name, feature.dtype, feature.value, feature.defined_for)
        digest.update("\0".join(str(part) for part in parts).encode())
    return digest.hexdigest()


def feature_set_fingerprint(views: Sequence[FeatureView]) -> str:
    """Return the SHA-256 of an ordered list of views."""
    return hashlib.sha256("\n".join(fingerprint(view) for view in views).encode()).hexdigest()


def rows_fingerprint(rows: RowsOf) -> str:
    """Return the SHA-256 of a state's function and of the source that it may draw on.

    That is the module it stands in and, transitively, what this one imports from its own package.
    """
    module = sys.modules.get(getattr(rows, "__module__", ""))
    name = getattr(rows, "__qualname__", None)
    if module is None or name is None or "<" in name:
        raise BadView(f"The rows of a state come from {rows}; use a function of a module instead.")
    return hashlib.sha256(f"{name}\n{_source(module)}".encode()).hexdigest()


@cache
def _source(module: ModuleType) -> str:
    """Concatenated sources of a module and its siblings; a module's source does not change."""
    found: dict[str, ModuleType] = {}
    pending = [module]
    while pending:
        here = pending.pop()
        if here.__name__ not in found:
            found[here.__name__] = here
            pending += _siblings(here)
    return "\n".join(f"# {name}\n{inspect.getsource(found[name])}" for name in sorted(found))


def _siblings(module: ModuleType) -> Iterator[ModuleType]:
    package = f"{module.__package__}."
    for value in vars(module).values():
        name = value.__name__ if isinstance(value, ModuleType) else _home(value)
        if name.startswith(package) and name != module.__name__:
            yield sys.modules[name]


def _home(value: object) -> str:
    name = getattr(value, "__module__", None)
    return name if isinstance(name, str) and name in sys.modules else ""
