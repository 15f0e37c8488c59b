"""What go.mod and go.work share: their statements, replacements and the version of Go.

Source: the Go Modules Reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from tidegate.dependencies import versions
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Origin, Scope

ECOSYSTEM = "Go"
_WORD = re.compile(r'"[^"]*"|`[^`]*`|[()]|[^\s()"`]+')
_RELEASE = re.compile(r"([0-9]+\.[0-9]+)(?:\.([0-9]+))?(?:(beta|rc)([0-9]+))?")
_LOCAL = re.compile(r"\.{0,2}[/\\]|\.{1,2}$|[A-Za-z]:")


class Statement(msgspec.Struct, frozen=True):
    """One line, or one line of a block: ``require example.com/a v1.0.0 // indirect``."""

    line: int
    verb: str
    words: tuple[str, ...]
    comment: str


def statements(source: Source) -> Iterator[Statement]:
    """Raise Unreadable where blocks do not open and close."""
    block, opened = "", 0
    for number, text in enumerate(source.lines, 1):
        code, _, comment = text.partition("//")
        words = [one.strip('"`') for one in _WORD.findall(code)]
        if not words:
            continue
        if words == [")"] and block:
            block = ""
        elif words[-1] == "(" and len(words) == 2 and not block:
            block, opened = words[0], number
        elif "(" in words or ")" in words:
            raise Unreadable(f"line {number} is no statement of Go's modules")
        else:
            verb, rest = (block, words) if block else (words[0], words[1:])
            yield Statement(number, verb, tuple(rest), comment.strip())
    if block:
        raise Unreadable(f"the block of line {opened} is not closed")


class Replacement(msgspec.Struct, frozen=True):
    """``path`` and, where only one version of it is replaced, ``version``; what is used ``instead``."""

    path: str
    version: str | None
    instead: Dependency


def replacement(statement: Statement) -> Replacement:
    """``old [version] => new [version]``. Raise Unreadable."""
    words = list(statement.words)
    arrow = words.index("=>") if "=>" in words else -1
    old, new = words[:arrow], words[arrow + 1 :]
    is_local = len(new) == 1 and bool(_LOCAL.match(new[0]))
    if arrow < 0 or len(old) not in (1, 2) or not (is_local or len(new) == 2):
        raise Unreadable("that is no replacement")
    instead = Dependency(
        ecosystem=ECOSYSTEM,
        name=old[0] if is_local else new[0],
        version=None if is_local else new[1],
        direct=False,
        origin=Origin.PATH if is_local else Origin.REGISTRY,
        location=new[0] if is_local else None,
        key=" ".join(old),
        alias=old[0] if not is_local and old[0] != new[0] else None,
        group="replace",
        line=statement.line,
    )
    return Replacement(old[0], old[1] if len(old) == 2 else None, instead)


OF_GO = "go"  # the group of what comes with Go itself


def of_go(found: Iterable[Statement]) -> Iterator[Dependency]:
    """The standard library and the tools: of the newer of what ``go`` and ``toolchain`` ask for."""
    asked = [one for one in found if one.verb in ("go", "toolchain") and one.words[:1] != ("default",)]
    if not asked:
        return
    newest = max(asked, key=lambda one: (versions.sort_key(ECOSYSTEM, _version(one)[0] or ""), one.line))
    version, requirement = _version(newest)
    for name, scope in (("stdlib", Scope.RUNTIME), ("toolchain", Scope.BUILD)):
        yield Dependency(
            ecosystem=ECOSYSTEM,
            name=name,
            version=version,
            requirement=requirement,
            direct=True,
            scope=scope,
            key=name,
            group=OF_GO,
            line=newest.line,
        )


def _version(statement: Statement) -> tuple[str | None, str]:
    """Version and requirement; "1.20" alone is a language, which any of its releases or a newer one has."""
    text = statement.words[0].removeprefix("go").partition("-")[0] if statement.words else ""
    found = _RELEASE.fullmatch(text)
    if found is None:
        raise Unreadable(f"line {statement.line}: {text[:80]!r} is no version of Go")
    release, patch, stage, number = found.groups()
    if patch is None and stage is None:
        return None, f">={text}"
    return f"{release}.{patch or 0}" + (f"-{stage}.{number}" if stage else ""), f">={text}"
