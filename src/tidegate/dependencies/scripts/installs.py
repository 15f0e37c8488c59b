"""One command → the packages that it installs, as dependencies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec
from msgspec.structs import replace

from tidegate.dependencies import node, python, versions
from tidegate.dependencies.scripts.installers import Installer, catalogue
from tidegate.dependencies.scripts.shell import Command
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.model.dependency import Dependency, Origin, Scope

_UNRESOLVED = ("$", "`", "{{", "*", "%")
_PLACE = re.compile(r"[.~/\\]|[A-Za-z]:\\")  # how a path begins
_VERSION_PART = re.compile(r"^([^\s=<>!~@:\[]+(?:\[[^\]$]*\])?)[=<>!~@:].*$")
_REVISION = re.compile(
    r"(?:/(?:tarball|archive|zipball|releases)/.*|\.git|[-_]v?\d[\w.+-]*\.(?:tgz|tar\.gz|zip|whl))$"
)
_TAG = re.compile(r"[A-Za-z][\w.-]*")  # "latest": a name that moves


class _Asked(msgspec.Struct):
    """What a command says: its packages, their version where an option gives it, and where from."""

    words: list[str]
    version: str | None = None
    index: str | None = None


def installed(command: Command) -> Iterator[Dependency]:
    """The packages of registries, repositories and addresses; not folders, not files of requirements."""
    found = _installer(command.words)
    if found is None:
        return
    installer, name, rest = found
    asked = _asked(installer, rest)
    numbers = command.line.numbers() if asked.words else {}
    for number, word in enumerate(dict.fromkeys(asked.words)):
        one = _dependency(installer, word, asked.version if number == 0 else None)
        if one is None or one.origin is Origin.PATH:
            continue
        location = asked.index if one.origin is Origin.REGISTRY else one.location
        yield replace(
            one,
            direct=True,
            scope=Scope.BUILD,
            location=location,
            group=name,
            key=f"{name} {one.name}",
            line=command.line.number(word, numbers),
        )


def is_local(one: Dependency) -> bool:
    """Whether its command runs a program that is there already, where one is, and installs nothing then."""
    installer = catalogue().of(one.group or "")
    return installer is not None and installer.local and one.version is None and one.requirement is None


def _installer(words: tuple[str, ...]) -> tuple[Installer, str, list[str]] | None:
    """The installer whose words a command begins with, options between them left out, and the rest."""
    said: list[str] = []
    for at, word in enumerate(words):
        if word.startswith("-") and said:
            continue
        said.append(word)
        name = " ".join(said)
        longer = [
            one for item in catalogue().installers for one in item.commands if one.startswith(f"{name} ")
        ]
        found = catalogue().of(name)
        if found is not None:
            return found, name, list(words[at + 1 :])
        if not longer:
            return None
    return None


def _asked(installer: Installer, rest: list[str]) -> _Asked:
    """Options and their values set apart from what is named."""
    asked, plain, named, also = _Asked([]), [], [], []
    waiting = iter(rest)
    for word in waiting:
        if not word.startswith("-"):
            plain.append(word)
            if installer.takes == "first":
                break
            continue
        option, has_value, value = _option(installer, word)
        if option not in _with_value(installer):
            continue
        value = value if has_value else next(waiting, "")
        named += [value] if option in installer.named else []
        also += [value] if option in installer.also else []
        asked.version = value if option in installer.version else asked.version
        asked.index = (
            without_credentials(value) if option in installer.index and "$" not in value else asked.index
        )
    chosen = named or ([] if installer.takes == "none" else plain)
    asked.words = [*chosen, *also]
    return asked


def _option(installer: Installer, word: str) -> tuple[str, str, str]:
    """Option, sign and value; of short ones in one word (``-Ur``) the last may have a value."""
    option, sign, value = word.partition("=")
    last = f"-{option[-1]}"
    is_short = not option.startswith("--") and option not in _with_value(installer)
    return (last if is_short and last in _with_value(installer) else option), sign, value


def _with_value(installer: Installer) -> frozenset[str]:
    return installer.values | installer.also | installer.named | installer.version | installer.index


def _dependency(installer: Installer, word: str, version: str | None) -> Dependency | None:
    """``None`` for what is no package's name, or not told here."""
    if any(sign in word for sign in _UNRESOLVED):
        told = _VERSION_PART.match(word)
        word = told[1] if told else ""
    if not word or any(sign in word for sign in _UNRESOLVED) or _PLACE.match(word):
        return None
    try:
        return _READERS[installer.ecosystem](word, version)
    except Unreadable:
        return None


def _pypi(word: str, version: str | None) -> Dependency | None:
    name, _, exact = word.partition("@")
    if exact and "://" not in word and " " not in word:  # uvx ruff@0.6
        word = f"{name}=={exact}" if versions.key("PyPI", exact) is not None else name
    found = python.line(word)
    return replace(found, name=_repository(found.name)) if found.name == found.location else found


def _npm(word: str, version: str | None) -> Dependency | None:
    name, asked = node.split(word)
    if ":" in name or word.startswith("git@") or ("/" in name and not name.startswith("@")):
        name, asked = word, word
    spec = node.parse(name, asked if asked and not _TAG.fullmatch(asked) else "*")
    return Dependency(
        ecosystem="npm",
        name=_repository(spec.location or spec.name) if name == asked else spec.name,
        version=spec.version,
        requirement=None if spec.requirement == "*" else spec.requirement,
        origin=spec.origin,
        location=spec.location,
        revision=spec.revision,
    )


def _repository(address: str) -> str:
    """What an address is of, whichever revision: the last part of its path that is no version's."""
    return _REVISION.sub("", address).rstrip("/").rpartition("/")[2].rpartition(":")[2] or address


def _by_sign(ecosystem: str, sign: str, word: str, version: str | None) -> Dependency | None:
    """``name@version``, ``name:version``; the version may stand in an option."""
    name, _, exact = word.partition(sign)
    exact = version or exact
    is_version = bool(exact) and versions.key(ecosystem, exact) is not None
    return Dependency(
        ecosystem=ecosystem,
        name=name,
        version=exact if is_version else None,
        requirement=None if is_version or not exact or _TAG.fullmatch(exact) else exact,
    )


def _go(word: str, version: str | None) -> Dependency | None:
    """A module of another host: what is of Go itself has no dot before its first slash."""
    return _by_sign("Go", "@", word, version) if "." in word.partition("/")[0] and "@" in word else None


Reader = Callable[[str, str | None], Dependency | None]
_READERS: dict[str, Reader] = {
    "PyPI": _pypi,
    "npm": _npm,
    "RubyGems": partial(_by_sign, "RubyGems", ":"),
    "Go": _go,
    "crates.io": partial(_by_sign, "crates.io", "@"),
}
