"""A tree that is not git's: files in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping


class Files:
    """Path → bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)
        self.problems: dict[str, str] = {}

    def paths(self) -> Collection[str]:
        return self._files

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)

    def blob_ids(self, paths: Collection[str]) -> Mapping[str, str]:
        return {path: hashlib.sha1(self._files[path]).hexdigest() for path in paths if path in self._files}
