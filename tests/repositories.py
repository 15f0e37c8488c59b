"""Real git repositories for tests, in few words and without the user's configuration.

repository = RepositoryBuilder(tmp_path)
base = repository.commit("base", {"app.py": "x = 1\n"})
repository.branch("feature")
head = repository.commit("head", {"app.py": "x = 2\n", "old.py": None})
"""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

START = 1_700_000_000  # of the first commit; each later one is a minute younger

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ada Example",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Cy Example",
    "GIT_COMMITTER_EMAIL": "cy@example.com",
    "LC_ALL": "C",
}

Content = str | bytes | None  # None deletes the file


class RepositoryBuilder:
    """A repository in ``path`` whose commit ids depend on its content alone."""

    def __init__(self, path: Path, *options: str, default_branch: str = "main") -> None:
        self.path = path
        self._commits = 0
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", f"--initial-branch={default_branch}", *options)

    def git(
        self,
        *arguments: str,
        stdin: bytes | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Run git in the repository and return what it prints, without the last line break."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            input=stdin,
            capture_output=True,
            check=True,
            env=inherited | ENVIRONMENT | self._dates() | dict(environment),
        )
        return os.fsdecode(done.stdout).rstrip("\n")

    def _dates(self) -> dict[str, str]:
        date = f"{START + 60 * self._commits} +0000"
        return {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}

    def write(self, files: Mapping[str, Content]) -> None:
        """Lay files in the work tree; text is written as UTF-8 with its own line endings."""
        for name, content in files.items():
            path = self.path / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def symlink(self, name: str, target: str) -> None:
        path = self.path / name
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    def executable(self, name: str) -> None:
        path = self.path / name
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def commit(self, message: str = "change", files: Mapping[str, Content] = MappingProxyType({})) -> str:
        """Write the files, commit everything in the work tree, return the commit's id."""
        self.write(files)
        self._commits += 1
        self.git("add", "--all", "--force")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Create a branch and switch to it."""
        self.git("switch", "--quiet", "--create", name, start)

    def switch(self, name: str) -> None:
        self.git("switch", "--quiet", name)

    def merge(self, name: str, message: str = "merge") -> str:
        self._commits += 1
        self.git("merge", "--quiet", "--no-ff", "--message", message, name)
        return self.git("rev-parse", "HEAD")

    def tree(self, revision: str = "HEAD") -> str:
        """The id of a revision's tree."""
        return self.git("rev-parse", f"{revision}^{{tree}}")
