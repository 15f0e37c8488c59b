"""``tidegate ai tools``: which AI tools a repository uses, what they may do, who answers for them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.commands.ledger import signing
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit, note, safe
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.model.event import ToolReview

_output = click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)


@click.group(
    "tools",
    invoke_without_command=True,
    no_args_is_help=False,
    short_help="The inventory of AI tools: what they may do, who answers for them.",
)
@click.option("--revision", default="HEAD", show_default=True, help="Whose files and history are read.")
@_output
@common
@click.pass_context
def tools(context: click.Context, shared: Common, *, revision: str, output: str) -> int:
    """List every AI tool that the repository configures, that wrote commits, or that the team lists.

    What each can modify, which credentials it reaches (names, never values), where it sends data, which MCP
    servers and commands it runs, its version and the minimum safe one, owner and reviews.
    """
    if context.invoked_subcommand is not None:
        return status.DONE
    from tidegate.ai_tools import ToolsOptions, inventory
    from tidegate.reports.tools import render_json, render_text

    found = inventory(ToolsOptions(directory=shared.directory, revision=revision, config=shared.config))
    emit(render_json(found) if output == "json" else render_text(found))
    return status.DONE


_print = click.option("--print", "only_print", is_flag=True, help="Print the file; write and sign nothing.")


class Signature(NamedTuple):
    """Whose an event is to be: the key, and the person where the key does not tell."""

    key: str | None
    actor: str | None


def _signing(function: Callable[..., int]) -> Callable[..., int]:
    """The options of a signature as ``signature``: none where none is wanted."""

    @click.option("--sign", is_flag=True, help="Sign it, too: an event of the ledger.")
    @signing
    @functools.wraps(function)
    def collected(*arguments: Any, sign: bool, key: str | None, actor: str | None, **named: Any) -> int:
        return function(*arguments, signature=Signature(key, actor) if sign else None, **named)

    return collected


@tools.command(short_help="Record the quarterly review of a tool.")
@click.argument("tool", metavar="TOOL")
@click.option("--by", metavar="NAME", required=True, help="Who reviewed it: a person.")
@click.option("--owner", metavar="NAME", help="Who answers for it from now on.")
@_signing
@_print
@common
def review(
    shared: Common,
    *,
    tool: str,
    by: str,
    owner: str | None,
    signature: Signature | None,
    only_print: bool,
) -> int:
    """Write into .tidegate/ai-tools.yaml that TOOL was reviewed today; other lines and comments stay.

    It counts once it is committed and merged: the base branch's file is what a check reads. What is not
    signed is a claim; with --sign the ledger holds who reviewed which configuration.
    """
    from tidegate.knowledge.tools import tools as known
    from tidegate.provenance.tools.reviewing import reviewed

    ids = [one.tool for one in known().tools]
    file, text = _file(shared)
    if tool not in ids and f"{tool}:" not in text:
        raise UsageError(f'no AI tool "{tool}"', _near(tool, ids))
    today = datetime.now(UTC).date()
    new = reviewed(text, tool, by, today, owner)
    if only_print:
        emit(new)
        return status.DONE
    if signature is not None:
        from tidegate.ai_tools import configured
        from tidegate.config.ai_tools import parse_tools
        from tidegate.ledger.tool_reviews import review as event

        is_allowed = parse_tools(new.encode(), str(file)).tools[tool].allowed
        looked_at = configured(shared.directory).get(tool)
        _signed(shared, event(tool, looked_at, today, is_allowed=is_allowed), signature)
    return _written(shared, file, new, f"{tool} reviewed {today} by {by}")


@tools.command(short_help="Declare what leaves no trace, once a quarter.")
@click.argument("quarter", metavar="QUARTER")
@click.option("--by", metavar="NAME", required=True, help="Who declares it: a person.")
@click.option(
    "--says", metavar="TEXT", required=True, help="Which tools were used for what, or that none was."
)
@_signing
@_print
@common
def declare(
    shared: Common,
    *,
    quarter: str,
    by: str,
    says: str,
    signature: Signature | None,
    only_print: bool,
) -> int:
    """Write into .tidegate/ai-tools.yaml what the team declares for QUARTER (2026-Q3).

    It is of chat in a browser and the like, which nothing in the repository shows. With --sign it is an event
    of the ledger; else it is a claim.
    """
    from tidegate.provenance.tools.declaring import declared

    file, text = _file(shared)
    new = declared(text, quarter, by, says)
    if only_print:
        emit(new)
        return status.DONE
    if signature is not None:
        from tidegate.ledger.tool_reviews import declaration

        _signed(shared, declaration(quarter, says, datetime.now(UTC).date()), signature)
    return _written(shared, file, new, f"{quarter} declared by {by}")


def _file(shared: Common) -> tuple[Path, str]:
    from tidegate.cli.settings import own_file
    from tidegate.config.ai_tools import AI_TOOLS

    file = own_file(shared.directory).parent / Path(AI_TOOLS).name
    return file, file.read_text("utf-8") if file.is_file() else ""


def _written(shared: Common, file: Path, text: str, said: str) -> int:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    if not shared.quiet:
        note(f"{file}: {said}; commit it")
    return status.DONE


def _signed(shared: Common, payload: ToolReview, signature: Signature) -> None:
    """Let it stand in the ledger. Raise TidegateError: then nothing is written."""
    from tidegate.ledger.opened import opened
    from tidegate.ledger.signatory import heed, signatory

    with opened(shared.directory, config=shared.config, seconds=shared.timeout) as ledger:
        person, signer = signatory(ledger, *signature)
        heed(ledger, payload, person, signer.fingerprint())
        ledger.append(payload, person, signer)
    if not shared.quiet:
        note(f"signed by {person}")


@tools.command(short_help="Look for AI tools on this machine (only names).")
@click.option("--machine", is_flag=True, help="Yes, look at this machine: nothing is sent or run.")
@click.option("--home", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Whose home.")
@_output
@common
def discover(shared: Common, *, machine: bool, home: Path | None, output: str) -> int:
    """List agents, editors' extensions and MCP servers below the home folder, by name."""
    if not machine:
        raise UsageError("this looks at the machine, not at the repository", "say so with --machine")
    import msgspec

    from tidegate.provenance.tools.machine import discover as look

    found = look(home or Path.home())
    if output == "json":
        document = {"schema": "tidegate.ai-tools-machine/1", "tools": found}
        emit(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
        return status.DONE
    lines = [f"{one.name} ({one.id}): {', '.join((*one.places, *one.extensions))}" for one in found]
    for one in found:
        lines += [f"  {one.id} MCP server {name}" for name in one.servers]
        lines += [f"  {one.id} could not read {name}" for name in one.unread]
    emit("".join(f"{safe(line)}\n" for line in lines or ["No AI tool was found."]))
    return status.DONE


def _near(tool: str, ids: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(tool, ids, n=1)
    return f"did you mean {near[0]}?" if near else "`tidegate ai tools` lists those that are in use"
