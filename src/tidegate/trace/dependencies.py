"""``--dependency NAME``: the commit that first brought a package, as manifests and lock files have it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from tidegate.dependencies.compare import compare
from tidegate.dependencies.contents import may_name
from tidegate.dependencies.formats import Role
from tidegate.dependencies.listings import Listings
from tidegate.dependencies.names import normal
from tidegate.git import Tree
from tidegate.model.change import Commit
from tidegate.model.errors import UsageError
from tidegate.model.result import DependencyChange
from tidegate.model.trace import How, ModelSaid, Step, Trace, Traced
from tidegate.program.trees import GitTree
from tidegate.trace.advisories import advised
from tidegate.trace.asked import Asked, is_said, models_of
from tidegate.trace.authors import of_file, of_line
from tidegate.trace.commits import step, told
from tidegate.trace.recorded import recorded

_MOST_FILES = 2_000
_MOST_COMMITS = 1_000  # of one set of files
_MOST_MOVES = 20  # of a package from one file to another
_LONGEST = 214  # characters of a name
_JOINTS = re.compile(r"[-_.]+")
_LOCKS = (Role.LOCK, Role.SUMS)

Found = Mapping[str, tuple[str, ...]]  # ecosystem → the files that name the package, what people write first


def trace_dependency(asked: Asked, name: str) -> Trace:
    """Raise UsageError where no file ever named such a package."""
    if not name.strip() or len(name) > _LONGEST:
        raise UsageError("a package without a name, or with too long a one", "name one, such as requests")
    revision = asked.repository.revision(asked.question.at or "HEAD")
    search = _Search(asked, name)
    now = search.named(asked.repository.tree(revision.tree))
    if not now:
        now = {"": search.files(asked.repository.tree(revision.tree))}
        asked.gaps.append(
            f"no manifest or lock file of {revision.name} names {name}: it was there before, if at all"
        )
    pairs = [
        pair for ecosystem, paths in now.items() for pair in search.answer(revision.oid, ecosystem, paths)
    ]
    if not pairs:
        raise UsageError(
            f'no manifest or lock file in the history of {revision.name} names "{name}"',
            "; ".join(asked.gaps) or "name it as the manifest does",
        )
    steps = tuple(one for one, _ in pairs)
    models = models_of(steps)
    return Trace(
        question=f"--dependency {name}",
        repository=asked.name,
        revision=revision.name,
        path=steps[0].path,
        line=steps[0].line,
        steps=steps,
        dependencies=tuple(_advised(asked, traced, models_of([one])) for one, traced in pairs),
        models=models,
        recorded=recorded(asked, steps),
        gaps=tuple(dict.fromkeys(asked.gaps)),
        settled=all(not one.is_cut and is_said(one.attribution) for one in steps),
    )


def _advised(asked: Asked, traced: Traced, models: tuple[ModelSaid, ...]) -> Traced:
    return msgspec.structs.replace(traced, advisories=tuple(advised(asked, traced, models)))


class _Search:
    """One package looked for in the files of several trees."""

    def __init__(self, asked: Asked, name: str) -> None:
        self._asked = asked
        self._name = name
        parts = _JOINTS.split(name)
        self._pattern = "[-_.]+".join(_escaped(part) for part in parts)
        self._mentions = re.compile(self._pattern.encode(), re.IGNORECASE)

    def files(self, tree: Tree) -> tuple[str, ...]:
        """Every manifest and lock file."""
        paths = [path for path in tree.paths() if may_name(path)]
        if len(paths) > _MOST_FILES:
            self._asked.gaps.append(f"{len(paths):,} manifests and lock files: {_MOST_FILES:,} were searched")
        return tuple(paths[:_MOST_FILES])

    def named(self, tree: Tree, paths: Collection[str] | None = None) -> Found:
        """The files of a tree that name the package, by ecosystem."""
        texts = tree.read_all(self.files(tree) if paths is None else paths)
        listings = Listings(GitTree(tree))
        found: dict[str, list[tuple[bool, str]]] = {}
        for path in sorted(texts):
            if self._mentions.search(texts[path]):
                for ecosystem, is_lock in self._ecosystems(listings, path):
                    found.setdefault(ecosystem, []).append((is_lock, path))
        return {ecosystem: _written_first(of) for ecosystem, of in found.items()}

    def _ecosystems(self, listings: Listings, path: str) -> set[tuple[str, bool]]:
        read = listings.at(path)
        if read is None:
            return set()
        if read.why is not None:
            self._asked.gaps.append(f"{path} could not be read: {read.why}")
        return {
            (one.ecosystem, read.format.role in _LOCKS)
            for one in read.listing.dependencies
            if self.is_it(one.ecosystem, one.name)
        }

    def is_it(self, ecosystem: str, name: str) -> bool:
        return normal(ecosystem, name) == normal(ecosystem, self._name)

    def answer(self, revision: str, ecosystem: str, paths: tuple[str, ...]) -> Iterator[tuple[Step, Traced]]:
        """The commit that first brought the package, and those that brought it again."""
        brought: list[Commit] = []
        for _ in range(_MOST_MOVES):
            hits = self._hits(revision, paths)
            here = [commit for commit in hits if self._brings(commit, ecosystem, paths)]
            brought = [*here, *brought]
            if not hits or (here and here[0] is hits[0]) or not hits[0].parents:
                break
            before = self.named(self._tree(hits[0].parents[0]))
            files = before.get(ecosystem, ()) if ecosystem else next(iter(before.values()), ())
            if not files:
                break
            revision, paths = hits[0].parents[0], files
        if brought:
            yield from self._of_commit(brought, ecosystem)

    def _hits(self, revision: str, paths: tuple[str, ...]) -> list[Commit]:
        """Commits that changed a line with the name in the files, oldest first."""
        none: list[str] = []
        ids = self._asked.bounded(
            "the history of the manifests",
            lambda: self._asked.repository.following.touching(
                revision, list(paths), self._pattern, _MOST_COMMITS
            ),
            none,
        )
        if len(ids) == _MOST_COMMITS:
            self._asked.gaps.append(
                f"more than {_MOST_COMMITS} commits changed such lines: older ones were not read"
            )
        return self._asked.repository.commits(ids[::-1])

    def _brings(self, commit: Commit, ecosystem: str, paths: tuple[str, ...]) -> bool:
        """Whether the package is named after the commit, and nowhere before it."""
        before = self._tree(commit.parents[0]) if commit.parents else None
        if before is not None and self._has(before, ecosystem, paths):
            return False
        if not self._has(self._tree(commit.id), ecosystem, paths):
            return False
        return before is None or not self._has(before, ecosystem, None)

    def _has(self, tree: Tree, ecosystem: str, paths: Collection[str] | None) -> bool:
        found = self.named(tree, paths)
        return ecosystem in found if ecosystem else bool(found)

    def _tree(self, commit: str) -> Tree:
        return self._asked.repository.tree(self._asked.repository.tree_of(commit) or "")

    def _of_commit(self, brought: list[Commit], ecosystem: str) -> Iterator[tuple[Step, Traced]]:
        first, *later = brought
        for change in self._changes(first, ecosystem):
            place = next((one for one in change.places if one.side == "head"), None)
            path, line = (place.path, place.line) if place else (None, None)
            said = of_line(self._asked, first, path, line) if path and line else of_file(self._asked, first)
            yield (
                step(self._asked, How.BROUGHT, first, said, path, line),
                _traced(change, later),
            )

    def _changes(self, commit: Commit, ecosystem: str) -> list[DependencyChange]:
        """What the commit did to the package, by the readers of both sides; one for each ecosystem."""
        change = self._asked.repository.change(commit.id)
        judged = tuple(file for file in change.files if may_name(file.path))
        sides = (GitTree(self._asked.repository.tree(tree)) for tree in (change.base_tree, change.head_tree))
        compared = compare(msgspec.structs.replace(change, files=judged), *sides)
        by_ecosystem: dict[str, DependencyChange] = {}
        for one in compared.changes:
            if ecosystem in ("", one.ecosystem) and self.is_it(one.ecosystem, one.name):
                by_ecosystem.setdefault(one.ecosystem, one)
        return list(by_ecosystem.values())


def _traced(change: DependencyChange, later: Iterable[Commit]) -> Traced:
    return Traced(
        ecosystem=change.ecosystem,
        name=change.name,
        version=change.head_version,
        requirement=change.head_range,
        is_direct=change.direct,
        returned=tuple(told(one) for one in later),
    )


def _written_first(found: list[tuple[bool, str]]) -> tuple[str, ...]:
    """The manifests; only where no manifest names a package, the lock files."""
    manifests = tuple(path for is_lock, path in found if not is_lock)
    return manifests or tuple(path for _, path in found)


def _escaped(text: str) -> str:
    """For POSIX' extended expressions and Python's: only what is neither letter nor digit is special."""
    return "".join(one if one.isalnum() else f"[{one}]" if one not in "^\\]" else f"\\{one}" for one in text)
