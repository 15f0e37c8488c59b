"""Finds the command, runs it, and turns what went wrong into one line and a status."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

import tidegate
from tidegate.cli import commands, status
from tidegate.cli.streams import complain
from tidegate.model.errors import TidegateError


class Commands(click.Group):
    """The commands are the files in ``commands``; one is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        folder = Path(commands.__path__[0])
        stems = (file.stem for file in folder.glob("*.py") if file.stem != "__init__")
        return sorted(stem.replace("_", "-") for stem in stems)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise click.UsageError(f'no command "{args[0]}"{hint}', ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(tidegate.__version__, prog_name="tidegate", message="%(prog)s %(version)s")
def program() -> None:
    """Is this change safe to merge? Tidegate answers pass, review or block, with reasons.

    Exit status: 0 pass, 1 block, 3 a human must look (or Tidegate could not tell), 2 Tidegate could not
    do its work.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the status is what the process should exit with. Never raises an Exception."""
    try:
        answer = program.main(list(arguments), prog_name="tidegate", standalone_mode=False)
        return answer if isinstance(answer, int) else status.DONE
    except click.Abort:
        complain("interrupted")
        return status.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        complain("missing command", _usage_hint(error))
    except click.ClickException as error:
        complain(_sentence(error.format_message()), _usage_hint(error))
    except TidegateError as error:
        complain(str(error), error.hint)
    except Exception as error:  # noqa: BLE001 — a defect of ours must not look like an answer
        complain(_defect(error), "this is a defect in Tidegate; --verbose shows where it happened")
        if {"-v", "--verbose"} & set(arguments):
            _show_traceback(error)
    return status.FAILED


def _sentence(message: str) -> str:
    return message[:1].lower() + message[1:].rstrip(".")


def _usage_hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"see: {context.command_path} --help" if context else ""


def _defect(error: Exception) -> str:
    words = " ".join(str(error).split())
    return f"unexpected {type(error).__name__}" + (f": {words}" if words else "")


def _show_traceback(error: Exception) -> None:
    import traceback

    for line in "".join(traceback.format_exception(error)).splitlines():
        click.echo(line, err=True)
