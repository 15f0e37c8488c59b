"""Sample lock files of one format, and small ones that a test writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing

Read = Callable[[Source], Listing]
_SAMPLES = Path(__file__).parent / "dependencies/formats/samples"


class Locked:
    """``name`` of the file; what a small one says unless a test says otherwise."""

    def __init__(self, read: Read, name: str, **common: Any) -> None:
        self._read, self._name, self._common = read, name, common
        self.samples = _SAMPLES / name.replace(".", "_")

    def sample(self, case: str) -> Listing:
        return self._read(Source(self._name, (self.samples / case / self._name).read_bytes()))

    def by_key(self, case: str) -> dict[str, Dependency]:
        return {one.key: one for one in self.sample(case).dependencies}

    def written(self, **document: Any) -> Listing:
        return self._read(Source(self._name, json.dumps({**self._common, **document}).encode()))
