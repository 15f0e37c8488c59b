"""Finding words in the files of trees."""

from __future__ import annotations

from collections.abc import Collection

from tidegate.git.index import Index, Steps, Store
from tidegate.git.objects import Objects
from tidegate.git.process import Git
from tidegate.git.scope import Scope


class Search:
    """Searches the trees of one repository. ``place`` names it between runs."""

    def __init__(self, git: Git, objects: Objects, place: str, store: Store | None) -> None:
        self._git = git
        self._objects = objects
        self._place = place
        self._store = store
        self._steps = Steps(git, objects)
        self._indexes: dict[Scope, Index] = {}
        self._bases: dict[str, str] = {}

    @property
    def unreadable(self) -> set[str]:
        """Files that could not be searched: missing from this clone, or too large."""
        return {path for index in self._indexes.values() for path in index.unreadable}

    def relate(self, passing: str, base: str) -> None:
        """``passing`` is a tree that the next run will not have; ``base`` is near to it and will stay."""
        self._bases[passing] = base

    def search(self, tree: str, words: Collection[str], suffixes: Collection[str]) -> dict[str, set[str]]:
        """Path → the words that are in it; ``Tree.search`` says more."""
        found: dict[str, set[str]] = {}
        for word, paths in self.holders(tree, words, Scope(tuple(sorted(set(suffixes))))).items():
            for path in paths:
                found.setdefault(path, set()).add(word)
        return found

    def holders(self, tree: str, words: Collection[str], scope: Scope) -> dict[str, frozenset[str]]:
        """Word → the files that it is in."""
        wanted = sorted({word for word in words if word and "\n" not in word and "\0" not in word})
        if not wanted or not scope.suffixes:
            return {}
        index = self._index(scope)
        if tree in self._bases and (unknown := index.unknown(tree, wanted)):
            index.find(self._bases[tree], unknown, keep=True)
        return index.find(tree, wanted, keep=tree not in self._bases)

    def _index(self, scope: Scope) -> Index:
        if scope not in self._indexes:
            index = Index(self._git, self._objects, self._steps, self._store, self._place, scope)
            self._indexes[scope] = index
        return self._indexes[scope]
