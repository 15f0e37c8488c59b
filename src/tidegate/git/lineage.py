"""Where a commit stands in a history: what brought it to a branch, and which commits touched a file."""

from __future__ import annotations

from tidegate.git.process import Git

SECONDS = 10.0  # for one question about a whole history


def landing(git: Git, commit: str, tip: str) -> str | None:
    """The commit on the first-parent line of ``tip`` that brought ``commit`` there; ``None``: none did.

    It is ``commit`` itself where that stands on the line.
    """
    if commit == tip:
        return commit
    printed = git.run("rev-list", "--topo-order", "--reverse", "--parents", f"{commit}..{tip}", "--")
    first: dict[str, str | None] = {}
    descended = {commit}
    for line in printed.decode("ascii").splitlines():
        one, *parents = line.split()
        first[one] = parents[0] if parents else None
        if not descended.isdisjoint(parents):
            descended.add(one)
    at: str | None = tip
    found = None
    while at is not None and at in descended:
        found, at = at, first.get(at)
    return found


def last_touching(git: Git, revision: str, path: str) -> str | None:
    """The newest commit that changed a path, as ``revision`` sees it."""
    printed = git.run("rev-list", "--max-count=1", revision, "--", f":(top,literal){path}")
    return printed.decode("ascii").strip() or None


def touching(git: Git, revision: str, paths: list[str], pattern: str, most: int) -> list[str]:
    """Commits that changed a line of ``paths`` with ``pattern`` (POSIX, extended), newest first."""
    specs = [f":(top,literal){path}" for path in paths]
    printed = git.run(
        "log", "--format=%H", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--text",
        "--no-renames", "--topo-order", "-i", f"-G{pattern}", f"--max-count={most}",
        revision, "--", *specs,
    )  # fmt: skip
    return printed.decode("ascii").split()
