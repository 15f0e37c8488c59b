"""Bundler's ``Gemfile.lock`` (``gems.locked``): sources with their gems, and what these pull in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tidegate.documents.addresses import host, without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin

ECOSYSTEM = "RubyGems"
_ORIGINS = {
    "GEM": Origin.REGISTRY,
    "GIT": Origin.GIT,
    "PATH": Origin.PATH,
    "PLUGIN SOURCE": Origin.URL,
}
_OTHER = frozenset({"PLATFORMS", "DEPENDENCIES", "CHECKSUMS", "RUBY VERSION", "BUNDLED WITH"})
_GEM = re.compile(r"([^\s()!]+)(?: \(([^()]*)\))?(!)?(?: (\S+))?")
_PLATFORMS = 16  # entries of one gem that a requirement leads to: one a platform


class _Section(msgspec.Struct):
    """``options`` are of a source: ``remote``, ``revision``, ``tag`` …"""

    name: str
    options: dict[str, list[str]]


class _Gem(msgspec.Struct):
    name: str
    version: str
    platform: str | None
    line: int
    section: _Section
    requires: list[str]

    @property
    def written(self) -> str:
        """``nokogiri (1.16.0-x86_64-linux)``: what tells gems apart, here and among the checksums."""
        return f"{self.name} ({self.version}{f'-{self.platform}' if self.platform else ''})"


class _Read(msgspec.Struct):
    gems: list[_Gem]
    asked: set[str]
    checksums: dict[str, str]
    gaps: list[str]
    sections: list[_Section]


def read(source: Source) -> Listing:
    found = _Read([], set(), {}, [], [])
    for number, line in enumerate(source.lines, 1):
        if line.strip():
            _take(line.rstrip(), number, found)
    if not any(one.name in ("DEPENDENCIES", *_ORIGINS) for one in found.sections):
        raise Unreadable("it has neither a source of gems nor dependencies")
    if all(one.name != "DEPENDENCIES" for one in found.sections):
        found.gaps.append("it does not say what is asked for, as if it were cut off")
    remotes = (one for section in found.sections for one in section.options.get("remote", []))
    return Listing(
        dependencies=tuple(_dependencies(found)),
        gaps=tuple(found.gaps),
        hosts=frozenset(name for one in remotes if (name := host(one))),
    )


def _take(line: str, number: int, found: _Read) -> None:
    indent = len(line) - len(line.lstrip(" "))
    text = line.strip()
    if indent == 0:
        if text not in _ORIGINS and text not in _OTHER:
            raise Unreadable(f"line {number}: no section {text[:80]!r} is known")
        found.sections.append(_Section(text, {}))
    elif not found.sections:
        raise Unreadable(f"line {number} belongs to no section")
    elif found.sections[-1].name in _ORIGINS:
        _of_source(text, indent, number, found)
    elif found.sections[-1].name in ("DEPENDENCIES", "CHECKSUMS"):
        _of_list(text, number, found)


def _of_source(text: str, indent: int, number: int, found: _Read) -> None:
    section = found.sections[-1]
    if indent == 2:
        option, _, value = text.partition(":")
        section.options.setdefault(option, []).append(value.strip())
        return
    entry = _GEM.fullmatch(text)
    if entry is None or (indent == 4 and not entry[2]) or indent not in (4, 6):
        found.gaps.append(f"line {number} is no gem")
    elif indent == 4:
        version, _, platform = entry[2].partition("-")
        found.gems.append(_Gem(entry[1], version, platform or None, number, section, []))
    elif found.gems:
        found.gems[-1].requires.append(entry[1])


def _of_list(text: str, number: int, found: _Read) -> None:
    entry = _GEM.fullmatch(text)
    if entry is None:
        found.gaps.append(f"line {number} is no gem")
    elif found.sections[-1].name == "DEPENDENCIES":
        found.asked.add(entry[1])
    elif entry[4]:
        found.checksums[f"{entry[1]} ({entry[2]})"] = entry[4]


def _dependencies(found: _Read) -> Iterator[Dependency]:
    called: dict[str, list[str]] = {}
    for gem in found.gems:
        called.setdefault(gem.name, []).append(gem.written)
    own = {name for gem in found.gems if gem.section.name == "PATH" for name in gem.requires}
    for gem in found.gems:
        keys = (key for name in dict.fromkeys(gem.requires) for key in called.get(name, [])[:_PLATFORMS])
        options = gem.section.options
        origin = _ORIGINS[gem.section.name]
        remote = next(iter(options.get("remote", [])), None)
        checksum = found.checksums.get(gem.written)
        yield Dependency(
            ecosystem=ECOSYSTEM,
            name=gem.name,
            version=gem.version,
            direct=gem.name in found.asked or gem.name in own,
            origin=origin,
            location=without_credentials(remote) if remote else None,
            revision=next(iter(options.get("revision", [])), None) if origin is not Origin.REGISTRY else None,
            integrity=tuple(checksum.split(",")) if checksum else (),
            key=gem.written,
            requires=tuple(keys),
            marker=gem.platform,
            line=gem.line,
        )
