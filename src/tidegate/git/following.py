"""Questions that go back through a history, each bounded in time."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tidegate.git.blame import MOVES, Origin, between, blame
from tidegate.git.lineage import SECONDS, landing, last_touching, touching
from tidegate.git.objects import Objects
from tidegate.git.process import Git
from tidegate.git.revisions import NAMED_COMMIT, parse_commit_links
from tidegate.git.scratch import Scratch
from tidegate.model.change import Hunk

_AROUND = 12  # lines before and behind: what moved is known by more than one line


class Following:
    """``tidegate.git.Repository.following``."""

    def __init__(self, scratch: Scratch, history: Git, objects: Objects) -> None:
        self._scratch = scratch
        self._objects = objects
        self._git = _alone(scratch, history)

    def origin(self, revision: str, path: str, line: int, ignored: Sequence[str] = ()) -> Origin | None:
        """The commit that put a line where it stands: not what it was moved from, renames of files apart."""
        found = blame(self._git, revision, path, (line, line), ignored=ignored)
        return found.get(line)

    def source(
        self, revision: str, path: str, line: int, lines: int, ignored: Sequence[str] = ()
    ) -> Origin | None:
        """The commit that brought a line first, through moves and copies; ``lines`` are those of the file."""
        around = max(1, line - _AROUND), min(lines, line + _AROUND)
        return blame(self._git, revision, path, around, options=MOVES, ignored=ignored).get(line)

    def landing(self, commit: str, tip: str) -> str | None:
        """What brought a commit to the branch that ends with ``tip``: see ``git.lineage``."""
        return landing(self._git, commit, tip)

    def last_touching(self, revision: str, path: str) -> str | None:
        """The newest commit that changed a path."""
        return last_touching(self._git, revision, path)

    def touching(self, revision: str, paths: list[str], pattern: str, most: int) -> list[str]:
        """Commits that changed a line with a pattern: see ``git.lineage``."""
        return touching(self._git, revision, paths, pattern, most)

    def is_cut(self, commit: str) -> bool:
        """Whether this clone lacks a parent: then the commit may only seem to bring what it has."""
        _, parents = parse_commit_links(self._objects.blob(commit, NAMED_COMMIT))
        return any(parent is None for parent in self._objects.find_all(list(parents)))

    def existing(self, names: Sequence[str]) -> list[str]:
        """The ids of those names that are commits in this clone."""
        found = self._objects.find_all([f"{name}^{{commit}}" for name in names])
        return [one.oid for one in found if one is not None]

    def uncommitted(self, blob: str, content: bytes) -> list[Hunk]:
        """What differs between a blob and a file of the work tree."""
        return between(self._git, blob, self._scratch.write_blob(content))


def _alone(scratch: Scratch, git: Git) -> Git:
    """git on the same objects, without anybody's settings: those of blame change its answer, or end it.

    It fetches nothing, gives up in time, and knows where a shallow clone ends.
    """
    environment = {
        **scratch.environment,
        "GIT_DIR": str(scratch.repository),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": "0",
    }
    if scratch.layout.shallow:
        environment["GIT_SHALLOW_FILE"] = str(scratch.layout.common_directory / "shallow")
    alone = git.at(scratch.repository, environment)
    return Git(alone.directory, alone.environment, min(git.seconds, SECONDS))
