"""Commits by whomever, with whatever message: what the tests of attribution are written with.

history = Authored(RepositoryBuilder(tmp_path))
history.commit("Change\\n\\nCo-authored-by: …", {"app.py": "x = 1\\n"}, author="Ada <ada@example.com>")
found = history.attribution("main")          # of everything that is not on main
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from repositories import Content, RepositoryBuilder

from tidegate.authorship import judge
from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.model.attribution import Attribution
from tidegate.stages import Stages

ADA = "Ada Example <ada@example.com>"


class Authored:
    """A repository with a base on ``main`` and a branch ``change`` on top of it."""

    def __init__(
        self,
        builder: RepositoryBuilder,
        files: Mapping[str, Content] = MappingProxyType({"base.txt": "base\n"}),
    ) -> None:
        self.builder = builder
        self._count = 0
        builder.commit("Base", files)
        builder.branch("change")

    def commit(
        self,
        message: str = "Change\n",
        files: Mapping[str, Content] | None = None,
        *,
        author: str = ADA,
        committer: str = ADA,
    ) -> str:
        """A commit whose message is kept byte by byte; without files it adds one line of its own."""
        self._count += 1
        self.builder.write({f"file_{self._count}.py": "x = 1\n"} if files is None else files)
        self.builder.git("add", "--all", "--force")
        who = {f"GIT_AUTHOR_{key}": value for key, value in _parts(author).items()}
        who |= {f"GIT_COMMITTER_{key}": value for key, value in _parts(committer).items()}
        self.builder.git(
            "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--allow-empty-message", "--file=-",
            stdin=message.encode(), environment=who,
        )  # fmt: skip
        return self.builder.git("rev-parse", "HEAD")

    def many(self, commits: Iterable[tuple[str, str, str]]) -> list[str]:
        """Commits in one go, each with a file of its own: message, author, committer."""
        given = list(commits)
        tip = self.builder.git("rev-parse", "HEAD")
        parts = [_imported(n, *one, tip if n == 1 else f":{n - 1}") for n, one in enumerate(given, 1)]
        self.builder.git("fast-import", "--quiet", "--force", stdin=b"".join(parts))
        self.builder.git("reset", "--quiet", "--hard")
        listed = self.builder.git("rev-list", "--reverse", f"{tip}..HEAD").split()
        assert len(listed) == len(given)
        return listed

    def note(self, commit: str, text: str | bytes, reference: str = "refs/notes/ai") -> None:
        """Put a note on a commit, byte by byte."""
        raw = text.encode() if isinstance(text, str) else text
        blob = self.builder.git("hash-object", "-w", "--stdin", stdin=raw)
        self.builder.git("notes", f"--ref={reference}", "add", "--force", "-C", blob, commit)

    def attribution(self, words: str | None = "main..change", description: str | None = None) -> Attribution:
        """What is found of a range; a fault of the code is raised, not recorded."""
        stages = Stages()
        with Cache.open() as cache, Repository.open(self.builder.path) as repository:
            change = repository.change(words)
            found = judge(change, repository, description, cache, stages).ai.attribution
        assert stages.failures == []
        return found


def _imported(number: int, message: str, author: str, committer: str, parent: str) -> bytes:
    raw, when = message.encode(), f"{1_700_000_000 + number} +0000"
    lines = ["commit refs/heads/change", f"mark :{number}", f"author {author} {when}"]
    lines += [f"committer {committer} {when}", f"data {len(raw)}"]
    file = f"\nfrom {parent}\nM 100644 inline many_{number}.py\ndata 6\nx = 1\n\n"
    return "\n".join(lines).encode() + b"\n" + raw + file.encode()


def _parts(person: str) -> dict[str, str]:
    name, _, address = person.rpartition(" <")
    return {"NAME": name, "EMAIL": address.rstrip(">")}


def told(found: Attribution, commit: str | None = None) -> dict[str, str]:
    """Tool → class, with the model behind a blank; of one commit, or of everything. The surest one counts."""
    said: dict[str, str] = {}
    for claim in reversed(found.claims):
        if commit in (None, claim.commit):
            key = claim.tool or claim.author.value
            said[key] = " ".join(filter(None, (claim.confidence.value, claim.model)))
    return said
