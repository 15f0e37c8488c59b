"""pre-commit's ``.pre-commit-config.yaml``: repositories of hooks, and what is installed with them.

Source: pre-commit's documentation. A hook's ``additional_dependencies`` are packages of its language, which
its repository says; here it is known where the file says it, by the hook's name, or by how they are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from tidegate.dependencies import node, python
from tidegate.dependencies.revisions import asked
from tidegate.dependencies.shapes import items, mapping, only, text
from tidegate.dependencies.written import Found, Written
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.knowledge.hooks import language_of
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

ECOSYSTEM = "pre-commit"
_NO_REPOSITORIES = frozenset({"local", "meta", "builtin"})
_OF_PYTHON = re.compile(r"[A-Za-z0-9._-]+(?:\[[^\]]*\])?\s*(?:[=~!<>]=|[<>;]|@\s).*")
_OF_NODE = re.compile(r"@[\w.-]+/[\w.-]+(?:@.*)?|[\w.-]+@(?:[\^~]?v?\d.*|latest|next)")


def read(source: Source) -> Listing:
    """Raise Unreadable for what lists no repositories."""
    document = only(source.yaml_documents(), "documents")
    repositories = document if isinstance(document, list) else mapping(document, "the file").get("repos")
    if repositories is None:
        raise Unreadable("it lists no repos")
    state = Found(Written(source.lines, ("rev", "sha")))
    for number, one in enumerate(items(repositories, "repos"), 1):
        try:
            _repository(_merged(one, "it"), state)
        except Unreadable as error:
            state.gaps.append(f"repository {number}: {error}")
    return state.listing()


def _merged(value: Any, what: str) -> dict[str, Any]:
    """An object, with what YAML's ``<<`` puts into it. Raise Unreadable."""
    found = mapping(value, what)
    if "<<" not in found:
        return found
    others = found["<<"] if isinstance(found["<<"], list) else [found["<<"]]
    made: dict[str, Any] = {}
    for one in reversed(others):
        made |= mapping(one, "what << names")
    if "<<" in made:
        raise Unreadable("<< names what has one itself")
    return {**made, **{key: kept for key, kept in found.items() if key != "<<"}}


def _repository(repository: dict[str, Any], state: Found) -> None:
    address = text(repository.get("repo"))
    if address is None:
        raise Unreadable("it has no address")
    if address not in _NO_REPOSITORIES:
        state.found.append(_hooks(address, repository, state))
    for hook in items(repository.get("hooks"), "hooks"):
        _packages(_merged(hook, "a hook"), state)


def _hooks(address: str, repository: dict[str, Any], state: Found) -> Dependency:
    ref = text(repository.get("rev")) or text(repository.get("sha"))
    if ref is None:
        raise Unreadable(f"{address[:80]!r} has no rev")
    place = state.places.next(ref)
    requirement, revision = asked(ref, place.comment)
    bare = without_credentials(address)
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=_name(bare),
        requirement=requirement,
        revision=revision,
        direct=True,
        scope=Scope.DEV,
        origin=Origin.GIT,
        location=bare,
        key=_name(bare),
        line=place.line,
    )


def _name(address: str) -> str:
    """``git.example/owner/hooks``, whichever way leads there."""
    bare = address.partition("://")[2] or address.rpartition("@")[2].replace(":", "/", 1)
    return bare.removesuffix("/").removesuffix(".git") or address


def _packages(hook: dict[str, Any], state: Found) -> None:
    name = text(hook.get("id")) or ""
    said = text(hook.get("language")) or language_of(name)
    for one in items(hook.get("additional_dependencies"), f"additional_dependencies of {name[:80]}"):
        spec = text(one)
        if spec is None:
            state.gaps.append(f"an additional dependency of {name[:80]} is no text")
            continue
        language = said or _by_writing(spec)
        if language in _READERS:
            _package(spec, language, name, state)
        else:
            kind = f"of {language[:80]}" if language else "of which language the file does not say"
            state.untold.append(f"{spec[:200]}, which the hook {name[:80]} installs, {kind}")


def _by_writing(spec: str) -> str | None:
    if _OF_PYTHON.fullmatch(spec):
        return "python"
    return "node" if _OF_NODE.fullmatch(spec) else None


def _package(spec: str, language: str, hook: str, state: Found) -> None:
    try:
        found = _READERS[language](spec)
    except Unreadable as error:
        state.gaps.append(f"the hook {hook[:80]}: {error}")
    else:
        state.found.append(replace(found, scope=Scope.DEV, group=hook or None, key=f"{hook} {found.key}"))


def _of_npm(spec: str) -> Dependency:
    name, wanted = node.split(spec)
    found = node.parse(name, wanted)
    return Dependency(
        ecosystem=node.ECOSYSTEM,
        name=found.name,
        version=found.version,
        requirement=found.requirement,
        direct=True,
        origin=found.origin,
        location=found.location,
        revision=found.revision,
        key=name,
    )


def _of_pypi(spec: str) -> Dependency:
    return python.line(spec)


_READERS: dict[str, Callable[[str], Dependency]] = {"python": _of_pypi, "node": _of_npm}
