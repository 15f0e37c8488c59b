"""Go's ``go.mod``: modules with the versions that are chosen unless another module asks for newer ones."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tidegate.dependencies.go import ECOSYSTEM, Replacement, Statement, of_go, replacement, statements
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing

# What chooses no module: excluded and retracted versions, settings; a tool's module is required besides.
_NO_MODULE = frozenset({"module", "exclude", "retract", "godebug", "tool", "ignore", "go", "toolchain"})


def read(source: Source) -> Listing:
    found = list(statements(source))
    if not any(one.verb == "module" for one in found):
        raise Unreadable("it has no module line")
    required: list[Dependency] = []
    replaced: dict[tuple[str, str | None], Replacement] = {}
    gaps: list[str] = []
    for one in found:
        try:
            if one.verb == "require":
                required.append(_required(one))
            elif one.verb == "replace":
                made = replacement(one)
                replaced[made.path, made.version] = made
            elif one.verb not in _NO_MODULE:
                raise Unreadable(f"{one.verb[:80]!r} is not known")
        except Unreadable as error:
            gaps.append(f"line {one.line}: {error}")
    dependencies = (*of_go(found), *_used(required, replaced))
    return Listing(dependencies=dependencies, gaps=tuple(gaps))


def _required(statement: Statement) -> Dependency:
    if len(statement.words) != 2:
        raise Unreadable("that is no module with its version")
    path, version = statement.words
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=path,
        version=version,
        direct=not statement.comment.startswith("indirect"),
        key=path,
        line=statement.line,
    )


def _used(
    required: Iterable[Dependency], replaced: dict[tuple[str, str | None], Replacement]
) -> Iterable[Dependency]:
    """What is required, or what stands for it; then replacements of what others require."""
    left = dict(replaced)
    for one in required:
        place = (one.name, one.version) if (one.name, one.version) in replaced else (one.name, None)
        left.pop(place, None)
        yield _instead(one, replaced[place]) if place in replaced else one
    yield from (one.instead for one in left.values())


def _instead(required: Dependency, by: Replacement) -> Dependency:
    return replace(by.instead, direct=required.direct, key=required.key, group=None)
