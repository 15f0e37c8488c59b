"""``tidegate ai tools``: which AI tools a repository uses, what they may do, who answers for them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit, note, safe
from tidegate.model.errors import UsageError

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


@tools.command(short_help="Record the quarterly review of a tool.")
@click.argument("tool", metavar="TOOL")
@click.option("--by", metavar="NAME", required=True, help="Who reviewed it: a person.")
@click.option("--owner", metavar="NAME", help="Who answers for it from now on.")
@click.option("--print", "only_print", is_flag=True, help="Print the file instead of writing it.")
@common
def review(shared: Common, *, tool: str, by: str, owner: str | None, only_print: bool) -> int:
    """Write into .tidegate/ai-tools.yaml that TOOL was reviewed today; other lines and comments stay.

    It counts once it is committed and merged: the base branch's file is what a check reads.
    """
    from tidegate.cli.settings import own_file
    from tidegate.config.ai_tools import AI_TOOLS
    from tidegate.knowledge.tools import tools as known
    from tidegate.provenance.tools.reviewing import reviewed

    ids = [one.tool for one in known().tools]
    file = own_file(shared.directory).parent / Path(AI_TOOLS).name
    text = file.read_text("utf-8") if file.is_file() else ""
    if tool not in ids and f"{tool}:" not in text:
        raise UsageError(f'no AI tool "{tool}"', _near(tool, ids))
    today = datetime.now(UTC).date()
    new = reviewed(text, tool, by, today, owner)
    if only_print:
        emit(new)
        return status.DONE
    file.parent.mkdir(exist_ok=True)
    file.write_text(new, "utf-8")
    if not shared.quiet:
        note(f"{file}: {tool} reviewed {today} by {by}; commit it")
    return status.DONE


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
