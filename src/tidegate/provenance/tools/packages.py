"""What a command fetches before it runs: ``npx -y NAME@VERSION``, ``uvx NAME``, ``docker run IMAGE``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tidegate.knowledge.configurations import Common, Launcher

_EXACT = re.compile(r"v?\d+(\.\d+)+([-+.][0-9A-Za-z.+-]+)?")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_DEPTH = 4  # wrappers in wrappers
_PYTHON = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?(?:\s*(===?|@|[<>~!]=?)\s*(\S+))?")


class Fetched(NamedTuple):
    """``package`` is "ecosystem:name"; ``is_pinned``: to one content."""

    package: str
    version: str | None
    is_pinned: bool


def fetched(words: Sequence[str], common: Common, depth: int = 0) -> Fetched | None:
    """``None`` where nothing is fetched that is known to be."""
    if not words or depth > _DEPTH:
        return None
    program = re.split(r"[/\\]", words[0])[-1].removesuffix(".cmd").removesuffix(".exe")
    line = [program, *words[1:]]
    for launcher in common.launchers:
        if line[: len(launcher.words)] == launcher.words:
            named = _named(line[len(launcher.words) :], launcher)
            return _package(named, launcher.ecosystem) if named else None
    if program in common.wrappers:
        return fetched(_wrapped(line[1:]), common, depth + 1)
    return None


def _wrapped(rest: Sequence[str]) -> list[str]:
    """The command inside ``cmd /c …``, ``sh -c "…"``, ``env A=1 …``."""
    left = list(rest)
    while left and (left[0].startswith(("-", "/c", "/C")) or ("=" in left[0] and " " not in left[0])):
        left.pop(0)
    return left[0].split() if len(left) == 1 else left


def _named(rest: Sequence[str], launcher: Launcher) -> str | None:
    """What an option names, else the first word that is none. What stands behind is not for the launcher."""
    words = iter(rest)
    for word in words:
        option, equals, value = word.partition("=")
        if option in launcher.named_by:
            return value if equals else next(words, None)
        if not word.startswith("-"):
            return word
        if option in launcher.values and not equals:
            next(words, None)
    return None


def _package(text: str, ecosystem: str) -> Fetched:
    if "git+" in text or text.startswith(("github:", "git:", "https://", "http://")):
        return _from_address(text)
    if ecosystem == "Docker":
        return _image(text)
    if ecosystem == "PyPI":
        found = _PYTHON.fullmatch(text)
        if found:
            is_exact = found[2] in ("==", "===", "@") and bool(_EXACT.fullmatch(found[3] or ""))
            return Fetched(f"PyPI:{found[1].lower()}", found[3], is_exact)
    name, at, version = text.rpartition("@")
    if not at or not name:
        return Fetched(f"{ecosystem}:{text}", None, is_pinned=False)
    return Fetched(
        f"{ecosystem}:{name}", version, bool(_EXACT.fullmatch(version) or _COMMIT.fullmatch(version))
    )


def _from_address(text: str) -> Fetched:
    address, _, fragment = text.partition("#")
    start, at, revision = address.rpartition("@")
    if at and "/" not in revision and ":" not in revision:
        address, fragment = start, revision
    bare = re.sub(r"://[^/@\s]*@", "://", address.partition("?")[0].rpartition(" @ ")[2])
    return Fetched(f"git:{bare.removeprefix('git+')}", fragment or None, bool(_COMMIT.fullmatch(fragment)))


def _image(text: str) -> Fetched:
    name, _, digest = text.partition("@")
    folder, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return Fetched(f"Docker:{folder}{slash}{last}", digest or tag or None, bool(_DIGEST.fullmatch(digest)))
