"""Identities of definitions. They name no side: base and head may both have what they name."""

from __future__ import annotations

from typing import NamedTuple


class FunctionId(NamedTuple):
    path: str
    qualname: str  # unique in its file


class ClassId(NamedTuple):
    path: str
    qualname: str


class ModuleId(NamedTuple):
    path: str


MODULE = "<module>"


def dotted(path: str, qualname: str) -> str:
    """How people name a definition: ``refunds.queries.find_refunds``."""
    stem = path.rpartition(".")[0] or path
    stem = stem.removesuffix("/__init__").removeprefix("src/").replace("/", ".")
    name = "" if qualname == MODULE else qualname.replace("#", "~")
    return f"{stem}.{name}" if name else stem
