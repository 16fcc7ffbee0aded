"""Runs one work once, in a process of its own: `python -m benchmarks.child MODULE NAME DIRS...`."""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.case import Place, Prepare

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


def main() -> None:
    """Prepare, time the work, and print `seconds`, `peak` (bytes) and `size` as JSON."""
    module, name, data, home, scratch = sys.argv[1:]
    prepare: Prepare = getattr(import_module(module), name)
    work = prepare(Place(data=Path(data), home=Path(home), scratch=Path(scratch)))
    start = perf_counter()
    size = work()
    seconds = perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak": _peak(), "size": size}))


def _peak() -> int:
    """Return the most memory that this process or one that it started has held (resident)."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(each).ru_maxrss for each in who) * _UNIT


if __name__ == "__main__":
    main()
