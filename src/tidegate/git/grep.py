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
_WORD = re.compile(WORD)
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
    printed = [word for word, places in paths.items() if places]
    for long, others in overlapping(printed, paths.keys()).items():
        for path in paths[long]:
            hidden = [word for word in others if path not in paths[word]]
            content = read(path) if hidden else None
            for word in hidden:
                if content is not None and contains(content, word):
                    paths[word].add(path)


def overlapping(printed: Collection[str], words: Collection[str]) -> dict[str, set[str]]:
    """Each of the ``printed`` → those of ``words`` that its match can hide: within it, or across its end."""
    longs = [word for word in printed if len(_ends(word)) > 1]  # one plain word hides no other
    if not longs:
        return {}
    wanted = frozenset(words)
    across: dict[str, set[str]] = {}  # by how they begin, up to where a whole word may end
    for word in wanted:
        for end in _ends(word)[:-1]:
            across.setdefault(word[:end], set()).add(word)
    return {long: hidden for long in longs if (hidden := _hidden(long, wanted, across))}


def _hidden(long: str, wanted: frozenset[str], across: dict[str, set[str]]) -> set[str]:
    starts = [0, *(at + 1 for at, letter in enumerate(long) if not _WORD.match(letter))]
    within = {long[start:end] for start in starts for end in _ends(long)} & wanted
    beyond = (across.get(long[start:], set()) for start in starts)
    return within.union(*beyond) - {long}


def _ends(word: str) -> list[int]:
    """Where a match of a whole word may end in it."""
    return [*(at for at, letter in enumerate(word) if not _WORD.match(letter)), len(word)]


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
