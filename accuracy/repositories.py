"""Releases as commits of a git repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Releases",
    "GIT_AUTHOR_EMAIL": "releases@example.com",
    "GIT_AUTHOR_DATE": "1700000000 +0000",
    "GIT_COMMITTER_NAME": "Releases",
    "GIT_COMMITTER_EMAIL": "releases@example.com",
    "GIT_COMMITTER_DATE": "1700000000 +0000",
}


def history(folder: Path, trees: list[tuple[str, Path]]) -> None:
    """Make ``folder`` a repository with one commit a tree, in order, each with a branch of that name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=newest")
    parent: list[str] = []
    for name, files in trees:
        _git(folder, "add", "--all", "--force", ".", files=files)
        tree = _git(folder, "write-tree")
        commit = _git(folder, "commit-tree", tree, *parent, "-m", name)
        _git(folder, "branch", "--force", name, commit)
        parent = ["-p", commit]
    _git(folder, "reset", "--quiet", "--hard", trees[-1][0])


def _git(folder: Path, *arguments: str, files: Path | None = None) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", f"--git-dir={folder / '.git'}", f"--work-tree={files or folder}", *arguments]
    done = subprocess.run(
        command, capture_output=True, check=True, env=inherited | _ENVIRONMENT, cwd=files or folder
    )
    return os.fsdecode(done.stdout).strip()
