"""One line of CODEOWNERS: its pattern and its owners, in the dialects of the forges.

Matching is linear in time. Where the forges differ: on GitHub a pattern with a slash inside begins at the
root, ``#`` begins a comment anywhere, and ``!``, ``[ ]`` and ``\\#`` mean nothing; on GitLab a pattern begins
anywhere unless it begins with a slash, comments are whole lines, and ``\\#`` is a number sign.
"""

from __future__ import annotations

from enum import Enum

from tidegate.config.patterns import Matcher

LONGEST = 2000  # characters of a pattern


class Dialect(Enum):
    GITHUB = "github"
    GITLAB = "gitlab"


class BadPattern(ValueError):
    """A pattern that means nothing to the forge; the message shows it."""


class TooLong(ValueError):
    """What a forge may read and this tool does not; the message says where it ends."""


def words(line: str, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The pattern, with its escapes, and the owners; an empty pattern where the line says nothing."""
    if line.lstrip().startswith("#"):
        return "", ()
    found = _split(line)
    if dialect is Dialect.GITHUB:
        comment = next((n for n, word in enumerate(found) if n and word.startswith("#")), len(found))
        found = found[:comment]
    pattern, *names = found or [""]
    if dialect is Dialect.GITLAB:  # it reads owners in what looks like a comment, too
        names = [name for name in names if "@" in name or not _is_remark(names)]
    return pattern, tuple(names)


def matcher(pattern: str, dialect: Dialect) -> Matcher:
    """Whether a path is meant. Raise BadPattern, TooLong."""
    if dialect is Dialect.GITHUB and (pattern.startswith(("!", "\\#")) or "[" in pattern):
        raise BadPattern(f'GitHub does not read the pattern "{pattern[:80]}"')
    if len(pattern) > LONGEST:
        raise TooLong(f"a pattern has {len(pattern):,} characters; {LONGEST:,} is the limit")
    import re2

    try:
        expression = re2.compile(_expression(pattern, dialect))
    except re2.error as error:
        raise BadPattern(f'the pattern "{pattern[:80]}" means nothing') from error
    return lambda path: expression.fullmatch(path.encode("utf-8", "replace").decode()) is not None


def _is_remark(names: list[str]) -> bool:
    return any(name.startswith("#") for name in names)


def _split(line: str) -> list[str]:
    """Words, apart at spaces that no backslash precedes."""
    found, word, escaped = [], "", False
    for character in line.strip():
        if character.isspace() and not escaped:
            found.append(word)
            word = ""
        else:
            word += character
        escaped = character == "\\" and not escaped
    return [one for one in (*found, word) if one]


def _expression(pattern: str, dialect: Dialect) -> str:
    """As RE2 reads it: the folder's whole content is meant where the pattern names a folder."""
    body = pattern.strip("/")
    anchored = pattern.startswith("/") or (dialect is Dialect.GITHUB and "/" in body)
    within = ".*" if not body else ""
    if body and pattern.endswith("/"):
        within = "/.*"
    elif body.rpartition("/")[2] not in ("*", "**", ""):
        within = "(?:/.*)?"
    return "(?s)" + ("" if anchored else "(?:.*/)?") + _parts(body) + within


def _parts(body: str) -> str:
    import re2

    found, rest = "", body
    while rest:
        if rest.startswith("**/"):
            found, rest = found + "(?:.*/)?", rest[3:].lstrip("/")
        elif rest.startswith("**"):
            found, rest = found + ".*", rest[2:]
        elif rest[0] in "*?":
            found, rest = found + ("[^/]*" if rest[0] == "*" else "[^/]"), rest[1:]
        elif rest[0] == "[" and "]" in rest[2:]:
            end = rest.index("]", 2)
            found, rest = found + _set(rest[1:end]), rest[end + 1 :]
        else:
            skip = 1 if rest[0] == "\\" and len(rest) > 1 else 0
            found, rest = found + re2.escape(rest[skip]), rest[skip + 1 :]
    return found


def _set(characters: str) -> str:
    """Characters within brackets, as globs have them."""
    negated = characters[0] in "!^"
    inner = characters[1:] if negated else characters
    return (
        f"[{'^' if negated else ''}" + "".join(c if c == "-" else f"\\x{{{ord(c):x}}}" for c in inner) + "]"
    )
