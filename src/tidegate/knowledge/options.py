"""Options by which AI tools are started without their limits, as questions: which program, which option."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from tidegate.knowledge.configurations import Configured, configurations

_START, _END = r"(?:^|[\s\"'=(\[,`])", r"(?:$|[\s\"'=,;)\]`|&\\])"
MANY = "An agent"  # where more than one tool has an option


class Options(msgspec.Struct, frozen=True):
    """``programs``: program or package → the tool's name and its options; ``alone``: option → the name.

    ``alone_in`` finds options of the second sort in a text, ``named_in`` programs, ``said_in`` the first
    words of their options (RE2).
    """

    programs: dict[str, tuple[str, tuple[str, ...]]]
    alone: dict[str, str]
    alone_in: Any
    named_in: Any
    said_in: Any

    def may_be_in(self, text: str) -> bool:
        """A quick look."""
        return bool(self.alone_in.search(text) or (self.named_in.search(text) and self.said_in.search(text)))

    @property
    def names(self) -> list[str]:
        """Of programs and packages, without the registries of these."""
        return [name.partition(":")[2] or name for name in self.programs]


@cache
def options() -> Options:
    known = configurations()
    programs: dict[str, tuple[str, tuple[str, ...]]] = {}
    alone: dict[str, str] = {}
    for tool, one in known.tools.items():
        name, own = known.names[tool], unsafe(one)
        programs |= {program: (name, own) for program in (*one.programs, *one.packages) if own}
        alone |= {flag.flag: MANY if flag.flag in alone else name for flag in one.flags if flag.alone}
    words = {option.partition(" ")[0] for _, own in programs.values() for option in own}
    return Options(programs, alone, _options_in(alone), _programs_in(programs), _options_in(words))


def unsafe(tool: Configured) -> tuple[str, ...]:
    """The options of a tool that take its limits away."""
    return tuple(flag.flag for flag in tool.flags if flag.means == "switch" and flag.unsafe)


def _options_in(options: Iterable[str]) -> Any:
    import re2

    worded = "|".join(re2.escape(flag).replace("\\ ", r"[\s=]+[\"']?") for flag in options)
    return re2.compile(f"{_START}({worded}){_END}")


def _programs_in(programs: Iterable[str]) -> Any:
    import re2

    names = "|".join(re2.escape(name.partition(":")[2] or name) for name in programs)
    return re2.compile(rf"(?:^|[^\w.-])(?:{names})(?:$|[^\w-])")
