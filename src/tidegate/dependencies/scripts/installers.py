"""The commands that install packages: ``tidegate/knowledge/installers.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml


class Installer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of installing; the fields are explained in the file."""

    ecosystem: str
    commands: tuple[str, ...]
    takes: Literal["all", "first", "none"]
    values: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    version: frozenset[str] = frozenset()
    index: frozenset[str] = frozenset()
    local: bool = False


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    installers: tuple[Installer, ...]
    wrappers: tuple[str, ...]
    shells: frozenset[str]
    texts: frozenset[str]

    def of(self, command: str) -> Installer | None:
        return next((one for one in self.installers if command in one.commands), None)


@cache
def catalogue() -> Catalogue:
    text = files("tidegate.knowledge").joinpath("installers.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), Catalogue)
