"""What the two sides of a change are, by the user's words."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tidegate.git.layout import Layout
from tidegate.git.revisions import Revision, Revisions, empty_tree, split_range
from tidegate.git.snapshot import Snapshots
from tidegate.model.errors import UsageError


class Sides(msgspec.Struct, frozen=True):
    """Trees and commits that a change compares; ``tip`` is where its commits are counted from."""

    title: str
    base_tree: str
    head_tree: str
    policy_tree: str
    base: str | None = None
    head: str | None = None
    merge_base: str | None = None
    tip: str | None = None
    limits: tuple[str, ...] = ()


class Choice:
    """Finds the sides. ``snapshots`` is called only where something is no commit."""

    def __init__(self, layout: Layout, revisions: Revisions, snapshots: Callable[[], Snapshots]) -> None:
        self._layout = layout
        self._revisions = revisions
        self._snapshots = snapshots
        self._nothing = empty_tree(layout.object_format)

    def between(self, base: Revision, head: Revision, title: str) -> Sides:
        """From the merge base of two commits to the second."""
        ancestor, limits = self._merge_base(base, head)
        return Sides(
            title=title,
            base_tree=ancestor.tree,
            head_tree=head.tree,
            policy_tree=base.tree,
            base=base.oid,
            head=head.oid,
            merge_base=ancestor.oid,
            tip=head.oid,
            limits=limits,
        )

    def single(self, name: str) -> Sides:
        """One commit, from its first parent, or from nothing for a root commit."""
        head = self._revisions.commit(name)
        parent = self._revisions.first_parent(head)
        tree, oid = (parent.tree, parent.oid) if parent else (self._nothing, None)
        return Sides(name, tree, head.tree, tree, base=oid, head=head.oid, merge_base=oid, tip=head.oid)

    def whole(self, name: str) -> Sides:
        """All of one commit, from nothing."""
        head = self._revisions.commit(name)
        return Sides(name, self._nothing, head.tree, head.tree, head=head.oid)

    def staged(self) -> Sides:
        """The index against HEAD."""
        head = self._revisions.optional("HEAD")
        tree, oid = (head.tree, head.oid) if head else (self._nothing, None)
        return Sides("staged changes", tree, self._snapshots().index(), tree, base=oid, merge_base=oid)

    def work_tree(self, base_branch: str | None) -> Sides:
        """The work tree against the merge base of HEAD and the default branch.

        Where all is committed that is HEAD itself, of which people may have said something.
        """
        head_tree, limits = self._snapshots().work_tree()
        head = self._revisions.optional("HEAD")
        if head is None:
            return Sides("work tree", self._nothing, head_tree, self._nothing, limits=tuple(limits))
        base = self._base_branch(base_branch)
        if base is None:
            base = head
            limits.append(f"no branch to compare with ({self._revisions.default_names}); HEAD was taken")
        sides = self.between(base, head, "work tree")
        if head_tree == head.tree and base.oid != head.oid:
            return msgspec.structs.replace(
                sides, title=f"{base.name}..{head.name}", limits=(*sides.limits, *limits)
            )
        return msgspec.structs.replace(sides, head=None, head_tree=head_tree, limits=(*sides.limits, *limits))

    def merged(self, revision_range: str | None, base_branch: str | None) -> Sides:
        """The tip of the base branch against what merging the head into it would give."""
        ends = split_range(revision_range or "")
        head = self._revisions.commit(ends[1] if ends else revision_range or "HEAD")
        base = self._revisions.commit(ends[0]) if ends else self._base_branch(base_branch)
        if base is None:
            raise UsageError(
                f"there is no branch to merge into ({self._revisions.default_names})", "name it: BASE..HEAD"
            )
        sides = self.between(base, head, f"{head.name} merged into {base.name}")
        merged = self._snapshots().merge(base, head)
        return msgspec.structs.replace(sides, base_tree=base.tree, head_tree=merged)

    def _base_branch(self, name: str | None) -> Revision | None:
        return self._revisions.commit(name) if name else self._revisions.default_branch()

    def _merge_base(self, base: Revision, head: Revision) -> tuple[Revision, tuple[str, ...]]:
        ancestors = self._revisions.merge_bases(base, head)
        if len(ancestors) == 1:
            return ancestors[0], ()
        return ancestors[0], (f"there are {len(ancestors)} merge bases; {ancestors[0].name} was taken",)
