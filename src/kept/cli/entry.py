"""The command group, which imports a command only when it is called, and the one place where errors become words and exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from kept.errors import Fault, KeptError, Place

COMMANDS: Final[Mapping[str, str]] = {
    "act": "Let planted people use the running service, so that what it does can be proven.",
    "attest": "Sign what only a person can say.",
    "check": "Read a statement and its data map; report every error.",
    "consent": "Ask for agreement, record and end it; receipts that can be checked.",
    "crawl": "Compare what a site leaves in a real browser with what is declared.",
    "diff": "Compare two versions by meaning; who must be told, who asked again.",
    "demo": "Prepare databases and people, install controls, prove, serve.",
    "doctor": "What is installed, reachable, migrated, in time; how to mend it.",
    "init": "Begin a pack of one's own.",
    "lint": "Find where a statement contradicts itself or the law.",
    "ledger": "Export the ledger, verify an export, prove one event.",
    "promises": "List what a statement promises.",
    "protect": "Show or install the controls in the databases.",
    "prove": "Judge every promise against the live databases.",
    "publish": "Write the statement as static pages in every language.",
    "rights": "Show what a request would do before anything happens.",
    "serve": "Serve the published statement and the latest proof.",
    "staff": "Make accounts for the console, or give them new credentials.",
    "worker": "Number the ledgers' events and sign them as they come.",
    "sql": "Run SQL in a governed database as its owner (to break or mend something by hand).",
}


class Lazy(click.Group):
    """Lists its commands from a table and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"kept.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from kept.cli.misuse import unknown_command

            raise unknown_command(ctx, args[0], list(COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="kept", prog_name="kept")
def kept() -> None:
    """Kept: run your privacy statement. The statement is data; Kept publishes it, keeps it and proves it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 holds, 1 broken or failing, 2 could not run (the message says why and what to do)."""
    # What a command imports and reads it keeps: looking for garbage among it, and once more at the end, takes a quarter of its time.
    gc.set_threshold(200_000, 20, 50)
    code = run(arguments)
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    said = list(arguments) if arguments is not None else sys.argv[1:]
    try:
        result: Any = kept.main(args=said, prog_name="kept", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _told(Fault("KEPT-C006"), said, 130)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        from kept.cli.misuse import misuse

        return _told(misuse(error).fault, said)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeptError as error:
        return _told(error.faults, said)
    except OSError as error:
        # What no room expected of this machine: a folder that is not ours, a disk that is full.
        return _told(Fault("KEPT-C007", Place(name=str(error.filename or "")), {"reason": error.strerror or str(error)}), said)
    return result if isinstance(result, int) else 0


def _told(faults: Fault | Sequence[Fault], arguments: Sequence[str], code: int = 2) -> int:
    """Say what is wrong on standard error and, where a JSON document was asked for, in it too: programs read only that."""
    from kept.cli.output import emit, fault_entry, language

    found = [faults] if isinstance(faults, Fault) else faults
    spoken = language(arguments)
    for fault in found:
        click.echo(fault.text(spoken), err=True)
    if "--json" in arguments:
        emit({"errors": [fault_entry(fault, spoken) for fault in found]})
    return code
