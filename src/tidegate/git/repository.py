"""A repository, and the changes in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from tidegate.git.attributes import marks
from tidegate.git.commits import COMMIT_LIMIT, commits_between, committed, landed, some_commits, versions
from tidegate.git.difference import compare, too_many_for_renames
from tidegate.git.files import file_change
from tidegate.git.following import Following
from tidegate.git.index import Store
from tidegate.git.layout import Layout, find_layout
from tidegate.git.line import Line
from tidegate.git.mailmap import Contact, mapped
from tidegate.git.notes import Notes, notes
from tidegate.git.objects import Objects
from tidegate.git.process import SECONDS, Git, clean_environment, decode_path
from tidegate.git.revisions import Revision, Revisions, split_range
from tidegate.git.scratch import Scratch, alternates
from tidegate.git.search import Search
from tidegate.git.sides import Choice, Sides
from tidegate.git.snapshot import Snapshots
from tidegate.git.steps import Steps, steps
from tidegate.git.tags import Tag, tag, tag_before
from tidegate.git.tree import Tree
from tidegate.model.change import Change, Commit
from tidegate.model.errors import UsageError


class Repository:
    """An open repository; also a context manager. Nothing in it is ever written.

    Trees of an index, a work tree or a merge can be read until ``close``.
    """

    def __init__(self, layout: Layout, store: Store | None = None, seconds: float = SECONDS) -> None:
        self.layout = layout
        self._scratch: Scratch | None = None
        self._history = Git(layout.git_directory, environment_for(layout), seconds)
        self._contents = self._git_for_contents()
        self._objects = Objects(self._contents)
        self._named = self._objects if self._contents is self._history else Objects(self._history)
        self._revisions = Revisions(self._history, self._named, shallow=layout.shallow)
        self._search = Search(self._contents, self._objects, str(layout.common_directory), store)

    def _git_for_contents(self) -> Git:
        """git for what may be missing: files' contents. It must not try to fetch them."""
        if not self.layout.partial:
            return self._history
        self._scratch = Scratch(self.layout)
        directory = self._scratch.repository
        return self._history.at(directory, self._scratch.environment | {"GIT_DIR": str(directory)})

    @classmethod
    def open(cls, directory: Path, store: Store | None = None, seconds: float = SECONDS) -> Self:
        """The repository that ``directory`` is in: plain, bare or a linked work tree.

        ``store`` (a ``tidegate.cache.Cache``) keeps what was found by searching; ``seconds`` limits each
        call of git. Raises RepositoryError where there is no repository, or where it belongs to somebody
        else.
        """
        return cls(find_layout(directory), store, seconds)

    def close(self) -> None:
        self._objects.close()
        self._revisions.close()
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def unreadable(self) -> set[str]:
        """Files that searches had to leave out: they are missing from this clone, or too large."""
        return self._search.unreadable

    def tree(self, oid: str) -> Tree:
        """A view of the tree object ``oid``."""
        return Tree(oid, self._contents, self._objects, self._search)

    def change(
        self,
        revision_range: str | None = None,
        *,
        staged: bool = False,
        merged: bool = False,
        base_branch: str | None = None,
    ) -> Change:
        """What lies between the two sides that the user named.

        ``revision_range`` is "BASE..HEAD" or "BASE...HEAD" (both from the merge base), one commit (from
        its first parent), or nothing: from the merge base of HEAD and the base branch up to the work
        tree, untracked files included. ``staged`` compares the index with HEAD. ``merged`` compares the
        tip of the base branch with what merging the head into it gives, and raises MergeConflict where
        that is not clean. ``base_branch`` is by default origin's HEAD, else main, master, trunk, develop
        or default, of origin, then local; where it is given, policies come from its tip.

        Raises RepositoryError for an unknown revision, two that have nothing in common and a clone that
        lacks what is asked for; UsageError for words that do not go together.
        """
        sides = self._sides(revision_range, staged, merged, base_branch)
        if base_branch:
            tip = self._revisions.commit(base_branch)
            sides = msgspec.structs.replace(sides, policy_tree=tip.tree)
        if staged or merged or revision_range is None:
            self._search.relate(sides.head_tree, sides.base_tree)
        return self._change(sides)

    def whole(self, revision: str) -> Change:
        """All files of one commit, each as if it were added. Its history is not asked for."""
        return self._change(Choice(self.layout, self._revisions, self._snapshots).whole(revision))

    def from_the_start(self, revision: str) -> Change:
        """All files of one commit, each as if it were added, and all commits that led to it."""
        sides = Choice(self.layout, self._revisions, self._snapshots).whole(revision)
        return self._change(msgspec.structs.replace(sides, tip=sides.head))

    def notes(self, reference: str, commits: Collection[str]) -> Notes | None:
        """The notes on commits in a reference such as "refs/notes/ai"; ``None`` where there is none."""
        tree = self._named.find(f"{reference}^{{tree}}")
        return notes(self._objects, tree.oid, commits) if tree else None

    def references(self, *prefixes: str) -> tuple[str, ...]:
        """The references beneath ``prefixes`` such as "refs/notes/", each "id name"."""
        listed = self._history.run("for-each-ref", "--format=%(objectname) %(refname)", *prefixes)
        return tuple(decode_path(listed).splitlines())

    def steps(
        self, commits: Sequence[tuple[str, str | None]], trees: Sequence[tuple[str, str]] = ()
    ) -> Steps:
        """What commits changed against a parent of theirs, and what trees differ in: see ``git.steps``."""
        return steps(self._contents, commits, trees)

    def latest(self, revision: str, limit: int) -> tuple[Commit, ...]:
        """The newest commits that led to ``revision``. Raise RepositoryError."""
        commit = self._revisions.commit(revision)
        return tuple(commits_between(self._history, None, commit.oid, limit))

    def between(self, base: str, head: str) -> tuple[Commit, ...]:
        """The commits that led to ``head`` and not to ``base``, newest first. Raise RepositoryError."""
        return tuple(commits_between(self._history, base, head))

    def landed(self, tip: Revision, limit: int) -> tuple[Commit, ...]:
        """The newest commits of the line of a branch, each of which brought a change there."""
        return tuple(landed(self._history, tip.oid, limit))

    def tree_of(self, commit: str) -> str | None:
        """The id of a commit's tree."""
        tree = self._named.find(f"{commit}^{{tree}}")
        return tree.oid if tree else None

    def touched(self, old: str, new: str) -> set[str] | None:
        """The paths in which two commits differ; ``None`` where one of them is not in this clone."""
        words = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", old, new)
        answer = self._history.ask(*words, expected=(0, 128))
        return set(decode_path(answer.output).split("\0")[:-1]) if answer.status == 0 else None

    def mapped(self, revision: str, contacts: Sequence[Contact]) -> list[Contact]:
        """Names and addresses as the .mailmap of ``revision`` has them."""
        return mapped(self._history, self.revision(revision).oid, contacts)

    def raw_commits(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Commits as git keeps them; those that are not in this clone are left out."""
        return self._named.blobs(list(ids))

    def tip(self, ref: str) -> str | None:
        """The commit that a whole ref names; ``None`` where there is no such ref."""
        found = self._named.find(f"{ref}^{{commit}}")
        return found.oid if found else None

    def committed(self, commit: str) -> int:
        """When a commit was made, by its own word: seconds since the epoch."""
        return committed(self._history, commit)

    def versions(self, revision: str, path: str) -> list[tuple[str, int]]:
        """The commits by which ``path`` changed, newest first, by first parents: (id, seconds)."""
        return versions(self._history, revision, f":(literal){path}")

    def configured(self, key: str) -> str | None:
        """What git's configuration says, such as of "remote.origin.url"."""
        answer = self._history.ask("config", "--get", key, expected=(0, 1))
        return answer.output.decode("utf-8", "replace").strip() or None

    def revision(self, name: str) -> Revision:
        """The commit that a name stands for. Raises RepositoryError with the nearest known name."""
        return self._revisions.commit(name)

    def default_branch(self) -> Revision | None:
        """The tip of the branch that changes land on, where one is known."""
        return self._revisions.default_branch()

    def commits(self, ids: Sequence[str]) -> list[Commit]:
        """Single commits, in the order of ``ids``."""
        return some_commits(self._history, ids)

    def tag(self, name: str) -> Tag | None:
        """A tag with its signature; ``None`` where there is no such tag."""
        return tag(self._named, name)

    def tag_before(self, commit: str) -> str | None:
        """The name of the nearest tag that led to a commit."""
        return tag_before(self._history, commit)

    @cached_property
    def line(self) -> Line:
        """What landed on a branch, one commit after the other."""
        return Line(self._history, self._contents, self._named, self._revisions, self._snapshots)

    @cached_property
    def following(self) -> Following:
        """Lines and commits followed back through the history."""
        self._scratch = self._scratch or Scratch(self.layout)
        return Following(self._scratch, self._history, self._named)

    def _sides(self, words: str | None, staged: bool, merged: bool, base_branch: str | None) -> Sides:
        if staged and (words or merged):
            raise UsageError(
                "staged changes are compared with HEAD alone", "leave the range and --merged out"
            )
        choice = Choice(self.layout, self._revisions, self._snapshots)
        if staged:
            return choice.staged()
        if merged:
            return choice.merged(words, base_branch)
        if words is None:
            return choice.work_tree(base_branch)
        if ends := split_range(words):
            base, head = (self._revisions.commit(end) for end in ends)
            return choice.between(base, head, words)
        return choice.single(words)

    def _snapshots(self) -> Snapshots:
        self._scratch = self._scratch or Scratch(self.layout)
        for git in (self._history, self._contents):
            git.environment |= self._scratch.environment
        self._objects.restart()
        return Snapshots(self._history, self._contents, self._objects, self._scratch)

    def _change(self, sides: Sides) -> Change:
        differences = compare(self._contents, self._objects, sides.base_tree, sides.head_tree)
        commits = commits_between(self._history, sides.merge_base, sides.tip) if sides.tip else []
        limits = list(sides.limits)
        if len(commits) == COMMIT_LIMIT:
            limits.append(f"only the newest {COMMIT_LIMIT} commits were read")
        if too_many_for_renames(differences):
            limits.append("too many files changed to find those that were renamed and edited")
        marked = marks(self._objects, sides.policy_tree, [found.record.head_path for found in differences])
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
            files=tuple(file_change(found, self._objects, marked) for found in differences),
            limits=tuple(limits),
        )


def environment_for(layout: Layout) -> dict[str, str]:
    """git looks at this repository alone and reads no index: with it would come attributes of the head."""
    environment = clean_environment() | {
        "GIT_DIR": str(layout.git_directory),
        "GIT_INDEX_FILE": str(layout.git_directory / "no-index-for-tidegate"),
    }
    quarantine, *objects = layout.object_directories
    if objects:
        environment |= {"GIT_OBJECT_DIRECTORY": str(quarantine)} | alternates(tuple(objects))
    return environment
