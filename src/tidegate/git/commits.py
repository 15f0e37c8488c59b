"""The commits of a range."""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.git.process import Git
from tidegate.model.change import Commit

COMMIT_LIMIT = 10_000
_TRAILERS = "%(trailers:only=true,unfold=true,key_value_separator=%x1F)"
FIELDS = ("%H", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%B", _TRAILERS)
FORMAT = "%x00".join(FIELDS) + "%x00"


def commits_between(git: Git, base: str | None, head: str, limit: int = COMMIT_LIMIT) -> list[Commit]:
    """Commits reachable from ``head`` and not from ``base``, newest first, ``limit`` at most."""
    selected = [head, f"^{base}"] if base else [head]
    output = git.run(
        "rev-list", "--no-commit-header", f"--format=tformat:{FORMAT}", "--encoding=UTF-8",
        f"--max-count={limit}", *selected, "--",
    )  # fmt: skip
    return parse_commits(output)


def landed(git: Git, tip: str, limit: int) -> list[Commit]:
    """The commits by which changes came to a branch, one each, newest first: its first-parent line."""
    output = git.run(
        "rev-list", "--first-parent", "--no-commit-header", f"--format=tformat:{FORMAT}",
        "--encoding=UTF-8", f"--max-count={limit}", tip, "--",
    )  # fmt: skip
    return parse_commits(output)


def some_commits(git: Git, ids: Sequence[str]) -> list[Commit]:
    """Single commits, in the order of ``ids``."""
    if not ids:
        return []
    output = git.run(
        "rev-list", "--no-walk=unsorted", "--no-commit-header", f"--format=tformat:{FORMAT}",
        "--encoding=UTF-8", *ids, "--",
    )  # fmt: skip
    return parse_commits(output)


def committed(git: Git, commit: str) -> int:
    """When ``commit`` was made, by its own word: seconds since the epoch."""
    output = git.run("rev-list", "--no-commit-header", "--format=tformat:%ct", "--max-count=1", commit, "--")
    return _seconds(output.decode("ascii", "replace").strip())


def versions(git: Git, revision: str, path: str) -> list[tuple[str, int]]:
    """The commits by which ``path`` became what it is, newest first, by first parents: (id, seconds).

    A commit's time is its own word, but none came before the one that it was put on.
    """
    output = git.run("log", "--first-parent", "--format=%H %ct %P", "--end-of-options", revision, "--", path)
    found = [line.split() for line in output.decode("ascii").splitlines()]
    parents = [words[2] for words in found if len(words) > 2]
    times = {one.id: one.commit_time for one in some_commits(git, parents)}
    return [(words[0], max(int(words[1]), times.get((*words, "", "")[2], 0))) for words in found]


def parse_commits(output: bytes) -> list[Commit]:
    """FIELDS, each ended by NUL; a line break after each commit."""
    fields = output.split(b"\0")
    step = len(FIELDS)
    return [_commit(fields[start : start + step]) for start in range(0, len(fields) - step, step)]


def _commit(raw: list[bytes]) -> Commit:
    fields = [field.decode("utf-8", "replace") for field in raw]
    identifier, parents, author, author_email, authored, committer, committer_email, committed = fields[:8]
    return Commit(
        id=identifier.strip(),
        parents=tuple(parents.split()),
        author_name=author,
        author_email=author_email,
        author_time=_seconds(authored),
        committer_name=committer,
        committer_email=committer_email,
        commit_time=_seconds(committed),
        message=fields[8],
        trailers=parse_trailers(fields[9]),
    )


def parse_trailers(printed: str) -> tuple[tuple[str, str], ...]:
    """Key and value of each line; white space within a value, such as that of folded lines, is one blank."""
    pairs = (line.partition("\x1f") for line in printed.split("\n"))
    return tuple((key.strip(), " ".join(value.split())) for key, separator, value in pairs if separator)


def _seconds(text: str) -> int:
    """A damaged date is the epoch, as git shows it."""
    try:
        return int(text)
    except ValueError:
        return 0
