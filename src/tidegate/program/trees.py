"""A git tree as the program sees it: what cannot be read is named, not fatal."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tidegate.git import Tree
from tidegate.git.errors import MissingObject, ObjectError, TooLarge


class GitTree:
    """``problems`` maps paths that were asked for and could not be read to the reason."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.problems: dict[str, str] = {}

    @property
    def oid(self) -> str:
        return self._tree.oid

    def blob_id(self, path: str) -> str | None:
        return self._tree.blob_id(path)

    def blob_ids(self, paths: Collection[str]) -> Mapping[str, str]:
        return self._tree.blob_ids(paths)

    def names(self, directory: str) -> Collection[str]:
        return self._tree.names(directory)

    def paths(self) -> Collection[str]:
        """Every file, symlinks and submodules too."""
        return self._tree.paths()

    def read(self, path: str) -> bytes | None:
        try:
            return self._tree.read(path)
        except MissingObject:
            self.problems[path] = "it is not in this clone"
        except TooLarge as error:
            self.problems[path] = f"it is larger than {error.limit:,} bytes"
        except ObjectError as error:
            self.problems[path] = str(error)
        return None

    def read_all(self, paths: Collection[str]) -> Mapping[str, bytes]:
        """Those of ``paths`` that can be read; ``read`` says why others cannot."""
        return self._tree.read_all(paths)

    def search(self, words: Collection[str], suffixes: Collection[str]) -> Mapping[str, Collection[str]]:
        return self._tree.search(words, suffixes)

    def holders(
        self, words: Collection[str], suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> Mapping[str, frozenset[str]]:
        return self._tree.holders(words, suffixes, inside=inside, outside_of=outside_of)
