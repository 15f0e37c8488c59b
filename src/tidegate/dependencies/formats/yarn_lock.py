"""Yarn's ``yarn.lock``: version 1 is a text format of its own, later ones are YAML."""

from __future__ import annotations

import re

from tidegate.dependencies.formats import yarn_berry, yarn_classic
from tidegate.documents.reading import Source
from tidegate.model.dependency import Listing

_BERRY = re.compile(r"^__metadata:", re.MULTILINE)


def read(source: Source) -> Listing:
    if _BERRY.search(source.text):
        return yarn_berry.read(source)
    return yarn_classic.read(source)
