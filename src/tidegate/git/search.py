"""Finding words in the files of a tree."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator

from tidegate.git.process import Git, decode_path

WORD = "[0-9A-Za-z_]"
RECORD = re.compile(rb"([^\0]+)\0([^\n]*)\n")  # of git grep -z -o: path, what matched
WORDS_A_PATTERN = 400  # keeps one compiled pattern far below PCRE's limit of 64 KiB


class Search:
    """Searches trees of one repository."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def search(self, tree: str, words: Collection[str], suffixes: Collection[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        wanted = sorted({word for word in words if word and "\n" not in word and "\0" not in word})
        if wanted and suffixes:
            for path, word in grep(self._git, tree, wanted, suffixes):
                found.setdefault(path, set()).add(word)
        return found


def grep(git: Git, tree: str, words: list[str], suffixes: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each (path, word) that one ``git grep`` of the tree prints; a pair may come more than once."""
    threads = min(8, 2 * (os.cpu_count() or 1))
    arguments = ["grep", f"--threads={threads}", "--text", "-z", "-o", "--no-color", "-P"]
    for pattern in patterns(words):
        arguments += ["-e", pattern]
    globs = [f":(glob)**/*{_escape(suffix)}" for suffix in sorted(suffixes)]
    _, output = git.ask(*arguments, tree, "--", *globs, expected=(0, 1))
    return parse_matches(output, len(tree) + 1)


def parse_matches(output: bytes, skip: int) -> Iterator[tuple[str, str]]:
    """(path, match) of ``git grep -z -o TREE``; ``skip`` is the length of "TREE:" before each path."""
    for path, match in set(RECORD.findall(output)):
        yield decode_path(path[skip:]), decode_path(match)


def patterns(words: list[str]) -> Iterable[str]:
    for start in range(0, len(words), WORDS_A_PATTERN):
        alternatives = "|".join(re.escape(word) for word in words[start : start + WORDS_A_PATTERN])
        yield f"(?<!{WORD})(?:{alternatives})(?!{WORD})"


def _escape(suffix: str) -> str:
    return re.sub(r"([*?\[\]\\])", r"\\\1", suffix)
