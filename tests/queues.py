"""A team whose forge has a merge queue: the commits that it makes, and those that only look so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from repositories import Content
from shops import Shop, keys, people

from tidegate.cli.program import run
from tidegate.model.oversight import Oversight
from tidegate.model.result import CheckResult

FORGE = "noreply@forge.example"


def with_forge(**more: str) -> str:
    return people(**more).replace("people:\n", f"people:\n  forge: {{kind: bot, emails: [{FORGE}]}}\n")


class Queue(Shop):
    """``feature`` is to land on ``main``."""

    def __init__(
        self,
        path: Path,
        files: Mapping[str, Content] | None = None,
        change: Mapping[str, Content] | None = None,
    ) -> None:
        listed = {".tidegate/people.yaml": with_forge(), "other.py": "x = 1\n"}
        super().__init__(path, listed | dict(files or {}), change)

    def run(self, *words: str, key: str) -> int:
        return run([*words, "-C", str(self.path), "--key", str(keys() / key)])

    def approved(self, who: str = "ben", head: str = "feature") -> str:
        """Somebody approves a head, and CI records that it counts; the head's commit."""
        assert self.run("approve", f"main..{head}", "--yes", key=who) == 0
        assert self.run("record", f"main..{head}", key="ci") == 0
        return self.git.git("rev-parse", head)

    def merging(self, head: str = "feature", base: str = "main") -> str:
        """The tree that merging gives."""
        return self.git.git("merge-tree", "--write-tree", base, head).splitlines()[0]

    def commit(
        self,
        tree: str,
        *parents: str,
        committer: str = FORGE,
        author: str = "ada@example.com",
        said: str = "q",
    ) -> str:
        environment = {"GIT_COMMITTER_EMAIL": committer, "GIT_AUTHOR_EMAIL": author}
        words = [word for parent in parents for word in ("-p", parent)]
        return self.git.git("commit-tree", tree, *words, "-m", said, environment=environment)

    def merged(self, head: str = "feature", base: str = "main", tree: str | None = None) -> str:
        return self.commit(tree or self.merging(head, base), base, head)

    def squashed(self, head: str = "feature", base: str = "main", committer: str = FORGE) -> str:
        return self.commit(self.merging(head, base), base, committer=committer)

    def tree_with(self, commit: str, files: Mapping[str, Content]) -> str:
        """The tree of a commit with other files."""
        self.git.git("switch", "-q", "--detach", commit)
        made = self.git.commit("with", files)
        self.git.switch("feature")
        return self.git.tree(made)

    def queue(self, commit: str, base: str = "main") -> CheckResult:
        return self.check(revision_range=f"{base}..{commit}")


def said(result: CheckResult) -> Oversight:
    assert result.oversight is not None
    return result.oversight
