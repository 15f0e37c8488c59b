"""One ref that this program writes: objects, compare and swap, and its copy elsewhere.

Nothing is ever forced. Objects are written, and on the disk, before the ref names them.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence

from tidegate.git.layout import Layout
from tidegate.git.objects import BLOB_LIMIT, Objects
from tidegate.git.process import Git, GitFailed, clean_environment, settings
from tidegate.model.errors import RepositoryError

LOCKED_SECONDS = 5.0  # that another writer may take
DURABLE = ("core.fsync", "objects,reference")
OF_THE_USER = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_SSL_CAINFO", "GIT_SSL_CERT")
_FASTER = ("(non-fast-forward)", "(fetch first)", "(stale info)", "cannot lock ref", "failed to update ref")
_STEP = 200  # objects that are asked for together
_PATIENCE = 4  # times that a push is tried where nobody was faster
_FULL = ("No space left", "quota exceeded")
_LITTLE = 64 * 1024  # bytes that are left of a disk that is full


class Rewritten(RepositoryError):
    """What a remote has does not continue what it had."""


class Reference:
    """A ref of the repository at ``layout``. Raises RepositoryError where git fails, or the disk is full."""

    def __init__(self, layout: Layout, name: str, seconds: float = 60.0) -> None:
        self.layout = layout
        self.name = name
        environment = clean_environment() | {"GIT_DIR": str(layout.git_directory)}
        environment |= settings(environment, [DURABLE])
        self._git = Git(layout.git_directory, environment, seconds)
        self._objects = Objects(self._git)

    def close(self) -> None:
        self._objects.close()

    def head(self, name: str | None = None) -> str | None:
        """The commit that the ref, or another one, names."""
        found = self._objects.find(name or self.name)
        return found.oid if found else None

    def write(self, kind: str, content: bytes) -> str:
        """Keep an object, whole or not at all; its id."""
        words = ("hash-object", "-t", kind, "-w", "--stdin")
        return self._writing(self._git, *words, stdin=content).decode().strip()

    def swap(self, new: str, old: str | None, name: str | None = None) -> bool:
        """Let the ref name ``new`` where it still names ``old``; ``None``: where there is none."""
        target, expected = name or self.name, old or "0" * len(new)
        until = time.monotonic() + LOCKED_SECONDS
        while True:
            try:
                self._git.run("update-ref", "--no-deref", target, new, expected)
            except GitFailed as failure:
                if self.head(target) != old:
                    return False
                if "File exists" not in failure.stderr:
                    raise self._explained(failure) from failure
                if time.monotonic() > until:
                    raise self._locked(target) from failure
                time.sleep(0.02)
            else:
                return True

    def line(self, head: str, known: str | None = None) -> list[str]:
        """The commits that led to ``head`` by first parents, the oldest first; without those of ``known``."""
        left_out = [f"^{known}"] if known else []
        printed = self._git.run("rev-list", "--first-parent", "--reverse", head, *left_out, "--")
        return printed.decode().split()

    def contains(self, head: str, commit: str) -> bool:
        """Whether ``head`` is, or comes after, ``commit``."""
        answer = self._git.ask("merge-base", "--is-ancestor", commit, head, expected=(0, 1, 128))
        return answer.status == 0

    def contents(self, commits: Sequence[str], limit: int = BLOB_LIMIT) -> Iterator[bytes | None]:
        """The raw objects; ``None`` for one that is not in this clone, or larger than ``limit`` bytes."""
        for start in range(0, len(commits), _STEP):
            some = list(commits[start : start + _STEP])
            found = self._objects.blobs(some, limit)
            yield from (found.get(oid) for oid in some)

    def fetch(self, remote: str, theirs: str, known: str | None) -> str | None:
        """Bring the objects of what ``remote`` has under ``theirs``; its commit, ``None`` for nothing.

        Raise Rewritten where that does not continue the commit ``known``, RepositoryError where it cannot be
        asked.
        """
        there = self._there(remote, theirs)
        if there is None or there == known:
            return there
        self._writing(
            self._with_network(),
            "fetch", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
            "--refmap=", "--end-of-options", remote, theirs,
        )  # fmt: skip
        if known is not None and not self.contains(there, known):  # git asks this of two commits only
            raise Rewritten(f"it had {known[:12]}, and {there[:12]} does not continue that")
        return there

    def push(self, remote: str, commit: str, theirs: str, known: str | None) -> bool:
        """Let ``theirs`` on ``remote`` name ``commit``; False where it does not name ``known`` any more.

        Raise RepositoryError where it is not taken.
        """
        words = ("push", "--porcelain", "--no-verify", "--end-of-options", remote, f"{commit}:{theirs}")
        for attempt in range(_PATIENCE):
            time.sleep(0.1 * attempt)
            answer = self._with_network().ask(*words, expected=(0, 1, 128))
            if answer.status == 0:
                return True
            refused = answer.output.decode("utf-8", "replace")
            if not any(word in refused for word in _FASTER):
                break
            if self._there(remote, theirs) != known:
                return False
        reason = next((line for line in refused.splitlines() if line.startswith("!")), answer.errors)
        raise RepositoryError(
            f"{remote} does not take {theirs}: {' '.join(reason.split())}",
            "ask who may write to it, and whether its disk is full",
        )

    def _there(self, remote: str, name: str) -> str | None:
        """What a remote's ref names; ``ls-remote`` also lists refs that only end with that name."""
        listed = self._with_network().run("ls-remote", "--end-of-options", remote, name)
        lines = (line.partition("\t") for line in listed.decode("utf-8", "replace").splitlines())
        return next((oid for oid, _, found in lines if found == name), None)

    def _with_network(self) -> Git:
        return self._git.at(self.layout.git_directory, _network())

    def _writing(self, git: Git, *words: str, stdin: bytes = b"") -> bytes:
        try:
            return git.run(*words, stdin=stdin)
        except GitFailed as failure:
            raise self._explained(failure) from failure

    def _explained(self, failure: GitFailed) -> RepositoryError:
        """git does not always say that the disk is full."""
        place = self.layout.common_directory
        told = any(word in failure.stderr for word in _FULL)
        if not told and shutil.disk_usage(place).free > _LITTLE:
            return failure
        return RepositoryError(
            f"the disk of {place} is full: {failure}",
            "free some space and try again: nothing is half written",
        )

    def _locked(self, target: str) -> RepositoryError:
        lock = self.layout.common_directory / f"{target}.lock"
        return RepositoryError(
            f"{target} is locked, perhaps by a program that was ended: {lock}",
            "where no git runs any more, delete that file and try again",
        )


def _network() -> dict[str, str]:
    """What talks to a remote: with the user's own ways to it, and by no other protocols."""
    kept = {name: os.environ[name] for name in OF_THE_USER if name in os.environ}
    return kept | {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
