"""The page of results says what was measured, and what was not. Nothing is timed here."""

import sys
from datetime import date
from pathlib import Path

import pytest
from benchmarks.case import Case, Place, Work
from benchmarks.machine import LIBRARIES, machine
from benchmarks.measure import BrokenWork, Measurement, Outcome, measure
from benchmarks.results import page, table, verdict
from benchmarks.run import GROUPS


def counting(place: Place) -> Work:
    return lambda: f"{len(list(place.scratch.iterdir()))} files"


def littering(place: Place) -> Work:
    def work() -> str:
        (place.scratch / "litter").touch()
        return "1 file"

    return work


def failing(place: Place) -> Work:
    raise ValueError("no such season")


def case(goal: float | None = 1.0, peer_share: float = 1.0) -> Case:
    return Case(
        figure="counting",
        ours=counting,
        peer=littering,
        beside="littering",
        goal=goal,
        peer_share=peer_share,
        repetitions=2,
    )


def outcome(
    seconds: tuple[float, ...], peak: int = 50_000_000, goal: float | None = 1.0
) -> Outcome:
    ours = Measurement(seconds=seconds, peak=peak, size="9 rows")
    peer = Measurement(seconds=(0.25,), peak=10_000_000, size="8 rows")
    return Outcome(case=case(goal), ours=ours, peer=peer)


def cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.splitlines()[2].strip("|").split("|")]


def test_a_row_has_the_median_its_range_and_the_ratio_to_the_peer() -> None:
    row = cells(table([outcome((0.4, 0.5, 2.0))]))
    assert row[:5] == ["counting", "9 rows", "0.5 (0.4 to 2)", "< 1", "met"]
    assert row[5:] == ["littering (8 rows)", "0.25", "2", "50", "10"]


def test_a_median_at_its_goal_misses_it() -> None:
    assert cells(table([outcome((1.0,))]))[4] == "MISSED"
    assert "0 of 1 goals of time are met**; missed: counting." in verdict([outcome((1.0,))])


def test_the_highest_peak_is_set_against_the_goal_of_memory() -> None:
    assert "goal 2,000 MB: **met**" in verdict([outcome((0.1,), peak=1_999_000_000)])
    assert "goal 2,000 MB: **missed**" in verdict(
        [outcome((0.1,)), outcome((0.1,), peak=2 * 10**9)]
    )


def test_what_was_not_measured_is_never_shown_as_met() -> None:
    absent = Outcome(case=case(), ours=None, peer=None)
    assert cells(table([absent]))[:2] == ["counting", "not measured"]
    told = verdict([absent])
    assert "0 of 0 goals" in told
    assert "NOT MEASURED HERE" in told


def test_the_page_names_date_command_machine_and_versions() -> None:
    text = page(
        {"Counting": [outcome((0.5,))]},
        machine=machine(),
        measured_on=date(2026, 1, 2),
        command="make bench",
        load=(0.5, 1.25),
    )
    assert "`make bench` on 2026-01-02" in text
    assert "| Load before, after | 0.5, 1.2 |" in text
    assert all(f"| {name} | " in text for name in ("Processor", "Cores", "Python", *LIBRARIES))


def test_every_repetition_runs_in_an_empty_folder_and_a_process_of_its_own(tmp_path: Path) -> None:
    place = Place(data=tmp_path, home=tmp_path, scratch=tmp_path / "scratch")
    found = measure(case(peer_share=0.5), place)
    assert found.ours is not None
    assert found.peer is not None
    assert found.ours.size == "0 files"
    assert len(found.ours.seconds) == len(found.peer.seconds) == 2
    assert 1_000_000 < found.ours.peak < 10**9


def test_a_work_that_fails_is_no_measurement(tmp_path: Path) -> None:
    place = Place(data=tmp_path, home=tmp_path, scratch=tmp_path / "scratch")
    broken = Case(figure="failing", ours=failing, peer=counting, beside="counting")
    with pytest.raises(BrokenWork, match="no such season"):
        measure(broken, place)


def test_every_work_is_a_function_that_a_child_process_can_find() -> None:
    for group in GROUPS.values():
        for each in group.cases:
            for work in (each.ours, each.peer):
                assert getattr(sys.modules[work.__module__], work.__name__) is work


def test_every_figure_stands_once_in_its_group() -> None:
    for group in GROUPS.values():
        figures = [each.figure for each in group.cases]
        assert len(set(figures)) == len(figures)
