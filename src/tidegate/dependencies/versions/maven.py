"""Maven: the "Version Order Specification" of its reference of the POM.

A version is a row of numbers and words, each with the separator before it. ``0``, ``final``, ``ga`` and
``release`` say nothing at the end or before a word, so that a row may be compared with a shorter one.
"""

from __future__ import annotations

import re

_LONGEST = 256  # characters
_TOKEN = re.compile(r"[0-9]+|[^0-9.\-_]+|[.\-_]")
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}  # where a number follows
_SAME = {"cr": "rc", "final": "", "ga": "", "release": ""}
_ORDER = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_OTHER = len(_ORDER)  # words that mean nothing known come after these, by the alphabet
_NUMBER = _OTHER + 1  # and then numbers: after a hyphen, after a dot
_END = (_ORDER.index(""), 0, "")

Token = tuple[int, int, str]
Key = tuple[Token, ...]


def key(version: str) -> Key:
    """Raise ValueError for what is no version."""
    if not version or len(version) > _LONGEST or not version.isascii() or not version.isprintable():
        raise ValueError(f"{version[:80]!r} is no version of Maven's")
    if any(one in version for one in " [](),${}"):
        raise ValueError(f"{version!r} is a range or an expression")
    return (*_telling(_tokens(version.lower())), _END)


def _tokens(version: str) -> list[tuple[str, str]]:
    """Separator and number or word; a change between digits and letters separates like a hyphen."""
    found: list[tuple[str, str]] = []
    separator, is_open = ".", True
    for text in _TOKEN.findall(version):
        if text in (".", "-", "_"):
            if is_open:
                found.append((separator, "0"))
            separator, is_open = "-" if text == "_" else text, True
            continue
        if not is_open:
            separator = "-"
            word = found[-1][1]
            found[-1] = (found[-1][0], _SHORT.get(word, word))
        found.append((separator, text))
        is_open = False
    return found


def _telling(tokens: list[tuple[str, str]]) -> list[Token]:
    """Without what says nothing: at the end, before a hyphen, before a word."""
    kept: list[Token] = []
    follows = "-"
    for separator, text in reversed(tokens):
        token = _token(separator, text)
        is_nothing = token[0] == _END[0] or (token[0] >= _NUMBER and not token[1])
        if is_nothing and follows == "-":
            continue
        kept.append(token)
        follows = "-" if separator == "-" or token[0] < _NUMBER else "."
    return kept[::-1]


def _token(separator: str, text: str) -> Token:
    if text.isdigit():
        return _NUMBER + (separator == "."), int(text), ""
    word = _SAME.get(text, text)
    return (_ORDER.index(word), 0, "") if word in _ORDER else (_OTHER, 0, word)
