"""`bullpen`: all commands, and how every one of them ends."""

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer
from typer.exceptions import Abort, Exit, TyperException

from bullpen.infra.errors import BullpenError, Interrupted, UsageError
from bullpen.interfaces.cli import data, demo, features, models
from bullpen.interfaces.cli.output import fail

app = typer.Typer(
    name="bullpen",
    help="Models whose predictions become decisions with money on them: data, features, training, "
    "registry, predictions. Every number is computed, has an interval, and can be reproduced.",
    epilog="First success: bullpen demo. Exit codes: bullpen help exit-codes.",
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

_DEBUG = "--debug"


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
    debug: Annotated[
        bool, typer.Option(_DEBUG, help="Show where an error arose. May stand anywhere.")
    ] = False,
) -> None:
    """Options of `bullpen` itself; `run` has read `--debug` before it gets here."""


@app.command("help")
def help_(topic: Annotated[str, typer.Argument(help="exit-codes")] = "exit-codes") -> None:
    """Explain a topic. There is one: exit-codes.

    \b
    Example:
      bullpen help exit-codes
    """
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
    arguments = sys.argv[1:]
    as_json, debug = "--json" in arguments, _DEBUG in arguments
    _replace_what_cannot_be_encoded()
    try:
        code = _call([argument for argument in arguments if argument != _DEBUG])
    except BrokenPipeError:  # the reader went away, as `head` does; nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except BaseException as error:  # the edge: every end has a code and a sentence
        if debug:
            raise
        code = fail(_as_ours(error), as_json)
    sys.exit(code)


def _call(arguments: Sequence[str]) -> int:
    """Run the command; Typer ends some of them by itself, which is undone here."""
    try:
        code = app(args=arguments or ["--help"], standalone_mode=False)
    except Exit as ending:
        code = ending.exit_code
    except SystemExit as ending:
        if isinstance(ending.__context__, BrokenPipeError):
            raise ending.__context__ from None
        code = ending.code
    if code == Interrupted.exit_code:
        raise KeyboardInterrupt
    sys.stdout.flush()  # here, so that a reader who went away is noticed while we can handle it
    return code if isinstance(code, int) else 0


def _as_ours(error: BaseException) -> BullpenError:
    """Translate whatever ended a command into an error that is fit to be shown."""
    if isinstance(error, BullpenError):
        return error
    if isinstance(error, Abort | KeyboardInterrupt):
        return Interrupted("Interrupted; what was finished before is kept, nothing is half done.")
    if isinstance(error, TyperException):
        return _as_usage(error)
    what = f"{type(error).__name__}: {error}".strip().partition("\n")[0].rstrip(".")
    return BullpenError(
        f"Something broke inside Bullpen ({what}); "
        f"run the same command with {_DEBUG} to see where, and report it."
    )


def _as_usage(error: TyperException) -> UsageError:
    context = getattr(error, "ctx", None)
    hint = f" See `{context.command_path} --help`." if context else ""
    message = error.format_message()
    return UsageError(message + ("." if hint and message[-1:] not in ".?" else "") + hint)


def _replace_what_cannot_be_encoded() -> None:
    """A terminal without UTF-8 gets question marks, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
