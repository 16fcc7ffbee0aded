"""What every command answers: one JSON document, or tables for people."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from tests.domains.mlb.small_seasons import log_line, odds_archive, odds_rows
from tests.interfaces.cli.command import Ended, bullpen
from tests.interfaces.cli.conftest import LAST_DAY

NUMBER = (int, float)
METRICS = dict.fromkeys(("log_loss", "brier", "accuracy", "auc", "ece"), NUMBER)
LEDGER = {
    "bets": int,
    "turnover": NUMBER,
    "roi_percentage": NUMBER,
    "roi_ci95": list,
    "hit_rate": NUMBER,
    "break_even_hit_rate": NUMBER,
    "sharpe_per_bet": NUMBER,
    "max_drawdown_pct": NUMBER,
    "clv_ev": NUMBER,
}
JUDGED = {"rows": int, "metrics": METRICS, "market": {"open": METRICS, "close": METRICS}}
PERIOD = ("--from", "2022-06-01", "--to", LAST_DAY)


def check(document: Any, contract: dict[str, Any]) -> None:
    """Every key of the contract is there with its type; more keys may be."""
    for key, kind in contract.items():
        assert key in document
        if isinstance(kind, dict):
            check(document[key], kind)
        else:
            assert isinstance(document[key], kind), f"{key} is {document[key]!r}"


def answer(*arguments: str | Path, home: Path) -> Any:
    ended = bullpen(*arguments, "--json", home=home)
    assert ended.code == 0, ended.err
    return ended.document


def test_import_answers_with_the_fate_of_every_row(tmp_path: Path, league: Path) -> None:
    document = answer("data", "import", "simulated-league", league, home=tmp_path / "home")
    parts = ("rows_accepted", "rows_unchanged", "rows_unmatched", "rows_quarantined")
    check(document, {"source": str, "files": int, "rows_read": int, **dict.fromkeys(parts, int)})
    assert document["rows_read"] == sum(document[part] for part in parts) > 1000
    assert document["simulated"] is True
    again = answer("data", "import", "simulated-league", league, home=tmp_path / "home")
    assert again["rows_unchanged"] == document["rows_read"]


def test_status_answers_with_tables_and_seasons(trained: Path) -> None:
    document = answer("data", "status", home=trained)
    for entry in document["tables"]:
        check(entry, {"zone": str, "table": str, "rows": int, "version": int})
    assert {entry["zone"] for entry in document["tables"]} == {"raw", "staging", "curated"}
    season = {"games": 180, "with_open_odds": 180, "with_close_odds": 180}
    assert document["seasons"] == [{"season": 2021, **season}, {"season": 2022, **season}]
    assert document["simulated"] is True


def test_quarantine_answers_with_rows(tmp_path: Path) -> None:
    log = tmp_path / "GL2014.TXT"
    log.write_text(f'{log_line()}\n"20140405","0","not a game"\n')
    bullpen("data", "import", "retrosheet", log, home=tmp_path / "home")
    (row,) = answer("data", "quarantine", home=tmp_path / "home")
    check(row, {"source": str, "file": str, "line": int, "reason": str, "simulated": bool})
    assert row["simulated"] is False
    assert (row["source"], row["file"], row["line"]) == ("retrosheet", "GL2014.TXT", 2)


def test_an_import_counts_rows_and_the_quarantine_findings_too(tmp_path: Path) -> None:
    """Both numbers are right, and each says what it counts."""
    home, archive = tmp_path / "home", tmp_path / "mlb-odds-2014.csv"
    archive.write_bytes(odds_archive([odds_rows(moneyline=("?", -140, "?", -130))]).content)
    imported = bullpen("data", "import", "sbr-odds", archive, home=home).out
    assert "Each row counts once above" in imported
    listed = answer("data", "quarantine", home=home)
    assert [row["field"] for row in listed] == ["open_moneyline", "close_moneyline"]
    assert "Quarantine: 2 findings in 1 row" in bullpen("data", "quarantine", home=home).out


def test_defects_answers_with_every_rule(trained: Path) -> None:
    rows = answer("data", "defects", home=trained)
    assert len(rows) > 10
    for row in rows:
        check(row, {"source": str, "rule": str, "fate": str, "defect": str, "remedy": str})
        assert row["count"] == 0, "a simulation has no defects"
        assert row["simulated"] is True


def test_features_are_listed_also_on_an_empty_home(tmp_path: Path) -> None:
    rows = answer("features", "list", home=tmp_path / "home")
    texts = ("domain", "category", "view", "name", "dtype", "unit", "description", "owner")
    assert len(rows) >= 55
    for row in rows:
        check(row, {**dict.fromkeys(texts, str), "version": int, "tags": list})


def test_audit_answers_with_what_it_compared(trained: Path) -> None:
    ended = bullpen("features", "audit", "--cutoffs", "1", "--json", home=trained)
    document = ended.document
    counts = ("cutoffs_checked", "views_checked", "values_compared")
    check(document, {**dict.fromkeys(counts, int), "leaks": list})
    assert document["simulated"] is True
    assert document["values_compared"] > 100
    assert ended.code == (5 if document["leaks"] or document["never_compared"] else 0)


def test_train_answers_with_the_version(own: Path) -> None:
    command = ("train", "other", "--target", "home_ml", "--estimator", "constant")
    document = answer(*command, "--until", "2022-05-31", home=own)
    check(document, {"model": str, "version": str, "stage": str, "digest": str, "metrics": JUDGED})
    assert (document["model"], document["version"]) == ("other", "1.0.0")
    assert re.fullmatch("[0-9a-f]{64}", document["digest"])
    assert document["simulated"] is True


def test_backtest_answers_with_scores_benchmarks_and_money(trained: Path) -> None:
    command = ("backtest", "--target", "home_ml", "--estimator", "market")
    document = answer(*command, *PERIOD, home=trained)
    check(document, {**JUDGED, "ledger": LEDGER})
    assert document["simulated"] is True
    market = document["market"]["open"]["log_loss"]
    assert math.isclose(document["metrics"]["log_loss"], market), "it is the opening line itself"


def test_predict_answers_for_a_day_and_for_a_game(trained: Path) -> None:
    day = answer("predict", "--model", "tiny", "--date", LAST_DAY, home=trained)
    game_id = day["predictions"][0]["game_id"]
    game = answer("predict", "--model", "tiny", "--game-id", game_id, home=trained)
    assert game["predictions"] == day["predictions"][:1]
    prediction = game["predictions"][0]
    assert game["simulated"] is True
    assert prediction["fair_price"] == pytest.approx(1 / prediction["probability"])
    assert (prediction["stake"] > 0) == (prediction["reason"] is None)
    check(prediction, {"expected_value": NUMBER, "kelly_fraction": NUMBER, "stake": NUMBER})


def test_predict_answers_as_of_a_moment(trained: Path) -> None:
    """Before the first quote there is no price, and the reason says so."""
    early = ("--as-of", "2022-06-29T08:00:00Z")
    day = answer("predict", "--model", "tiny", "--date", LAST_DAY, *early, home=trained)
    prediction = day["predictions"][0]
    assert prediction["as_of"] == "2022-06-29T08:00:00+00:00"
    assert prediction["price"] is None
    assert prediction["stake"] == 0
    assert "no price" in prediction["reason"]


def test_reproduce_answers_that_all_is_identical(trained: Path) -> None:
    document = answer("reproduce", "tiny", "1.0.0", home=trained)
    assert document["identical"] is True
    assert document["rows_compared"] > 50
    assert document["simulated"] is True


@pytest.mark.parametrize(
    "command",
    [
        ("data", "status"),
        ("data", "quarantine"),
        ("data", "defects"),
        ("features", "audit", "--cutoffs", "1"),
        ("backtest", "--target", "home_ml", "--estimator", "market", *PERIOD),
        ("predict", "--model", "tiny", "--date", LAST_DAY),
        ("reproduce", "tiny", "1.0.0"),
        ("train", "again", "--target", "home_ml", "--estimator", "market"),
    ],
    ids=" ".join,
)
def test_what_people_read_says_that_it_is_simulated(own: Path, command: tuple[str, ...]) -> None:
    ended = bullpen(*command, home=own)
    titles = [line for line in ended.out.splitlines() if line and not line.startswith(" ")]
    assert titles[0].startswith("SIMULATED DATA · ")
    assert "\x1b" not in ended.out, "nothing but text goes into a pipe"


def rows(ended: Ended) -> list[list[str]]:
    return [line.split() for line in ended.out.splitlines()]


def test_a_season_is_not_written_as_a_quantity(trained: Path) -> None:
    assert ["2021", "180", "180", "180"] in rows(bullpen("data", "status", home=trained))


def test_predictions_read_as_a_bettor_would_say_them(trained: Path) -> None:
    document = answer("predict", "--model", "tiny", "--date", LAST_DAY, home=trained)
    prediction = document["predictions"][0]
    ended = bullpen("predict", "--model", "tiny", "--date", LAST_DAY, home=trained)
    (shown,) = (line for line in ended.out.splitlines() if f"{prediction['price']:.3f}" in line)
    assert f"{100 * prediction['probability']:.1f}" in shown
    assert f"{100 * prediction['expected_value']:+.1f}" in shown
    assert f"{100 * prediction['stake']:.2f}" in shown
    assert "game" in ended.out
    assert "stake" in ended.out


@pytest.mark.parametrize("width", ["80", "140"])
def test_tables_fit_the_terminal(
    trained: Path, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for command in (
        ("data", "status"),
        ("predict", "--model", "tiny", "--date", LAST_DAY),
        ("backtest", "--target", "home_ml", "--estimator", "market", *PERIOD),
    ):
        lines = bullpen(*command, home=trained).out.splitlines()
        assert max(map(len, lines)) <= int(width)


def test_a_terminal_without_utf8_gets_question_marks(trained: Path) -> None:
    command = ("predict", "--model", "tiny", "--date", LAST_DAY)
    ended = bullpen(*command, home=trained, encoding="ascii")
    assert ended.code == 0
    assert ended.out.startswith("SIMULATED DATA ? tiny 1.0.0")
