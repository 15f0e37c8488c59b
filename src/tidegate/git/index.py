"""Which files contain a word, warm: an answer for one tree holds for another but for changed files.

Answers are remembered with the tree that they were found in: during a run, and between runs in a ``Store``.
For another tree only the files that differ are looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import msgspec

from tidegate.git.difference import COMPARE, read_records
from tidegate.git.errors import ObjectError
from tidegate.git.grep import contains, grep
from tidegate.git.objects import Objects
from tidegate.git.process import Git, GitFailed, decode_path, encode_path
from tidegate.git.scope import Scope

NAMESPACE = "search/1"
NEAR = 300  # changed files up to which reading them costs less than searching the tree
DRIFT = 50  # changed files from which an answer is worth keeping for the newer tree
TREES = 3  # from which answers are brought up to date, at most, for one question


class Store(Protocol):
    """What keeps answers between runs; ``tidegate.cache.Cache`` does."""

    def get_many(self, namespace: str, keys: Collection[str]) -> dict[str, bytes]: ...

    def put_many(self, namespace: str, items: Mapping[str, bytes]) -> None: ...


class Step(msgspec.Struct, frozen=True):
    """From one tree to another: paths that are not as they were, and the files there now (path → blob)."""

    gone: frozenset[str]
    now: dict[str, str]


class Steps:
    """The differences between trees, each asked of git once."""

    def __init__(self, git: Git, objects: Objects) -> None:
        self._git = git
        self._objects = objects
        self._known: dict[tuple[str, str], Step | None] = {}

    def between(self, old: str, new: str) -> Step | None:
        """``None`` where more than NEAR files differ, or the old tree is not there any more."""
        if (old, new) not in self._known:
            self._known[old, new] = self._compare(old, new)
        return self._known[old, new]

    def _compare(self, old: str, new: str) -> Step | None:
        if self._objects.find(old) is None:
            return None
        try:
            with self._git.lines(*COMPARE, "--no-renames", old, new) as stream:
                records = read_records(stream)
        except GitFailed:
            return None
        if len(records) > NEAR:
            return None
        now = {record.head_path: record.head_blob for record in records if record.head_mode.startswith("100")}
        return Step(frozenset(record.base_path for record in records), now)


class Index:
    """Answers for the files of one scope in one repository."""

    def __init__(
        self, git: Git, objects: Objects, steps: Steps, store: Store | None, place: str, scope: Scope
    ) -> None:
        self._git = git
        self._objects = objects
        self._steps = steps
        self._store = store
        self._place = hashlib.sha256(
            "\0".join((place, *scope.key())).encode("utf-8", "surrogateescape")
        ).hexdigest()
        self._scope = scope
        self._answers: dict[str, dict[str, frozenset[str]]] = {}  # word → tree → paths
        self.unreadable: set[str] = set()

    def find(self, tree: str, words: Collection[str], keep: bool) -> dict[str, frozenset[str]]:
        """The files of ``tree`` that contain each word; ``keep``: the tree will be there in another run."""
        self._recall([word for word in words if word not in self._answers])
        self._carry_over(tree, words, keep)
        missing = self.unknown(tree, words)
        if missing:
            self._grep(tree, missing, keep)
        return {word: self._answers[word][tree] for word in words}

    def unknown(self, tree: str, words: Iterable[str]) -> list[str]:
        return [word for word in words if tree not in self._answers.get(word, ())]

    def _recall(self, words: list[str]) -> None:
        """Ask the store for words that were not asked for yet."""
        keys = {f"{self._place}/{word}": word for word in words}
        stored = self._store.get_many(NAMESPACE, keys) if self._store and keys else {}
        for key, value in stored.items():
            tree, *paths = decode_path(value).split("\0")
            self._answers[keys[key]] = {tree: frozenset(paths)}

    def _keep(self, tree: str, words: Iterable[str]) -> None:
        if self._store is not None:
            values = {word: "\0".join((tree, *sorted(self._answers[word][tree]))) for word in words}
            items = {f"{self._place}/{word}": encode_path(value) for word, value in values.items()}
            self._store.put_many(NAMESPACE, items)

    def _carry_over(self, tree: str, words: Collection[str], keep: bool) -> None:
        """Make answers for other trees, where these are near, answers for this one."""
        groups: dict[str, list[str]] = {}
        for word in self.unknown(tree, words):
            for known in list(self._answers.get(word, ()))[-1:]:
                groups.setdefault(known, []).append(word)
        for known in sorted(groups, key=lambda key: -len(groups[key]))[:TREES]:
            step = self._steps.between(known, tree)
            if step is not None:
                self._update(known, tree, groups[known], step)
                if keep and len(step.gone) > DRIFT:
                    self._keep(tree, groups[known])

    def _update(self, known: str, tree: str, words: list[str], step: Step) -> None:
        contents = {
            path: self._read(path, blob) for path, blob in step.now.items() if self._scope.holds(path)
        }
        for word in words:
            new = {path for path, content in contents.items() if contains(content, word)}
            self._answers[word][tree] = (self._answers[word][known] - step.gone) | new

    def _read(self, path: str, blob: str) -> bytes:
        try:
            return self._objects.blob(blob)
        except ObjectError:
            self.unreadable.add(path)
            return b""

    def _grep(self, tree: str, words: list[str], keep: bool) -> None:
        def read(path: str) -> bytes:
            entry = self._objects.entry(tree, path)
            return self._read(path, entry.oid) if entry else b""

        found = grep(self._git, tree, words, self._scope, read)
        for word in words:
            self._answers.setdefault(word, {})[tree] = frozenset(found.paths[word])
        self.unreadable |= set(found.unreadable)
        if keep and not self.unreadable:
            self._keep(tree, words)
