import base64
import hashlib
import os
import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser

import polars as pl
import pytest

from bullpen.evaluation.calibration import reliability_curve
from bullpen.infra.errors import DependencyUnavailable
from bullpen.interfaces.report import Absent, Bet, Fact, Finding, Score, render
from bullpen.vocabulary.target import TargetKind
from tests.interfaces.report.example import made_up_report

VOID = {"meta", "br", "hr", "img", "input", "link", "base"}
HOSTILE = (
    """</title></style></svg><script>alert("1")</script><img src=x onerror='alert(2)'>{{ 7 }}"""
)


class Page(HTMLParser):
    """Elements, attributes and text of a page; `open_tags` is empty at the end if it nests well."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.open_tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def html() -> str:
    return render(made_up_report())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_page_is_well_formed(html: str, page: Page) -> None:
    assert html.startswith("<!DOCTYPE html>")
    assert page.open_tags == []
    assert len(page.values("id")) == len(set(page.values("id")))


def test_nothing_is_fetched_and_nothing_runs(html: str, page: Page) -> None:
    forbidden = {"script", "link", "img", "image", "iframe", "object", "embed", "base", "form"}
    assert not forbidden & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not {"src", "href", "xlink:href", "style", "action"} & names
    assert not [name for name in names if name.startswith("on")]
    assert not re.search(r"https?:|url\(|@import", html)


def test_the_policy_of_the_page_allows_its_own_style_alone(html: str, page: Page) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [value for value in page.values("content") if "default-src" in value]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_every_plot_says_in_words_what_it_shows(page: Page) -> None:
    named = page.values("aria-labelledby")
    for plot in ("calibration", "bankroll", "skill", "importance"):
        assert f"{plot}-name {plot}-text" in named
        assert {f"{plot}-name", f"{plot}-text"} <= set(page.values("id"))
    assert page.tags.count("svg") == page.tags.count("desc") == 4


def test_simulated_data_is_marked_on_the_page_and_on_every_table_and_plot(html: str) -> None:
    page = Page(html)
    assert 'class="banner"' in html
    tables = re.findall(r"<caption>.*?</caption>", html)
    assert len(tables) == page.tags.count("table")
    assert all("Simulated data" in caption for caption in tables)
    plots = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    assert all(">Simulated data</text>" in plot for plot in plots)
    assert all("(simulated data)</title>" in plot for plot in plots)


def test_real_data_is_not_called_simulated() -> None:
    html = render(made_up_report(simulated=False))
    assert "banner" not in Page(html).values("class")
    assert "imulated data" not in html


def test_hostile_names_stay_words() -> None:
    report = made_up_report(
        title=HOSTILE,
        lead=HOSTILE,
        entity=HOSTILE,
        score=HOSTILE,
        facts=(Fact(HOSTILE, HOSTILE),),
        summary=(Finding(label=HOSTILE, value=HOSTILE, interval=HOSTILE, meaning=HOSTILE),),
        scores=(Score(name=HOSTILE, role="model", value=0.6, others={HOSTILE: HOSTILE}),),
        importance={HOSTILE: 0.7, "plain": 0.3},
        bets=(
            Bet(
                event=HOSTILE,
                selection=HOSTILE,
                probability=0.5,
                fair_price=2.0,
                price=2.1,
                expected_value=0.05,
                stake=0.0,
                reason=HOSTILE,
            ),
        ),
        calibration=Absent(HOSTILE),
        notices=(HOSTILE,),
    )
    page = Page(render(report))
    assert not {"script", "img"} & set(page.tags)
    assert page.open_tags == []
    assert "onerror" not in {name for name, _ in page.attributes}
    assert sum(HOSTILE in words for words in page.words) >= 12


@pytest.mark.parametrize("kind", list(TargetKind))
def test_what_is_absent_says_why(kind: TargetKind) -> None:
    parts = ("calibration", "bankroll", "scores", "importance", "bets")
    absent = {part: Absent(f"no {part} because of rain") for part in parts}
    html = render(made_up_report(kind=kind, **absent))
    for part in parts:
        assert f"no {part} because of rain" in html
    assert "<svg" not in html


def test_empty_parts_say_so_in_their_own_words() -> None:
    nothing: dict[str, object] = {
        "summary": (),
        "calibration": made_up_report().calibration.clear(),  # type: ignore[union-attr]
        "bankroll": made_up_report().bankroll.clear(),  # type: ignore[union-attr]
        "scores": (),
        "importance": {},
        "bets": (),
    }
    words = Page(render(made_up_report(**nothing))).words
    for sentence in (
        "Nothing has been measured yet.",
        "There are no judged forecasts to group.",
        "No bet was made, so the bankroll never moved.",
        "No estimator has been judged yet.",
        "This estimator does not weigh features.",
        "There is no game to bet on.",
    ):
        assert sentence in words


def test_a_recommended_bet_stands_out_and_another_says_why_not(html: str) -> None:
    row_of = {
        name: row for row in html.split("<tr ") for name in ("Herons", "Otters") if name in row
    }
    assert 'class="marked"' in row_of["Herons"]
    assert "1.41 %" in row_of["Herons"]
    assert 'class="marked"' not in row_of["Otters"]
    assert "the price is below the fair one" in row_of["Otters"]


def test_the_numbers_behind_the_plots_are_on_the_page(page: Page) -> None:
    for shown in ("38.0 %", "32.7 % to 45.3 %", "2031-09", "0.6781", "0.6669 to 0.6816", "20.1 %"):
        assert shown in page.words


def test_a_feature_without_weight_is_not_drawn() -> None:
    html = render(made_up_report(importance={"used": 1.0, "unused": 0.0}))
    assert ">used</text>" in html
    assert "unused" not in html
    assert "1 of 2 features" in html


def test_the_curve_of_the_evaluation_can_be_drawn_as_it_is() -> None:
    curve = reliability_curve([0.4, 0.6] * 50, [0.0, 1.0] * 50, count=2)
    assert "0 of 2 groups agree with their forecast." in render(made_up_report(calibration=curve))


def test_one_day_one_group_and_one_estimator_without_interval_are_enough() -> None:
    html = render(
        made_up_report(
            calibration=pl.DataFrame(
                {"predicted": [0.5], "observed": [0.5], "low": [0.5], "high": [0.5], "rows": [1]}
            ),
            bankroll=pl.DataFrame({"slate": [date(2031, 4, 1)], "bankroll": [1.0]}),
            scores=(Score(name="alone", role="baseline", value=4.4, others={}),),
            kind=TargetKind.REGRESSION,
            score="RMSE",
        )
    )
    assert html.count("<svg") == 4
    assert "NaN" not in html
    assert "RMSE" in html


def test_the_same_report_is_the_same_page_in_every_time_zone(html: str) -> None:
    program = (
        "from tests.interfaces.report.example import made_up_report\n"
        "from bullpen.interfaces.report import render\n"
        "print(render(made_up_report()), end='')"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"TZ": "America/Los_Angeles"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout == html


def test_without_the_charts_extra_the_error_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(DependencyUnavailable, match=r"bullpen\[charts\]"):
        render(made_up_report())


@pytest.mark.parametrize("block", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize(
    "text,ground",
    [
        ("ink", "card"),
        ("ink", "paper"),
        ("ink", "glow"),
        ("muted", "card"),
        ("muted", "paper"),
        ("accent", "card"),
        ("accent", "paper"),
        ("market", "card"),
        ("alarm", "alarm-paper"),
    ],
)
def test_words_stand_out_from_their_ground(html: str, block: int, text: str, ground: str) -> None:
    """Source: WCAG 2.2, success criterion 1.4.3 (AA): a contrast of at least 4.5 to 1."""
    colors = dict(
        re.findall(r"--([\w-]+): (#\w{6})", re.findall(r":root \{(.*?)\}", html, re.S)[block])
    )
    lighter, darker = sorted((_luminance(colors[text]), _luminance(colors[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
