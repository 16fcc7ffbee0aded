"""On what was measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("polars", "numpy", "lightgbm", "deltalake")


def machine() -> dict[str, str]:
    """Return processor, cores, memory, system and versions, for people."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "Processor": _processor(),
        "Cores": str(os.cpu_count()),
        "Memory": f"{pages * size / 2**30:.0f} GiB",
        "System": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
    }


def load() -> float:
    """Return how many processes have wanted a core in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if not listed.exists():
        return platform.processor() or "unknown"
    names = [line for line in listed.read_text().splitlines() if line.startswith("model name")]
    return names[0].partition(":")[2].strip() if names else platform.machine()
