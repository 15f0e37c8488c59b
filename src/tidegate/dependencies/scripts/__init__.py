"""Packages that commands install: ``pip install x`` in a script, a container file, a workflow, a Makefile;
and those that a Python script asks for in its own comments.

``read`` gives them as a listing, as a manifest's reader does, so that they are compared and judged as others
are. Nothing is run; a word that only running the script would tell is no package's name.
"""

from __future__ import annotations

from tidegate.dependencies.scripts.installs import installed
from tidegate.dependencies.scripts.kinds import is_script, lines_of
from tidegate.dependencies.scripts.metadata import asked
from tidegate.dependencies.scripts.shell import commands
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing

__all__ = ["is_script", "may_ask", "read"]

MOST_COMMANDS = 2_000  # of one file
MOST_PACKAGES = 10_000  # named in them


def may_ask(path: str) -> bool:
    """Whether a file may install or ask for packages; of Python files only its content tells."""
    return is_script(path) or path.endswith(".py")


def read(source: Source) -> Listing:
    """What a script asks for, or its commands install, each package once. Raise Unreadable."""
    if source.path.endswith(".py"):
        return Listing(dependencies=tuple(asked(source)))
    found: dict[tuple[object, ...], Dependency] = {}
    named = 0
    for number, command in enumerate(commands(lines_of(source))):
        if number == MOST_COMMANDS:
            raise Unreadable(f"it has more than {MOST_COMMANDS} commands")
        for one in installed(command):
            named += 1
            if named > MOST_PACKAGES:
                raise Unreadable(f"its commands name more than {MOST_PACKAGES} packages")
            found.setdefault((one.ecosystem, one.name, one.version, one.requirement, one.location), one)
    return Listing(dependencies=tuple(found.values()))
