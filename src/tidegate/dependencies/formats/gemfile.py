"""Bundler's ``Gemfile`` (``gems.rb``), as far as it says fixed texts: it is a program, and is not run.

What a line computes is a gap. Blocks give their groups and sources to what stands within.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tidegate.dependencies.addresses import host, without_credentials
from tidegate.dependencies.errors import Unreadable
from tidegate.dependencies.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

ECOSYSTEM = "RubyGems"
_TEXT = re.compile(r"""'([^'\\]*)'|"([^"\\#]*)\"""")
_GEM = re.compile(r"gem[\s(]")
_HIDDEN = re.compile(r"^(?!gem\b).*[\s;{(]gem[\s(]|^gem\b.*;")
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
_LONGEST = 2000  # characters of a line


class _Block(msgspec.Struct, frozen=True):
    groups: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


def read(source: Source) -> Listing:
    blocks = [_Block()]
    found: list[Dependency] = []
    gaps: list[str] = []
    hosts: set[str] = set()
    is_known = False
    for number, line in enumerate(source.lines, 1):
        text = _without_comment(line[:_LONGEST]).strip()
        if len(line) > _LONGEST or _HIDDEN.search(text):
            gaps.append(f"line {number} may ask for gems in a way that is not read")
        is_known = is_known or bool(_SETTINGS.match(text) or _GEM.match(text))
        if _GEM.match(text):
            try:
                found.append(_dependency(text, number, blocks[-1]))
            except Unreadable as error:
                gaps.append(f"line {number}: {error}")
        elif text.startswith("eval_gemfile"):
            gaps.append(f"line {number}: another file is run, which is not read")
        elif (
            text.startswith("source") and (address := _TEXT.search(text)) and (name := host(_either(address)))
        ):
            hosts.add(name)
        if _OPENS.search(text):
            blocks.append(_within(text, blocks[-1]))
        elif text == "end" and len(blocks) > 1:
            blocks.pop()
    if not is_known:
        raise Unreadable("it names neither gems nor a source of them")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), hosts=frozenset(hosts))


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
        return _Block(tuple(re.findall(r":(\w+)", text)), above.options)
    if verb and verb[0] in ("git", "github", "path", "source") and said:
        return _Block(above.groups, (*above.options, (verb[0], _either(said))))
    return above


def _dependency(text: str, line: int, block: _Block) -> Dependency:
    name = _TEXT.match(text, text.index("gem") + 3 + len(text[3:]) - len(text[3:].lstrip(" (")))
    if name is None:
        raise Unreadable("the gem's name is no fixed text")
    requirements, rest = _requirements(text, name.end())
    options = dict(block.options) | dict(_options(rest))
    groups = (*block.groups, *_WORD.findall(options.get("group", "") + " " + options.get("groups", "")))
    origin, location = _origin(options)
    exact = _EXACT.fullmatch(requirements[0]) if len(requirements) == 1 else None
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=_either(name),
        version=exact[1] if exact else None,
        requirement=", ".join(requirements) or None,
        direct=True,
        scope=Scope.DEV if groups and set(groups) <= _DEV else Scope.RUNTIME,
        origin=origin,
        location=location,
        revision=next((options[one] for one in ("ref", "tag", "branch") if one in options), None),
        key=_either(name),
        group=",".join(groups) or None,
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


def _origin(options: dict[str, str]) -> tuple[Origin, str | None]:
    if "path" in options:
        return Origin.PATH, options["path"]
    for service in ("git", "github", "gitlab", "bitbucket", "gist"):
        if service in options:
            return Origin.GIT, without_credentials(options[service])
    return Origin.REGISTRY, without_credentials(options["source"]) if "source" in options else None
