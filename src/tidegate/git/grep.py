"""One ``git grep`` of a tree for many words at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator

import msgspec

from tidegate.git.process import Answer, Git, GitFailed, decode_path, encode_path
from tidegate.git.scope import Scope

WORD = "[0-9A-Za-z_]"
WORD_BYTES = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
MATCH = re.compile(rb"([^\0]+)\0([^\n]*)\n")  # of git grep -z -o: path, what matched
UNREADABLE = re.compile(r"^error: '(.*)': unable to read ", re.MULTILINE)
META = re.compile(r"([][\\.*+?(){}|^$])")
WORDS_A_PATTERN = 400  # keeps one compiled pattern far below PCRE's limit of 64 KiB
THREADS = min(8, 2 * (os.cpu_count() or 1))

Read = Callable[[str], bytes | None]  # a path's content in the tree


class Found(msgspec.Struct, frozen=True):
    """Paths by word; ``unreadable`` are files whose content is not in this clone."""

    paths: dict[str, set[str]]
    unreadable: tuple[str, ...]


def grep(git: Git, tree: str, words: Collection[str], scope: Scope, read: Read) -> Found:
    """Files of the scope that contain each word, as a whole.

    All words are one alternation, which costs hardly more than one word does; with a pattern for each,
    git would go through every file once a word. ``read`` is asked for few files.
    """
    try:
        answer = _ask(git, tree, scope, "-P", _patterns(words, perl_pattern))
    except GitFailed as error:
        if "perl-compatible" not in error.stderr.lower():
            raise
        answer = _ask(git, tree, scope, "-Ew", _patterns(words, str))
    paths: dict[str, set[str]] = {word: set() for word in words}
    for path, match in parse_matches(answer.output, len(tree) + 1):
        paths.setdefault(match, set()).add(path)
    _uncover(paths, read)
    prefix = f"{tree}:"
    return Found(paths, tuple(name.removeprefix(prefix) for name in UNREADABLE.findall(answer.errors)))


def _ask(git: Git, tree: str, scope: Scope, dialect: str, patterns: list[str]) -> Answer:
    expressions = [word for pattern in patterns for word in ("-e", pattern)]
    switches = ("--text", "-z", "-o", "--no-color", f"--threads={THREADS}", dialect)
    return git.ask("grep", *switches, *expressions, tree, "--", *scope.pathspecs(), expected=(0, 1))


def _patterns(words: Collection[str], pattern: Callable[[str], str]) -> list[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    escaped = [META.sub(r"\\\1", word) for word in longest_first]
    steps = range(0, len(escaped), WORDS_A_PATTERN)
    return [pattern("|".join(escaped[start : start + WORDS_A_PATTERN])) for start in steps]


def perl_pattern(alternatives: str) -> str:
    return f"(?<!{WORD})(?:{alternatives})(?!{WORD})"


def parse_matches(printed: bytes, skip: int) -> Iterator[tuple[str, str]]:
    """(path, match) of ``git grep -z -o TREE``; ``skip`` is the length of "TREE:" before a path."""
    for path, match in set(MATCH.findall(printed)):
        yield decode_path(path[skip:]), decode_path(match)


def _uncover(paths: dict[str, set[str]], read: Read) -> None:
    """Look for words behind matches of others, because git prints matches that do not overlap.

    Where it prints "a.b" of "a.b.c", it prints neither "b" nor "b.c".
    """
    for long, others in overlapping(paths).items():
        for path in paths[long]:
            hidden = [word for word in others if path not in paths[word]]
            content = read(path) if hidden else None
            for word in hidden:
                if content is not None and contains(content, word):
                    paths[word].add(path)


def overlapping(words: Collection[str]) -> dict[str, set[str]]:
    """Word → those of ``words`` that a match of it can hide: within it, or across its end."""
    hidden: dict[str, set[str]] = {}
    for long in words:
        if long.isidentifier():
            continue  # a whole word in a whole word is the same word
        for other in words:
            across = any(long.endswith(other[:size]) for size in range(1, len(other)))
            if other != long and (other in long or across):
                hidden.setdefault(long, set()).add(other)
    return hidden


def contains(content: bytes, word: str) -> bool:
    """Whether the word stands somewhere with no ASCII letter, digit or ``_`` beside it."""
    wanted = encode_path(word)
    start = content.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        before = start > 0 and content[start - 1] in WORD_BYTES
        after = end < len(content) and content[end] in WORD_BYTES
        if not before and not after:
            return True
        start = content.find(wanted, start + 1)
    return False
