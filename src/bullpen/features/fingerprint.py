"""A digest of how features are computed, so that a model can tell whether they still are."""

import ast
import hashlib
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import resolve_name
from pathlib import Path
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

    That is the module it stands in and, transitively, the modules that this one imports from its
    own package or the one above it. Data files beside them are not seen.
    """
    module = sys.modules.get(getattr(rows, "__module__", ""))
    name = getattr(rows, "__qualname__", None)
    if module is None or name is None or "<" in name:
        raise BadView(f"The rows of a state come from {rows}; use a function of a module instead.")
    return hashlib.sha256(f"{name}\n{_source(module)}".encode()).hexdigest()


@cache
def _source(module: ModuleType) -> str:
    """Sources of a module and of its kin, by name; a loaded module's source does not change."""
    family = ".".join((module.__package__ or module.__name__).split(".")[:-1])
    sources: dict[str, str] = {}
    pending = [module]
    while pending:
        here = pending.pop()
        if here.__name__ not in sources:
            sources[here.__name__] = _text(here)
            names = [name for name in _imports(here) if name.startswith(f"{family}.")]
            pending += [sys.modules[name] for name in names if name in sys.modules]
    return "\n".join(f"# {name}\n{sources[name]}" for name in sorted(sources))


@cache
def _imports(module: ModuleType) -> tuple[str, ...]:
    """Full names of what a module imports anywhere in its text; some may be no modules."""
    return tuple(_imported(module))


def _imported(module: ModuleType) -> Iterator[str]:
    for node in ast.walk(ast.parse(_text(module))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level + (node.module or "")
            source = resolve_name(dots, module.__package__)
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def _text(module: ModuleType) -> str:
    if module.__file__ is None:
        raise BadView(f"{module.__name__} has no source file, so its views have no fingerprint.")
    return Path(module.__file__).read_text(encoding="utf-8")
