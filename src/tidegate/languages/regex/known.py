"""Whether a pattern lets through only words that it spells out itself."""

from __future__ import annotations

from tidegate.languages.regex.tree import (
    At,
    Atomic,
    Back,
    Chars,
    Either,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    inner,
)


def has_known_words(pattern: Pattern, node: Node) -> bool:
    """Whether each letter in what ``node`` matches belongs to a word that is written in the pattern.

    Numbers, operators and spaces are free. A word may be repeated where something else parts one from the
    next, so that no new word comes about.
    """
    if isinstance(node, Chars):
        return len({c.casefold() for c in _letters(pattern, node)}) <= 1
    if isinstance(node, Look):
        return True
    if isinstance(node, Back):
        return False
    if (
        isinstance(node, Repeat)
        and (node.most is None or node.most > 1)
        and _holds_letters(pattern, node.body)
    ):
        apart = _is_parted(pattern, node.body, True) or _is_parted(pattern, node.body, False)
        return apart and has_known_words(pattern, node.body)
    return all(has_known_words(pattern, part) for part in inner(node))


def _letters(pattern: Pattern, node: Chars) -> list[str]:
    return [c for i, c in enumerate(pattern.alphabet) if node.mask >> i & 1 and (c.isalpha() or c == "_")]


def _holds_letters(pattern: Pattern, node: Node) -> bool:
    if isinstance(node, Chars):
        return bool(_letters(pattern, node))
    return not isinstance(node, Look) and any(_holds_letters(pattern, part) for part in inner(node))


def _is_parted(pattern: Pattern, node: Node, first: bool) -> bool:
    """Whether every match begins (ends) with a character that is part of no word."""
    if isinstance(node, Chars):
        return bool(node.mask) and not node.mask & pattern.word
    if isinstance(node, Group | Atomic):
        return _is_parted(pattern, node.body, first)
    if isinstance(node, Repeat):
        return node.least > 0 and _is_parted(pattern, node.body, first)
    if isinstance(node, Either):
        return all(_is_parted(pattern, part, first) for part in node.parts)
    return isinstance(node, Sequence) and _edge_is_parted(pattern, node, first)


def _edge_is_parted(pattern: Pattern, node: Sequence, first: bool) -> bool:
    for part in node.parts if first else reversed(node.parts):
        if isinstance(part, At | Look):
            continue
        if isinstance(part, Repeat) and part.least == 0:  # it, or what is behind it
            if not _is_parted(pattern, part.body, first):
                return False
            continue
        return _is_parted(pattern, part, first)
    return False
