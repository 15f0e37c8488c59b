"""Modules and the packages that deliver them: Python's own, the repository's own, those of distributions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tidegate.dependencies import versions
from tidegate.dependencies.names import is_alike, normal
from tidegate.documents import plain_toml
from tidegate.documents.errors import Unreadable
from tidegate.knowledge.modules import deliverers, standard
from tidegate.model.configuration import words

ECOSYSTEM = "PyPI"
_CODE = words("py pyi pyx so pyd c cpp rs proto")
_MINORS = tuple(f"3.{minor}" for minor in range(6, 16))


def is_standard(module: str, manifest: Callable[[], bytes | None]) -> bool:
    """Whether a Python that the project may run on has the module.

    ``manifest`` reads its ``pyproject.toml``; it is asked only about modules that came or went.
    """
    spans = standard().get(module.partition(".")[0])
    if not spans:
        return spans is not None
    return any(
        all(versions.satisfies(ECOSYSTEM, one, span) for span in spans) for one in _allowed(manifest() or b"")
    )


def _allowed(manifest: bytes) -> tuple[str, ...]:
    """The minor versions of Python that a ``pyproject.toml`` allows; all where it does not say."""
    try:
        document = plain_toml.load(manifest.decode("utf-8", "replace"))
    except Unreadable:
        return _MINORS
    poetry = _table(_table(_table(document, "tool"), "poetry"), "dependencies")
    asked = _table(document, "project").get("requires-python", poetry.get("python"))
    if not isinstance(asked, str):
        return _MINORS
    found = (one for one in _MINORS if versions.satisfies(ECOSYSTEM, f"{one}.99", asked) is not False)
    return tuple(found) or _MINORS


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def own(paths: Iterable[str]) -> frozenset[str]:
    """What code of a repository may be imported by: its folders with code, its files, its submodules.

    From which folders imports start is a matter of how a program is run, so every one may be it.
    """
    found: set[str] = set()
    for path in paths:
        *folders, name = path.split("/")
        stem, dot, suffix = name.partition(".")
        if not dot or suffix.rpartition(".")[2] in _CODE:
            found.update(folders)
            found.add(stem)
        if suffix == "proto":
            found.update((f"{stem}_pb2", f"{stem}_pb2_grpc"))
    return frozenset(found)


def known_deliverers(module: str) -> tuple[str, ...]:
    """The packages that are known to deliver a module, the usual one first."""
    parts = module.split(".")
    prefixes = (".".join(parts[:depth]) for depth in range(len(parts), 0, -1))
    return next((deliverers()[one] for one in prefixes if one in deliverers()), ())


def delivers(package: str, module: str) -> bool:
    """Whether a package (normal name) is known to deliver a module, or is named in a way that it may."""
    parts = module.split(".")
    named = {normal(ECOSYSTEM, ".".join(parts[:depth])) for depth in range(1, len(parts) + 1)}
    return package in named or package in known_deliverers(module) or is_alike(package, module)
