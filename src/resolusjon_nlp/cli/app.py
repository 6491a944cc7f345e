"""The command's frame: global options, and how errors become one line and an exit status."""

from __future__ import annotations

import sys
import traceback
from importlib.metadata import version
from typing import Annotated

import typer
from typer import rich_utils

from resolusjon_nlp.cli.console import err, state
from resolusjon_nlp.errors import ResolusjonError, UsageError

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

for _name, _title in {
    "ARGUMENTS_PANEL_TITLE": "Argumenter",
    "OPTIONS_PANEL_TITLE": "Valg",
    "COMMANDS_PANEL_TITLE": "Kommandoer",
    "ERRORS_PANEL_TITLE": "Feil",
    "DEFAULT_STRING": "[standard: {}]",
    "REQUIRED_LONG_STRING": "[må oppgis]",
}.items():
    setattr(rich_utils, _name, _title)  # those who read the help are Norwegian

app = typer.Typer(
    name="resolusjon",
    help="Les, søk i og sammenlign resolusjoner fra norske fagforeninger.",
    epilog='Begynn med: resolusjon ingest MAPPE, og deretter: resolusjon search "jernbane". Hver kommando har eksempler under --help.',
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"resolusjon {version('resolusjon-nlp')}")
        raise typer.Exit


@app.callback()
def _global_options(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Vis mer om hva som skjer, også tekniske feilmeldinger.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Vis ingen framdrift.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Vis versjonen.")
    ] = False,
) -> None:
    state.verbose = verbose
    state.quiet = quiet


def main() -> None:
    """Run the command; errors of this package are one line on standard error and an exit status."""
    from resolusjon_nlp.cli import (  # noqa: PLC0415 - they register themselves
        annotation_commands,  # noqa: F401
        comparing_commands,  # noqa: F401
        evaluation_commands,  # noqa: F401
        library_commands,  # noqa: F401
        places_command,  # noqa: F401
        reading_commands,  # noqa: F401
        search_command,  # noqa: F401
        themes_command,  # noqa: F401
    )

    try:
        app()
    except ResolusjonError as error:
        _show(error)
        sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED)
    except SystemExit as stop:
        if stop.code == EXIT_INTERRUPTED:
            err.print("Avbrutt. Det som er lest inn, er lagret; kjør kommandoen en gang til for å fortsette.")
        raise


def _show(error: ResolusjonError) -> None:
    where = f"{error.path}: " if error.path else ""
    err.print(f"[bold red]Feil:[/] {_escape(where)}{_escape(error.message)}", soft_wrap=True)
    if state.verbose:
        err.print(_escape("".join(traceback.format_exception(error))), soft_wrap=True, highlight=False)


def _escape(text: str) -> str:
    return text.replace("[", "\\[")
