"""One side of a change as the guardrails read it: instructions, workflows, commands, in bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from tidegate.config.patterns import Matcher, names
from tidegate.dependencies.scripts.kinds import is_script, lines_of
from tidegate.detect.ai_tools.freed import Freed, freed
from tidegate.detect.ai_tools.instructions import Instructions
from tidegate.detect.ai_tools.workflows import Workflow, is_workflow
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.knowledge.configurations import texts
from tidegate.knowledge.guardrails import guardrails
from tidegate.knowledge.options import options
from tidegate.model.tools import Snapshot
from tidegate.provenance.tools.snapshot import anywhere

MOST_CHARACTERS = 4_000_000  # of one file
_TOO_LONG = f"it has more than {MOST_CHARACTERS:,} characters: not searched for what steers AI tools"


class Script(msgspec.Struct, frozen=True):
    """A file of commands: those that free an agent."""

    path: str
    lines: tuple[str, ...]
    freed: tuple[Freed, ...]

    def line_text(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


class Material(msgspec.Struct, frozen=True):
    """``unread`` are files that could not be read, and why: whether they are clean nobody can tell.

    ``tools`` are the settings of the whole tree, ``hosts`` what the team
    lists by tool as places where its traffic may go: ``*.acme.example``.
    """

    instructions: tuple[Instructions, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    scripts: tuple[Script, ...] = ()
    unread: Mapping[str, str] = {}
    tools: Snapshot = Snapshot()
    hosts: Mapping[str, tuple[str, ...]] = {}

    def is_listed(self, tool: str, host: str | None) -> bool:
        """Whether the team says that a tool's traffic may go there."""
        globs = [glob.lower() for glob in self.hosts.get(tool, ())]
        return host is not None and names(globs)(host)

    @property
    def runs_agents(self) -> bool:
        """Whether a step of its workflows runs one."""
        return any(step.runs_agent for workflow in self.workflows for step in workflow.steps)


def material(
    files: Mapping[str, bytes],
    tools: Snapshot | None = None,
    hosts: Mapping[str, tuple[str, ...]] | None = None,
) -> Material:
    """What ``files`` (path → content) hold."""
    instructions: list[Instructions] = []
    workflows: list[Workflow] = []
    scripts: list[Script] = []
    unread: dict[str, str] = {}
    for path, content in files.items():
        try:
            if is_instructions(path):
                instructions.append(Instructions(path, _text(content)))
            elif is_workflow(path):
                workflow = Workflow.read(Source(path, content))
                workflows += [workflow] if workflow.steps else []
            elif is_script(path):
                scripts += _script(Source(path, content))
        except Unreadable as error:
            unread[path] = str(error)
    settings = tools or Snapshot()
    unread |= {one.path: one.why for one in settings.not_understood if one.path in files}
    return Material(tuple(instructions), tuple(workflows), tuple(scripts), unread, settings, hosts or {})


def _script(source: Source) -> list[Script]:
    """Nothing where no agent is named: then it need not be read. Raise Unreadable."""
    if not options().may_be_in(source.text):
        return []
    found = tuple(freed(lines_of(source)))
    return [Script(source.path, tuple(source.lines), found)] if found else []


def is_instructions(path: str) -> bool:
    return _instructions()(path)


@cache
def _instructions() -> Matcher:
    return anywhere([*guardrails().instructions, *texts()])


def _text(content: bytes) -> str:
    """Bytes that are no UTF-8 do not hide the rest."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    else:
        text = content.decode("utf-8", "replace")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(_TOO_LONG)
    return text
