"""The report in a real browser, cut off from every network."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bullpen.interfaces.report import render
from tests.conftest import require
from tests.interfaces.report.example import made_up_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    require(chromium, "no chromium on PATH to open a report with: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render(made_up_report()), encoding="utf-8")
    return file


class Visit:
    """One page opened at one width; remembers what the page asked for and complained about."""

    def __init__(self, browser: "Browser", file: Path, width: int, scheme: str) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            offline=True,
        )
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self._note)
        self.page.goto(file.as_uri())

    def _note(self, route: "Route") -> None:
        self.requests.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()


@pytest.mark.parametrize("width,scheme", [(1280, "light"), (390, "light"), (1280, "dark")])
def test_it_opens_without_a_network_and_shows_its_plots(
    browser: "Browser", report_file: Path, width: int, scheme: str
) -> None:
    visit = Visit(browser, report_file, width, scheme)
    assert visit.requests == [report_file.as_uri()]
    assert visit.complaints == []
    for plot in ("calibration", "bankroll", "skill", "importance"):
        picture = visit.page.locator(f"#{plot} > svg")
        assert picture.is_visible()
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["height"] > 200
        assert picture.locator("text").first.is_visible()


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_it_never_scrolls_sideways(browser: "Browser", report_file: Path, width: int) -> None:
    page = Visit(browser, report_file, width, "light").page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_and_light_draw_the_same_plot_in_their_own_colours(
    browser: "Browser", report_file: Path
) -> None:
    """The style sheet reaches into the plots: without it they would be dark on dark."""
    color = "getComputedStyle(document.querySelector('#skill svg text')).fill"
    shades = {
        scheme: Visit(browser, report_file, 1280, scheme).page.evaluate(color)
        for scheme in ("light", "dark")
    }
    assert shades["light"] != shades["dark"]


def test_the_numbers_behind_a_plot_can_be_opened_without_a_script(
    browser: "Browser", report_file: Path
) -> None:
    page = Visit(browser, report_file, 1280, "light").page
    numbers = page.locator("#skill details table")
    assert not numbers.is_visible()
    page.locator("#skill summary").click()
    assert numbers.is_visible()
