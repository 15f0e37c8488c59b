"""Options of commands that start an agent without its limits: of its program, or known by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import msgspec

from tidegate.dependencies.scripts.shell import Line, Sought, commands
from tidegate.documents.errors import Unreadable
from tidegate.knowledge.configurations import Configured, configurations
from tidegate.knowledge.options import options, unsafe
from tidegate.provenance.tools.packages import fetched

MOST_CHARACTERS = 200_000  # of commands of one file that name an agent
_FIRST = r"\s*(?:(?:if|while|then|do|!|@)\s*)*(?:%s)(?:\s|$)"
_SAYS = re.compile(_FIRST % "echo|printf")
_SEARCHES = re.compile(_FIRST % r"[ef]?grep|rg|ag|ack|sed|awk|test|\[|git\s+(?:grep|log)|#|//")
_INTO_A_FILE = re.compile(r">>?\s*[\"']?(?!/dev/|&)[\w./~$]")
_PIECE = re.compile(r"(?:'[^']*'|\"[^\"]*\"|\\.|[^;|&'\"\\]|['\"\\])+")


class Freed(msgspec.Struct, frozen=True):
    """``name`` is the agent's; more than one may have the option."""

    option: str
    name: str
    line: int


def freed(lines: Iterable[Line]) -> Iterator[Freed]:
    """Each option once a line. Raise Unreadable where too much names an agent."""
    known, looked_at = options(), 0
    for line in lines:
        if not known.may_be_in(line.text):
            continue
        looked_at += len(line.text)
        if looked_at > MOST_CHARACTERS:
            raise Unreadable(f"its commands name AI tools in more than {MOST_CHARACTERS:,} characters")
        told = dict([*_alone(line.text), *_of_programs(line)])
        for option, name in told.items():
            yield Freed(option, name, line.number(option.partition(" ")[0], {}))


def given(text: str, tool: Configured | None) -> Iterator[str]:
    """The options in what an action is given, which runs a tool."""
    yield from (option for option, _ in _alone(text))
    words = [word.strip("\"'[],") for word in text.split()]
    yield from _among(words, unsafe(tool) if tool else ())


@cache
def _sought() -> Sought:
    launchers = [launcher.words[0] for launcher in configurations().common.launchers]
    return Sought(options().named_in.search, frozenset([*options().names, *launchers]))


def _alone(text: str) -> Iterator[tuple[str, str]]:
    """Options that nothing else has, wherever they stand: but not in what is only said or searched for."""
    known = options()
    if not known.alone_in.search(text):
        return
    for piece in _PIECE.findall(text):
        is_said = _SEARCHES.match(piece) or (_SAYS.match(piece) and not _INTO_A_FILE.search(piece))
        if not is_said:
            for found in known.alone_in.finditer(piece):
                option = re.sub(r"[\s=\"']+", " ", found[1])
                yield option, known.alone[option]


def _of_programs(line: Line) -> Iterator[tuple[str, str]]:
    known = options()
    for command in commands([line], _sought()):
        package = fetched(command.words, configurations().common)
        program = package.package if package else command.words[0]
        name, own = known.programs.get(program, ("", ()))
        for option in _among(_own(command.words, program), own):
            yield option, name


def _own(words: Sequence[str], program: str) -> list[str]:
    """What a program is given itself: not what it hands to another (``gemini mcp add NAME npx -y …``)."""
    name = program.rpartition(":")[2]
    start = next((at for at, word in enumerate(words) if name in word), 0) + 1
    end = next((at for at in range(start, len(words)) if _hands_over(words[at:])), len(words))
    return list(words[start:end])


def _hands_over(words: Sequence[str]) -> bool:
    launchers = (tuple(launcher.words) for launcher in configurations().common.launchers)
    return words[0] == "--" or any(tuple(words[: len(one)]) == one for one in launchers)


def _among(words: Sequence[str], unsafe: Iterable[str]) -> Iterator[str]:
    """``--yolo``, ``--sandbox danger-full-access``, ``--sandbox=danger-full-access``."""
    plain = [word.replace('"', "").replace("'", "") for word in words]
    pairs = {f"{one} {two}" for one, two in pairwise(plain)}
    said = {*plain, *pairs, *(" ".join(word.split("=", 1)) for word in plain if word.startswith("-"))}
    yield from (option for option in unsafe if option in said or f"{option} true" in said)
