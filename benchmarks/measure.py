"""Measures a case: every repetition in a fresh process, ours and the peer's in turn.

This process stays small. On Linux a child's peak memory starts at what its parent held when it was
started, so the modules that are measured import what is heavy inside their functions.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.case import Case, Place, Prepare

_ROOT = Path(__file__).parent.parent  # where a child finds this package


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Attributes:
    seconds: of each repetition.
    peak: the most memory of any of them, in bytes.
    size: on how much was worked.
    """

    seconds: tuple[float, ...]
    peak: int
    size: str

    @property
    def median(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A case with what was measured; both null where it could not be measured here."""

    case: Case
    ours: Measurement | None
    peer: Measurement | None


class BrokenWork(RuntimeError):
    """A work that is measured failed; the message is what it said."""


def measure(case: Case, place: Place, repetitions: int | None = None) -> Outcome:
    """Measure the work and its peer alternately, so that a busy moment hits both."""
    times = repetitions or case.repetitions
    pairs = [(once(case.ours, place), once(case.peer, place)) for _ in range(times)]
    ours, peers = zip(*pairs, strict=True)
    return Outcome(case=case, ours=_joined(ours), peer=_joined(peers, case.peer_share))


def once(prepare: Prepare, place: Place) -> Measurement:
    """Run one work once.

    Raises:
        BrokenWork: if it fails.
    """
    shutil.rmtree(place.scratch, ignore_errors=True)
    place.scratch.mkdir(parents=True)
    folders = [str(folder) for folder in (place.data, place.home, place.scratch)]
    command = [sys.executable, "-m", "benchmarks.child", prepare.__module__, prepare.__name__]
    done = subprocess.run(
        [*command, *folders], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BrokenWork(f"{prepare.__module__}.{prepare.__name__} failed:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Measurement(seconds=(told["seconds"],), peak=told["peak"], size=told["size"])


def _joined(runs: tuple[Measurement, ...], share: float = 1.0) -> Measurement:
    seconds = tuple(second / share for run in runs for second in run.seconds)
    return Measurement(seconds=seconds, peak=max(run.peak for run in runs), size=runs[0].size)
