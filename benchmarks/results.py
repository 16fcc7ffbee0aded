"""The page of results."""

from collections.abc import Mapping, Sequence
from datetime import date

from benchmarks.measure import Measurement, Outcome

PEAK_GOAL = 2 * 10**9  # bytes that any work may hold
_COLUMNS = (
    "figure",
    "on",
    "seconds",
    "goal",
    "verdict",
    "beside",
    "its seconds",
    "ratio",
    "peak MB",
    "its peak MB",
)
_ABSENT = "-"


def page(
    groups: Mapping[str, Sequence[Outcome]],
    *,
    machine: Mapping[str, str],
    measured_on: date,
    command: str,
    load: tuple[float, float],
) -> str:
    """Return the results as Markdown.

    Args:
        groups: outcomes by title.
        machine: what it was measured on, by name.
        command: that makes this page again.
        load: of the machine before and after, as `uptime` gives it for one minute.
    """
    parts = [
        "# Benchmarks",
        f"Made by `{command}` on {measured_on}; do not edit. Every figure is the median of fresh "
        "processes (fastest to slowest in brackets), and stands beside the least that anybody "
        "would have to do, or the same done plainly, measured in turn with it. Seconds are wall "
        "time without what was prepared; peaks are resident memory of the whole process.",
        verdict([outcome for outcomes in groups.values() for outcome in outcomes]),
    ]
    parts += [f"## {title}\n\n{table(outcomes)}" for title, outcomes in groups.items()]
    facts = {**machine, "Load before, after": f"{load[0]:.1f}, {load[1]:.1f}"}
    parts.append(
        "## Machine and versions\n\n" + _rows([[k, v] for k, v in facts.items()], ["", ""])
    )
    return "\n\n".join(parts) + "\n"


def verdict(outcomes: Sequence[Outcome]) -> str:
    """Return one sentence a promise: the goals of time, the goal of memory, what is missing."""
    timed = [o for o in outcomes if o.case.goal is not None and o.ours is not None]
    missed = [o.case.figure for o in timed if not _is_met(o)]
    absent = [o.case.figure for o in outcomes if o.ours is None]
    told = f"**{len(timed) - len(missed)} of {len(timed)} goals of time are met**"
    told += f"; missed: {'; '.join(missed)}." if missed else "."
    peaks = {o.case.figure: o.ours.peak for o in outcomes if o.ours is not None}
    if peaks:
        figure, peak = max(peaks.items(), key=lambda item: item[1])
        met = "met" if peak < PEAK_GOAL else "missed"
        told += f" Peak memory is {_mb(peak)} MB at most ({figure}), goal 2,000 MB: **{met}**."
    if absent:
        told += f" NOT MEASURED HERE, the real seasons are absent: {'; '.join(absent)}."
    return told


def table(outcomes: Sequence[Outcome]) -> str:
    """Return one row a case."""
    return _rows([_row(outcome) for outcome in outcomes], _COLUMNS)


def _row(outcome: Outcome) -> list[str]:
    case, ours, peer = outcome.case, outcome.ours, outcome.peer
    if ours is None or peer is None:
        return [case.figure, "not measured", *[_ABSENT] * (len(_COLUMNS) - 2)]
    goal = _ABSENT if case.goal is None else f"< {case.goal:g}"
    met = _ABSENT if case.goal is None else ("met" if _is_met(outcome) else "MISSED")
    return [
        case.figure,
        ours.size,
        _seconds(ours),
        goal,
        met,
        f"{case.beside} ({peer.size})",
        _seconds(peer),
        _ratio(ours.median / peer.median),
        _mb(ours.peak),
        _mb(peer.peak),
    ]


def _is_met(outcome: Outcome) -> bool:
    assert outcome.ours is not None
    assert outcome.case.goal is not None
    return outcome.ours.median < outcome.case.goal


def _seconds(measured: Measurement) -> str:
    low, high = min(measured.seconds), max(measured.seconds)
    if len(measured.seconds) == 1:
        return f"{low:.3g}"
    return f"{measured.median:.3g} ({low:.3g} to {high:.3g})"


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _mb(peak: int) -> str:
    return f"{peak / 10**6:,.0f}"


def _rows(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
