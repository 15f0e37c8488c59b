"""Bundler's ``Gemfile`` (``gems.rb``), as far as it says fixed texts: it is a program, and is not run.

What a line computes is a gap. Blocks give their groups and sources to what stands within. What ``gemspec``
brings stands in a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tidegate.documents.addresses import host, without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

ECOSYSTEM = "RubyGems"
_TEXT = re.compile(r"""'([^'\\]*)'|"([^"\\#]*)\"""")
_GEM = re.compile(r"gem[\s(]")
_HIDDEN = re.compile(r"^(?!gem\b).*[\s;{(]gem[\s(]|^gem\b.*;|:gem\b")
_ARGUMENT = re.compile(r"""\s*,\s*(?:'([^'\\]*)'|"([^"\\#]*)")(?=\s*(?:,|\)|$|if\b|unless\b))""")
_OPTION = re.compile(
    r"""(?::(\w+)\s*=>|\b(\w+):)\s*(?:'([^'\\]*)'|"([^"\\#]*)"|:(\w+)|(\[[^\]]*\]|%i\[[^\]]*\]))"""
)
_WORD = re.compile(r"\w+")
_OPENS = re.compile(r"\bdo\b\s*(?:\|[^|]*\|)?$|^(?:if|unless|case|begin|while|until|for|def)\b")
_EXACT = re.compile(r"(?:=\s*)?([0-9]+(?:\.[0-9A-Za-z]+)*)")
_DEV = frozenset({"development", "test", "lint", "ci", "doc", "docs", "rubocop"})
_SETTINGS = re.compile(
    r"(?:ruby|source|group|platforms?|git_source|git|github|path|install_if|gemspec|plugin|end)\b"
)
_SOURCES = ("path", "git", "github", "gitlab", "bitbucket", "gist", "source")
_SOURCE = re.compile(rf"source[\s(]+(?:{_TEXT.pattern})")
_RUNS = re.compile(r"\b(?:eval_gemfile|instance_eval|eval)\b")  # other files, or texts
_LONGEST = 2000  # characters of a line


class _Block(msgspec.Struct, frozen=True):
    """``group`` are its own groups in words; ``is_dev`` whether all around are for developers.

    ``origin`` is the innermost source around: the verb and the place.
    """

    group: str | None = None
    is_dev: bool | None = None
    origin: tuple[str, str] | None = None


def read(source: Source) -> Listing:
    reader = _Reader()
    for number, line in enumerate(source.lines, 1):
        reader.line(number, line)
    if not reader.is_known:
        raise Unreadable("it names neither gems nor a source of them")
    return Listing(dependencies=tuple(reader.found), gaps=tuple(reader.gaps), hosts=frozenset(reader.hosts))


class _Reader:
    """Line by line; a block holds for the lines up to its ``end``."""

    def __init__(self) -> None:
        self.found: list[Dependency] = []
        self.gaps: list[str] = []
        self.hosts: set[str] = set()
        self.is_known = False
        self._blocks = [_Block()]

    def line(self, number: int, line: str) -> None:
        text = _without_comment(line[:_LONGEST]).strip()
        if len(line) > _LONGEST or _HIDDEN.search(text):
            self.gaps.append(f"line {number} may ask for gems in a way that is not read")
        if _GEM.match(text):
            self._gem(number, text)
        elif runs := _RUNS.search(text):
            self.gaps.append(f"line {number}: what {runs[0]} brings is not read")
        elif address := _SOURCE.match(text):
            self.hosts |= {name} if (name := host(_either(address))) else set()
        self.is_known = self.is_known or bool(_SETTINGS.match(text))
        if _OPENS.search(text):
            self._blocks.append(_within(text, self._blocks[-1]))
        elif text == "end" and len(self._blocks) > 1:
            self._blocks.pop()

    def _gem(self, number: int, text: str) -> None:
        self.is_known = True
        try:
            self.found.append(_dependency(text, number, self._blocks[-1]))
        except Unreadable as error:
            self.gaps.append(f"line {number}: {error}")


def _without_comment(line: str) -> str:
    """A comment is what follows a "#" that no quotes hold."""
    quote = ""
    for at, one in enumerate(line):
        if quote:
            quote = "" if one == quote else quote
        elif one in "'\"":
            quote = one
        elif one == "#":
            return line[:at]
    return line


def _either(found: re.Match[str]) -> str:
    return found[1] or found[2] or ""


def _within(text: str, above: _Block) -> _Block:
    """What a block says of the gems in it: ``group :test do``, ``path "engines" do``."""
    verb = _WORD.match(text)
    said = _TEXT.search(text)
    if verb and verb[0] == "group":
        groups = re.findall(r":(\w+)", text)
        return _Block(",".join(groups), _DEV.issuperset(groups) and above.is_dev is not False, above.origin)
    if verb and verb[0] in _SOURCES and said:
        return _Block(above.group, above.is_dev, (verb[0], _either(said)))
    return above


def _dependency(text: str, line: int, block: _Block) -> Dependency:
    name = _TEXT.match(text, text.index("gem") + 3 + len(text[3:]) - len(text[3:].lstrip(" (")))
    if name is None:
        raise Unreadable("the gem's name is no fixed text")
    requirements, rest = _requirements(text, name.end())
    options = dict(_options(rest))
    groups = _WORD.findall(options.get("group", "") + " " + options.get("groups", ""))
    own = _DEV.issuperset(groups) if groups else None
    origin, location = _origin(options, block)
    exact = _EXACT.fullmatch(requirements[0]) if len(requirements) == 1 else None
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=_either(name),
        version=exact[1] if exact else None,
        requirement=", ".join(requirements) or None,
        direct=True,
        scope=Scope.DEV if {own, block.is_dev} - {None} == {True} else Scope.RUNTIME,
        origin=origin,
        location=location,
        revision=next((options[one] for one in ("ref", "tag", "branch") if one in options), None),
        key=_either(name),
        group=",".join(filter(None, (block.group, *groups))) or None,
        line=line,
    )


def _requirements(text: str, start: int) -> tuple[list[str], str]:
    """The ranges that follow a gem's name, and what follows them. Raise Unreadable for what is computed."""
    found: list[str] = []
    while argument := _ARGUMENT.match(text, start):
        found.append(_either(argument).strip())
        start = argument.end()
    rest = text[start:]
    if rest.lstrip().startswith(",") and not re.match(r"\s*,\s*(?::\w+\s*=>|\w+:|\*\*|$)", rest):
        raise Unreadable("its range is no fixed text")
    return found, rest


def _options(text: str) -> Iterator[tuple[str, str]]:
    for found in _OPTION.finditer(text):
        yield found[1] or found[2], next((one for one in found.groups()[2:] if one), "")


def _origin(options: dict[str, str], block: _Block) -> tuple[Origin, str | None]:
    """By the gem's own options, else by the block around it."""
    named = [(one, options[one]) for one in _SOURCES if one in options]
    kind, place = (named or [block.origin or ("", "")])[0]
    if kind == "path":
        return Origin.PATH, place
    location = without_credentials(place) if place else None
    return (Origin.REGISTRY if kind in ("", "source") else Origin.GIT), location
