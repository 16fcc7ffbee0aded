"""`bullpen`: all commands, and how every one of them ends."""

import sys
from typing import Annotated, NoReturn

import typer
from typer.exceptions import Abort, Exit, TyperException

from bullpen.infra.errors import BullpenError, Interrupted
from bullpen.interfaces.cli import data, demo, features, models
from bullpen.interfaces.cli.output import fail

app = typer.Typer(
    name="bullpen",
    help="Models whose predictions become decisions with money on them: data, features, training, "
    "registry, predictions. Every number is computed, has an interval, and can be reproduced.",
    epilog="First success: bullpen demo. Exit codes: bullpen help exit-codes.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(data.app, name="data")
app.add_typer(features.app, name="features")
app.command("train")(models.train)
app.command("backtest")(models.backtest)
app.command("predict")(models.predict)
app.command("reproduce")(models.reproduce)
app.command("demo")(demo.demo)


def _version(wanted: bool) -> None:
    if wanted:
        from bullpen import __version__
        from bullpen.migrations import HEAD
        from bullpen.training.code_revision import code_revision

        typer.echo(f"bullpen {__version__} (code {code_revision()}, schema {HEAD})")
        raise Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and end.")
    ] = False,
) -> None:
    """Options of `bullpen` itself."""


@app.command("help")
def help_(topic: Annotated[str, typer.Argument(help="exit-codes")] = "exit-codes") -> None:
    """Explain a topic. There is one: exit-codes.

    Example: bullpen help exit-codes
    """
    from bullpen.infra.errors import UsageError

    if topic != "exit-codes":
        raise UsageError(f"There is no help on {topic!r}; try `bullpen help exit-codes`.")
    typer.echo(EXIT_CODES)


EXIT_CODES = """\
  0  done
  1  error: a file or a payload cannot be used, or something broke
  2  usage: the command, an option or a setting is wrong; nothing was started
  3  not found
  4  not allowed
  5  a check, a gate or an audit says no: a finding, not a crash
  6  conflict: the state of things forbids it now
  7  a service or a library that is needed is not there
130  interrupted"""


def run() -> NoReturn:
    """Run the command line and end the process with the right exit code."""
    as_json = "--json" in sys.argv[1:]
    try:
        app(standalone_mode=False)
    except Exit as ending:
        sys.exit(ending.exit_code)
    except (Abort, KeyboardInterrupt):
        sys.exit(fail(Interrupted("Interrupted. What was finished before is kept."), as_json))
    except TyperException as error:
        sys.exit(fail(_as_usage(error), as_json))
    except BullpenError as error:
        sys.exit(fail(error, as_json))
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away, as `head` does; nothing is wrong
        sys.exit(0)
    sys.exit(0)


def _as_usage(error: TyperException) -> BullpenError:
    from bullpen.infra.errors import UsageError

    context = getattr(error, "ctx", None)
    hint = f" See `{context.command_path} --help`." if context else ""
    return UsageError(f"{error.format_message().rstrip('.')}.{hint}")
