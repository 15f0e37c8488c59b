"""What a difference says, wherever in a file it stands.

It is what ``git patch-id`` is for, with one difference: white space counts, for in Python it is meaning.
"""

from __future__ import annotations

import hashlib

from tidegate.git.process import Git

_WORDS = (
    "diff-tree", "-r", "-p", "--no-renames", "--no-ext-diff", "--no-textconv", "--text", "--full-index",
    "--unified=3", "--diff-algorithm=myers", "--no-indent-heuristic", "--src-prefix=a/", "--dst-prefix=b/",
)  # fmt: skip
_PLACES = (b"@@ ", b"index ")


def patch_digest(git: Git, old: str, new: str) -> str | None:
    """SHA-256 over the lines that differ between two trees and those around them, without their numbers.

    ``None`` where nothing differs. Submodules and modes count. Raises GitFailed where a tree is missing.
    """
    digest, seen = hashlib.sha256(), False
    with git.lines(*_WORDS, old, new, "--") as lines:
        for line in lines:
            seen = True
            if not line.startswith(_PLACES):
                digest.update(line)
    return digest.hexdigest() if seen else None


def patch_id(git: Git, old: str, new: str) -> str | None:
    """git's own stable id of that difference, white space left out; ``None`` where nothing differs."""
    patch = git.run(*_WORDS, old, new, "--")
    printed = git.run("patch-id", "--stable", stdin=patch).split()
    return printed[0].decode() if printed else None
