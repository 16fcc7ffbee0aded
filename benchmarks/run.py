"""`python -m benchmarks.run`: measure everything, and write benchmarks/RESULTS.md."""

import argparse
import os
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks import command_line, evaluation, features, home, ingest, league, training
from benchmarks.case import Place
from benchmarks.machine import load, machine
from benchmarks.measure import Outcome, measure, once
from benchmarks.results import page

GROUPS = {
    "import": ingest.GROUP,
    "features": features.GROUP,
    "training": training.GROUP,
    "evaluation": evaluation.GROUP,
    "league": league.GROUP,
    "command-line": command_line.GROUP,
}
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    options = _options()
    data = Path(os.environ.get("BULLPEN_REAL_DATA", "../shared/data")).resolve()
    chosen = options.only or list(GROUPS)
    before = load()
    with tempfile.TemporaryDirectory(prefix="bullpen-bench-") as folder:
        place = Place(data=data, home=Path(folder, "home"), scratch=Path(folder, "scratch"))
        measured = _measured(chosen, place, options.repetitions)
    text = page(
        measured,
        machine=machine(),
        measured_on=options.date,
        command="make bench",
        load=(before, load()),
    )
    print(text)
    if options.only or options.repetitions:
        _say(f"{RESULTS.name} stays as it is: only a complete run is written there.")
    else:
        RESULTS.write_text(text, encoding="utf-8")


def _measured(chosen: list[str], place: Place, repetitions: int | None) -> dict[str, list[Outcome]]:
    """Measure the chosen groups; what needs real seasons only where they are."""
    has_real = place.data.is_dir()
    if not has_real:
        _say(
            f"NO REAL DATA at {place.data}: only what is simulated is measured. "
            "Set BULLPEN_REAL_DATA to the folder of the real seasons."
        )
    cases = [case for name in chosen for case in GROUPS[name].cases]
    if has_real and any(case.real for case in cases):
        _say("filling a home with nine seasons ...")
        once(home.fill, place)
    measured: dict[str, list[Outcome]] = {}
    for group in (GROUPS[name] for name in chosen):
        outcomes = measured.setdefault(group.title, [])
        for case in group.cases:
            if case.real and not has_real:
                outcomes.append(Outcome(case=case, ours=None, peer=None))
                continue
            _say(f"{group.title}: {case.figure} ...")
            outcomes.append(measure(case, place, repetitions))
    return measured


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    today = datetime.now(UTC).date()
    parser.add_argument("--date", type=date.fromisoformat, default=today, help="shown in the page")
    parser.add_argument("--only", nargs="+", choices=GROUPS, help="groups; printed, not written")
    parser.add_argument("--repetitions", type=int, help="of every case; printed, not written")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
