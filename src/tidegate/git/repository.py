"""A repository, and the changes in it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from tidegate.git.commits import COMMIT_LIMIT, commits_between
from tidegate.git.difference import compare
from tidegate.git.files import file_change
from tidegate.git.objects import Objects
from tidegate.git.process import Git, GitFailed, clean_environment, decode_path
from tidegate.git.revisions import Revisions, empty_tree, split_range
from tidegate.git.search import Search
from tidegate.git.tree import Tree
from tidegate.model.change import Change
from tidegate.model.errors import RepositoryError


class Layout(msgspec.Struct, frozen=True):
    """Where a repository keeps things; ``work_tree`` is ``None`` for a bare one."""

    git_directory: Path
    common_directory: Path
    object_directory: Path
    work_tree: Path | None
    object_format: str
    shallow: bool


class Sides(msgspec.Struct, frozen=True):
    """What a change compares, before git was asked for the differences."""

    title: str
    base_tree: str
    head_tree: str
    policy_tree: str
    base: str | None = None
    head: str | None = None
    merge_base: str | None = None
    limits: tuple[str, ...] = ()


class Repository:
    """An open repository; also a context manager. Nothing in it is ever written."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        environment = clean_environment() | {"GIT_DIR": str(layout.git_directory)}
        self._git = Git(layout.git_directory, environment)
        self._objects = Objects(self._git)
        self._revisions = Revisions(self._git, self._objects, shallow=layout.shallow)
        self._search = Search(self._git)

    @classmethod
    def open(cls, directory: Path) -> Repository:
        """The repository that ``directory`` is in: plain, bare or a linked work tree.

        Raises RepositoryError where there is none, or where it belongs to somebody else.
        """
        return cls(find_layout(directory))

    def close(self) -> None:
        self._objects.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def tree(self, oid: str) -> Tree:
        """A view of the tree object ``oid``."""
        return Tree(oid, self._git, self._objects, self._search)

    def change(self, revision_range: str) -> Change:
        """What lies between the two sides that the user named.

        ``revision_range`` is "BASE..HEAD" or "BASE...HEAD" (both from the merge base) or one commit
        (from its first parent).
        """
        ends = split_range(revision_range)
        sides = self._between(*ends) if ends else self._single(revision_range)
        return self._change(msgspec.structs.replace(sides, title=revision_range))

    def _between(self, base_name: str, head_name: str) -> Sides:
        base, head = self._revisions.commit(base_name), self._revisions.commit(head_name)
        ancestors = self._revisions.merge_bases(base, head)
        limits = ("there are several merge bases; one was taken",) if len(ancestors) > 1 else ()
        return Sides(
            title=f"{base_name}..{head_name}",
            base_tree=ancestors[0].tree,
            head_tree=head.tree,
            policy_tree=base.tree,
            base=base.oid,
            head=head.oid,
            merge_base=ancestors[0].oid,
            limits=limits,
        )

    def _single(self, name: str) -> Sides:
        head = self._revisions.commit(name)
        parent = self._revisions.first_parent(head)
        base_tree = parent.tree if parent else empty_tree(self.layout.object_format)
        return Sides(
            title=name,
            base_tree=base_tree,
            head_tree=head.tree,
            policy_tree=base_tree,
            base=parent.oid if parent else None,
            head=head.oid,
            merge_base=parent.oid if parent else None,
        )

    def _change(self, sides: Sides) -> Change:
        differences = compare(self._git, self._objects, sides.base_tree, sides.head_tree)
        commits = commits_between(self._git, sides.merge_base, sides.head) if sides.head else []
        limits = sides.limits
        if len(commits) == COMMIT_LIMIT:
            limits += (f"only the newest {COMMIT_LIMIT} commits were read",)
        return Change(
            repository=str(self.layout.work_tree or self.layout.git_directory),
            base=sides.base,
            head=sides.head,
            merge_base=sides.merge_base,
            base_tree=sides.base_tree,
            head_tree=sides.head_tree,
            policy_tree=sides.policy_tree,
            title=sides.title,
            commits=tuple(commits),
            files=tuple(file_change(difference, self._objects, {}) for difference in differences),
            limits=limits,
        )


def find_layout(directory: Path) -> Layout:
    """Ask git where the repository around ``directory`` keeps things."""
    git = Git(directory, clean_environment())
    questions = ("--is-shallow-repository", "--show-object-format", "--absolute-git-dir",
                 "--git-common-dir", "--git-path", "objects", "--show-toplevel")  # fmt: skip
    try:
        status, printed = git.ask("rev-parse", "--path-format=absolute", *questions, expected=(0, 128))
    except GitFailed as error:
        raise RepositoryError(f"{directory}: {error}", "install git 2.38 or newer") from error
    lines = decode_path(printed).splitlines()
    if len(lines) != (6 if status == 0 else 5):
        raise _no_repository(git, directory)
    git_directory, common, objects = (Path(line) for line in lines[2:5])
    work_tree = Path(lines[5]) if status == 0 else None  # asking a bare repository for it fails
    return Layout(git_directory, common, objects, work_tree, lines[1], lines[0] == "true")


def _no_repository(git: Git, directory: Path) -> RepositoryError:
    try:
        git.run("rev-parse", "--git-dir")
    except GitFailed as error:
        if "dubious ownership" in error.stderr:
            return RepositoryError(
                f"{directory} belongs to another user",
                f"if you trust it: git config --global --add safe.directory {directory}",
            )
        if "not a git repository" not in error.stderr:
            return error
    return RepositoryError(
        f"{directory} is not in a git repository", "go to one, name one with -C DIR, or start one: git init"
    )
