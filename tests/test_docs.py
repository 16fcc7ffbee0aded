"""The documentation says what the code does: nothing is missing or stale, and no link is dead."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.main import get_command

from bullpen.domains.mlb.betting import StakingPolicy
from bullpen.domains.mlb.odds import DevigMethod
from bullpen.domains.mlb.sources.retrosheet import NOTICE
from bullpen.evaluation.money import MoneyReport
from bullpen.evaluation.scores import Comparison, ErrorComparison, Errors, Scores
from bullpen.infra.errors import BullpenError
from bullpen.infra.settings import load
from bullpen.interfaces.cli.main import EXIT_CODES, app
from bullpen.settings import ALIASES, Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    chain(ROOT.glob("*.md"), ROOT.glob("docs/**/*.md"), ROOT.glob("benchmarks/*.md")),
)
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
RECORDS = [page for page in PAGES if page.parent.name == "adr"]
REGISTRIES = ("pypi.org", "pythonhosted.org", "anaconda.", "npmjs.", "crates.io", "hub.docker.com")


def text(name: str) -> str:
    return TEXT[ROOT / name]


def section(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    mark = heading.split()[0]
    _, found, rest = text(page).partition(f"\n{heading}\n")
    assert found, f"{page} has no section {heading!r}"
    return re.split(rf"\n#{{2,{len(mark)}}} ", rest)[0]


def rows(markdown: str) -> list[list[str]]:
    """Cells of all table rows, headers left out."""
    lines = [line for line in markdown.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [row for row in cells if not set(row[0]) <= set("-: ")]


def named(cell: str) -> list[str]:
    """The names in backquotes of a cell."""
    return re.findall(r"`([^`]+)`", cell)


# --- commands ------------------------------------------------------------------------------------


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its full name."""

    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        if not hasattr(command, "commands"):
            yield name, command
            return
        for own, inner in command.commands.items():
            yield from below(f"{name} {own}", inner)

    yield from below("bullpen", get_command(app))


COMMANDS = dict(commands())


def test_the_walk_finds_the_commands() -> None:
    assert {"bullpen demo", "bullpen data import", "bullpen features audit"} <= {*COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_of_itself(name: str) -> None:
    _, found, examples = (COMMANDS[name].help or "").partition("Example")
    assert found
    assert name in examples


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_docs_with_an_example_and_its_options(name: str) -> None:
    said = section("docs/commands.md", f"## `{name}`")
    assert f"\n$ {name}" in said
    common = {"--home", "--json", "--help", "-h"}
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    for option in {option for option in options if option.startswith("-")} - common:
        assert f"`{option}" in said, f"{option} of {name} is not in docs/commands.md"


def test_the_docs_name_no_command_that_does_not_exist() -> None:
    headings = re.findall(r"^## `(bullpen[^`]*)`$", text("docs/commands.md"), re.MULTILINE)
    assert sorted(headings) == sorted(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_line_in_the_docs_names_options_that_exist(page: Path) -> None:
    for line in re.findall(r"^\$ (bullpen .*)$", TEXT[page], re.MULTILINE):
        words = shlex.split(line, comments=True)
        name = next((f for n in (3, 2) if (f := " ".join(words[:n])) in COMMANDS), None)
        assert name, f"{line}: there is no such command"
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


def test_every_exit_code_stands_in_the_docs_as_the_command_prints_it() -> None:
    exits = section("docs/commands.md", "## Exit codes")
    documented = {int(code): meaning for code, meaning in rows(exits)[1:]}
    printed = dict(re.findall(r"^ *(\d+)  (\S.*)$", EXIT_CODES, re.MULTILINE))
    assert documented.keys() == {int(code) for code in printed}
    assert documented.keys() == {0} | {error.exit_code for error in errors(BullpenError)}
    for code, meaning in printed.items():
        words = re.findall(r"\w+", meaning)
        said = re.findall(r"\w+", documented[int(code)])
        assert set(words) - {"error"} <= set(said), meaning


def errors(root: type[BullpenError]) -> Iterator[type[BullpenError]]:
    yield root
    for kind in root.__subclasses__():
        yield from errors(kind)


# --- settings ------------------------------------------------------------------------------------


def leaves(model: BaseModel, path: str = "") -> Iterator[tuple[str, object]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def test_every_setting_stands_in_the_docs_with_its_default_variable_and_alias() -> None:
    documented = {named(row[0])[0]: row for row in rows(text("docs/settings.md"))[1:]}
    defaults = dict(leaves(Settings()))
    assert documented.keys() == defaults.keys()
    for key, (_, _, default, variable, alias, *_) in documented.items():
        assert named(variable) == [f"BULLPEN_{key.upper().replace('.', '__')}"]
        assert named(alias) == [name for name, target in ALIASES.items() if target == key]
        flags = {key: named(default)[0]} if default != "none" else {}
        read = load(Settings, flags=flags, environment={}, aliases=ALIASES, file=None)
        assert dict(leaves(read.settings))[key] == defaults[key], f"default of {key}"


# --- metrics -------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", [Scores, Errors, Comparison, ErrorComparison, MoneyReport])
def test_every_metric_has_a_definition(report: type[Any]) -> None:
    defined = {name for row in rows(text("docs/metrics.md")) for name in named(row[0])}
    parts = {"model", "benchmark"}  # scores of either, not metrics
    assert {field.name for field in fields(report)} - parts <= defined


def test_the_staking_policy_stands_in_the_docs_with_its_defaults() -> None:
    policy = StakingPolicy()
    stakes = rows(section("docs/metrics.md", "## Decisions and stakes"))
    documented = {named(row[0])[0]: row[1].strip("`") for row in stakes if named(row[0])}
    limits = {field.name: str(getattr(policy, field.name)) for field in fields(policy)}
    assert limits.items() <= documented.items()


def test_every_devig_method_has_a_formula() -> None:
    methods = [row[0].split(" (")[0] for row in rows(section("docs/metrics.md", "## Odds"))]
    assert {method.value.replace("_", " ") for method in DevigMethod} <= {
        method.lower() for method in methods
    }


# --- links, paths, the index, decisions ----------------------------------------------------------


def anchors(markdown: str) -> set[str]:
    """What headings are linked by, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", TEXT[page]):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page.name}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_of_tests_or_source_that_is_named_exists(page: Path) -> None:
    for name in re.findall(r"`((?:tests|src)/[^`\s*]*)`", TEXT[page]):
        assert (ROOT / name).exists(), f"{page.name} names {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_nothing_links_to_a_package_registry(page: Path) -> None:
    links = re.findall(r"https?://\S+", TEXT[page])
    assert not [link for link in links if any(name in link for name in REGISTRIES)]


def test_the_index_lists_every_page() -> None:
    linked = set(re.findall(r"\]\(([^)]+\.md)\)", text("docs/README.md")))
    pages = {str(p.relative_to(ROOT / "docs")) for p in PAGES if (ROOT / "docs") in p.parents}
    assert pages - {"README.md"} <= linked


@pytest.mark.parametrize("page", RECORDS, ids=lambda page: page.stem[:4])
def test_a_decision_has_its_five_parts_and_its_number(page: Path) -> None:
    said = TEXT[page]
    assert said.startswith(f"# {page.stem[:4]}: ")
    parts = ["Context.", "Decision.", "Consequences.", "Alternatives.", "Held by"]
    places = [said.find(f"**{part}**") for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.stem[:4]) for page in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_every_promise_names_the_test_that_proves_it() -> None:
    promises = rows(section("README.md", "## What it promises"))[1:]
    assert len(promises) >= 8
    for promise, proof in promises:
        assert any(name.startswith("tests/") for name in named(proof)), promise


def test_every_make_target_is_explained() -> None:
    targets = re.findall(r"^([a-z-]+):.*##", text_of("Makefile"), re.MULTILINE)
    explained = [named(row[0])[0] for row in rows(section("CONTRIBUTING.md", "## Set up"))[1:]]
    assert sorted(explained) == sorted(f"make {target}" for target in targets)


def test_the_readme_shows_the_notice_that_retrosheet_asks_for() -> None:
    assert NOTICE in " ".join(text("README.md").replace("\n> ", " ").split())


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


# --- the sessions of the README, played again ----------------------------------------------------


def sessions() -> Iterator[tuple[str, list[str]]]:
    """Every command of the README and the lines of its output that are shown."""
    for block in re.findall(r"```console\n(.*?)```", text("README.md"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.strip().splitlines()
            if command.startswith("bullpen "):
                yield command, [line for line in shown if line.strip("… ")]


def plain(line: str) -> str:
    """A line without the frame of its table, and with single blanks."""
    return " ".join(re.sub(r"[┏┓┗┛┡┩└┘┃│━─┳┻╇┴┬┼╭╮╰╯├┤]", " ", line).split())


@pytest.mark.slow
def test_the_commands_of_the_readme_print_what_it_shows(real_data: Path, tmp_path: Path) -> None:
    """Lines are compared word by word; an ellipsis stands for what is left out."""
    (tmp_path / "seasons").symlink_to(real_data / "mlb")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BULLPEN_")}
    environment.pop("COLUMNS", None)  # as wide as it is without a terminal
    bullpen = Path(sys.executable).with_name("bullpen")
    stale = []
    for command, shown in sessions():
        done = subprocess.run(
            [bullpen, *shlex.split(command, comments=True)[1:]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        printed = [plain(line) for line in (done.stdout + done.stderr).splitlines()]
        for line in shown:
            pattern = re.escape(plain(line)).replace("…", ".*")
            if not any(re.fullmatch(pattern, found) for found in printed):
                stale.append(f"{command}: {line}")
    assert not stale, "README.md shows what is no longer printed:\n" + "\n".join(stale)
