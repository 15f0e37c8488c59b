"""What the user's words for a range mean, as commits."""

from __future__ import annotations

import hashlib
import re

import msgspec

from tidegate.git.objects import Object, Objects
from tidegate.git.process import Git
from tidegate.model.errors import RepositoryError

DEFAULT_BRANCHES = ("main", "master", "trunk", "develop", "default")
NAMED_COMMIT = 4 * 1024 * 1024  # bytes of one commit object


class Revision(msgspec.Struct, frozen=True):
    """A commit and its tree; ``name`` is the user's word for it."""

    name: str
    oid: str
    tree: str
    parents: tuple[str, ...]


class Revisions:
    """Resolves names of commits in one repository."""

    def __init__(self, git: Git, objects: Objects, *, shallow: bool) -> None:
        self._git = git
        self._objects = objects
        self._shallow = shallow

    def close(self) -> None:
        self._objects.close()

    def commit(self, name: str) -> Revision:
        """The commit that ``name`` stands for. Raises RepositoryError with the nearest known name."""
        found = self._lookup(name)
        if found is None:
            raise self._unknown(name)
        return self._read(name, found.oid)

    def optional(self, name: str) -> Revision | None:
        found = self._lookup(name)
        return self._read(name, found.oid) if found else None

    def first_parent(self, revision: Revision) -> Revision | None:
        """``None`` for a root commit. Raises RepositoryError where the clone ends before the parent."""
        if not revision.parents:
            return None
        parent = revision.parents[0]
        if self._objects.find(parent) is None:
            raise RepositoryError(
                f"the parent of {revision.name} ({parent[:12]}) is not in this clone",
                "fetch more history: git fetch --deepen=1",
            )
        return self._read(f"{revision.name}^", parent)

    def merge_bases(self, one: Revision, other: Revision) -> list[Revision]:
        """The best common ancestors, at least one. Raises RepositoryError where there is none."""
        if one.oid == other.oid:
            return [one]
        answer = self._git.ask("merge-base", "--all", one.oid, other.oid, expected=(0, 1))
        bases = answer.output.decode().split()
        if not bases:
            raise self._unrelated(one, other)
        return [self._read(base[:12], base) for base in bases]

    @property
    def default_names(self) -> str:
        """The names that are tried, for people."""
        return ", ".join(("origin/HEAD", *DEFAULT_BRANCHES))

    def default_branch(self) -> Revision | None:
        """origin's HEAD, else the first that exists of DEFAULT_BRANCHES, of origin, then local."""
        for name in ("refs/remotes/origin/HEAD", *_candidates()):
            if found := self.optional(name):
                return msgspec.structs.replace(found, name=self._branch(name).split("/", 2)[2])
        return None

    def _branch(self, name: str) -> str:
        """What origin's HEAD stands for; another name as it is."""
        if not name.endswith("/HEAD"):
            return name
        told = self._git.ask("symbolic-ref", "--quiet", name, expected=(0, 1)).output.decode().strip()
        return told if told.startswith("refs/remotes/") else name

    def _lookup(self, name: str) -> Object | None:
        if not name.strip() or "\n" in name or "\0" in name:
            return None
        return self._objects.find(f"{name}^{{commit}}")

    def _read(self, name: str, oid: str) -> Revision:
        tree, parents = parse_commit_links(self._objects.blob(oid, NAMED_COMMIT))
        return Revision(name, oid, tree, parents)

    def _unknown(self, name: str) -> RepositoryError:
        printable = name.encode("unicode_escape").decode()
        if not name.strip():
            return RepositoryError("a revision without a name", "name one, such as main..HEAD")
        import difflib

        stem = re.split(r"[~^@:]", name)[0]
        near = difflib.get_close_matches(name, self._names(), n=1)
        if stem != name and self._lookup(stem) and not self._shallow:
            hint = f"see git log {stem}"
        elif near and not (stem != name and self._shallow):
            hint = f"did you mean {near[0]}?"
        elif self._shallow:
            hint = f"this clone is shallow; fetch it: git fetch --unshallow, or git fetch origin {printable}"
        else:
            hint = f"fetch it first (git fetch origin {printable}), or see git branch --all"
        return RepositoryError(f'"{printable}" is not a commit in this repository', hint)

    def _unrelated(self, one: Revision, other: Revision) -> RepositoryError:
        message = f"{one.name} and {other.name} have no common commit"
        if self._shallow:
            return RepositoryError(f"{message} in this shallow clone", "git fetch --unshallow origin")
        return RepositoryError(message, "name a base that the head was branched from")

    def _names(self) -> list[str]:
        listing = self._git.run("for-each-ref", "--format=%(refname:short)")
        return ["HEAD", *listing.decode("utf-8", "replace").split()]


def _candidates() -> list[str]:
    return [f"refs/{place}/{name}" for name in DEFAULT_BRANCHES for place in ("remotes/origin", "heads")]


def parse_commit_links(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """The tree and the parents of a raw commit object, as they stand in it (no grafts)."""
    tree, parents = "", []
    for line in raw.split(b"\n\n", 1)[0].split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"tree" and not tree:
            tree = value.decode()
        elif key == b"parent":
            parents.append(value.decode())
    return tree, tuple(parents)


def split_range(text: str) -> tuple[str, str] | None:
    """The two ends of ``A..B`` or ``A...B`` (an end left out is HEAD); ``None`` for one commit."""
    for dots in ("...", ".."):
        base, found, head = text.partition(dots)
        if found:
            return base or "HEAD", head or "HEAD"
    return None


def empty_tree(object_format: str) -> str:
    """The id of the tree without entries, which every repository knows."""
    return hashlib.new(object_format, b"tree 0\0").hexdigest()
