"""Importing files, beside merely reading them."""

from benchmarks.case import Case, Group, Place, Work
from benchmarks.home import SEASONS, game_logs, odds, open_home


def nine_seasons(place: Place) -> Work:
    def work() -> str:
        with open_home(place.scratch) as workspace:
            logs = workspace.data.import_("retrosheet", game_logs(place.data))
            prices = workspace.data.import_("sbr-odds", odds(place.data))
        return f"{logs.files + prices.files} files, {logs.rows_read + prices.rows_read:,} rows"

    return work


def nine_seasons_again(place: Place) -> Work:
    first = nine_seasons(place)
    first()
    return first


def workbooks(place: Place) -> Work:
    folder = place.data / "mlb" / "odds" / "xlsx"
    files = [folder / f"mlb-odds-{season}.xlsx" for season in SEASONS]
    workspace = open_home(place.scratch)
    workspace.data.import_("retrosheet", game_logs(place.data))

    def work() -> str:
        summary = workspace.data.import_("sbr-odds", files)
        return f"{summary.files} files, {summary.rows_read:,} rows"

    return work


def read_as_text(place: Place) -> Work:
    import polars as pl

    def work() -> str:
        logs = [
            pl.read_csv(file, has_header=False, infer_schema=False)
            for file in game_logs(place.data)
        ]
        prices = [pl.read_csv(file, infer_schema=False) for file in odds(place.data)]
        read = [*logs, *prices]
        return f"{len(read)} files, {sum(frame.height for frame in read):,} rows"

    return work


def read_workbooks(place: Place) -> Work:
    import polars as pl

    folder = place.data / "mlb" / "odds" / "xlsx"

    def work() -> str:
        files = [folder / f"mlb-odds-{season}.xlsx" for season in SEASONS]
        read = [pl.read_excel(file, infer_schema_length=0) for file in files]
        return f"{len(read)} files, {sum(frame.height for frame in read):,} rows"

    return work


GROUP = Group(
    title="Import",
    cases=(
        Case(
            figure="import of nine seasons, game logs and odds, into an empty home",
            ours=nine_seasons,
            peer=read_as_text,
            beside="polars reads the same files as text",
            goal=30,
        ),
        Case(
            figure="the same import once more, which changes nothing",
            ours=nine_seasons_again,
            peer=read_as_text,
            beside="polars reads the same files as text",
        ),
        Case(
            figure="the odds from workbooks, beside game logs imported before",
            ours=workbooks,
            peer=read_workbooks,
            beside="polars reads the same workbooks as text",
        ),
    ),
)
