"""Where a repository keeps things."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tidegate.git.process import Git, GitFailed, clean_environment, decode_path
from tidegate.model.errors import RepositoryError

QUESTIONS = ("--is-shallow-repository", "--show-object-format", "--absolute-git-dir", "--git-path", "objects",
             "--git-common-dir", "--show-toplevel")  # fmt: skip


class Layout(msgspec.Struct, frozen=True):
    """All directories are absolute; ``work_tree`` is ``None`` for a bare repository.

    ``index`` is the index that counts: within a hook it may be one that git made for one commit.
    ``common_directory`` is the same for all work trees of a repository.
    ``object_directories`` has a second one within a hook that judges a push not accepted yet.
    """

    git_directory: Path
    common_directory: Path
    object_directories: tuple[Path, ...]
    index: Path
    work_tree: Path | None
    object_format: str
    shallow: bool

    @property
    def partial(self) -> bool:
        """Objects may be missing, because they were left to be fetched on demand."""
        packs = (directory / "pack" for directory in self.object_directories)
        return any(any(pack.glob("*.promisor")) for pack in packs)


def find_layout(directory: Path, environment: Mapping[str, str] = os.environ) -> Layout:
    """Ask git about the repository around ``directory``.

    Raises RepositoryError where there is none, or one that belongs to somebody else.
    """
    git = Git(directory, clean_environment(environment))
    try:
        status, printed, _ = git.ask("rev-parse", "--path-format=absolute", *QUESTIONS, expected=(0, 128))
    except GitFailed as error:
        raise RepositoryError(f"{directory}: {error}", "install git 2.38 or newer") from error
    lines = decode_path(printed).splitlines()
    bare = status != 0 and len(lines) == len(QUESTIONS) - 2  # no answer to the last question
    if not bare and (status or len(lines) != len(QUESTIONS) - 1):
        raise _no_repository(git, directory)
    git_directory, objects, common = (Path(line) for line in lines[2:5])
    return Layout(
        git_directory=git_directory,
        common_directory=common,
        object_directories=(*_quarantine(git_directory, environment), objects),
        index=_index(git_directory, environment),
        work_tree=None if bare else Path(lines[5]),
        object_format=lines[1],
        shallow=lines[0] == "true",
    )


def _index(git_directory: Path, environment: Mapping[str, str]) -> Path:
    """A hook's own index, where it is of this repository; else the usual one."""
    chosen = environment.get("GIT_INDEX_FILE")
    path = Path(chosen).absolute() if chosen else None
    return path if path and path.is_relative_to(git_directory) else git_directory / "index"


def _quarantine(git_directory: Path, environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Where git keeps the objects of a push while its hooks run."""
    chosen = environment.get("GIT_QUARANTINE_PATH")
    path = Path(chosen).absolute() if chosen else None
    return (path,) if path and path.is_relative_to(git_directory) else ()


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
