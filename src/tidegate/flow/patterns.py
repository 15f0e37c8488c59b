"""Checks by regular expression: which characters may occur in what matched, and what that makes safe."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tidegate.flow.library import CallArguments
from tidegate.flow.taints import NO_KINDS
from tidegate.flow.values import UNKNOWN, Value
from tidegate.knowledge.paths import Arguments
from tidegate.knowledge.tables import Check, Cleaning
from tidegate.knowledge.weaknesses import by_sink
from tidegate.languages.regex import tree
from tidegate.languages.regex.known import has_known_words

PATTERN = ".pattern"  # the field of a compiled pattern, and of a match, that holds the pattern's text
_DEEPEST = 3  # a match is of a compiled pattern, which is of a text
_LINE_BREAKS = frozenset("\r\n")
_VERY_END = re.compile(r"(?<!\\)((?:\\\\)*)\\z")  # as newer and other languages write it


def kinds_of_match(check: Check, call: CallArguments) -> frozenset[str]:
    """The kinds that a guard makes its argument safe for in this call."""
    if check.pattern is None:
        return check.kinds
    text = pattern_text(call, check.pattern)
    if check.returns:
        return kinds_of_whole(text, check.anchored)
    return _kinds_without(text, "") if text is not None else NO_KINDS


def kinds_of_result(cleaning: Cleaning, call: CallArguments) -> frozenset[str]:
    """The kinds that a sanitizer makes its result safe for in this call."""
    if cleaning.pattern is None:
        return cleaning.kinds
    text = pattern_text(call, cleaning.pattern)
    if text is None:
        return NO_KINDS
    if cleaning.replacement is not None:
        return _kinds_of_rest(text, call.first(cleaning.replacement))
    group = call.first(cleaning.group)
    return kinds_of_group(text, group.known if group is not None else 0)


def pattern_text(call: CallArguments, spec: Arguments) -> str | None:
    """The pattern that an argument is, or that it was compiled from."""
    value = call.first(spec)
    if value is None:
        return None
    for _ in range(_DEEPEST):
        value = (value.fields or {}).get(PATTERN, value)
    return value.known if isinstance(value.known, str) else None


@lru_cache(maxsize=512)
def _parsed(text: str) -> tree.Pattern | None:
    try:
        return tree.parse(_VERY_END.sub(r"\1\\Z", text))
    except tree.UnreadableError:
        return None


@lru_cache(maxsize=512)
def kinds_of_whole(text: str | None, anchored: str) -> frozenset[str]:
    """``anchored``: which ends of the text the call itself holds the pattern to: "", "start", "both".

    "strict" holds it to none, but to ``$`` the very end is meant.
    """
    pattern = _parsed(text) if text is not None else None
    if pattern is None:
        return NO_KINDS
    starts = anchored in ("start", "both") or _holds_end(pattern.root, first=True)
    ends = anchored == "both" or _holds_end(pattern.root, first=False)
    if not (starts and ends):
        return NO_KINDS
    kinds = _kinds_of_text(pattern, pattern.root)
    loose = anchored not in ("both", "strict") and not _is_strict(
        pattern.root
    )  # ``$`` also holds before a last line break
    return frozenset(kind for kind in kinds if not (loose and _dangers()[kind] <= _LINE_BREAKS))


def unheld(text: str, anchored: str) -> str:
    """Why a pattern proves nothing of a text that it is found in, in words."""
    pattern = _parsed(text)
    if pattern is None:
        return "whose pattern could not be read"
    if anchored not in ("start", "both") and not _holds_end(pattern.root, first=True):
        return "whose pattern may begin anywhere in the text"
    if anchored != "both" and not _holds_end(pattern.root, first=False):
        return "whose pattern is not held to the end of the text"
    return "whose pattern lets dangerous characters through"


@lru_cache(maxsize=512)
def kinds_of_group(text: str, number: object, encoded: str = "") -> frozenset[str]:
    """What a group lets nothing harmful through for; nothing where it lets one of ``encoded`` through."""
    pattern = _parsed(text)
    if pattern is None or type(number) is not int:
        return NO_KINDS
    node = pattern.root if number == 0 else _group(pattern.root, number)
    if node is None or not _characters(pattern, node).isdisjoint(encoded):
        return NO_KINDS
    return _kinds_of_text(pattern, node)


def _kinds_of_rest(text: str, replacement: Value | None) -> frozenset[str]:
    """What is left when everything is replaced that one set of characters holds."""
    known = replacement.known if replacement is not None else UNKNOWN
    return _kinds_without(text, known) if isinstance(known, str) else NO_KINDS


def _kinds_without(text: str, known: str) -> frozenset[str]:
    """The kinds for which a text does no harm without such characters, and with those of ``known``."""
    pattern = _parsed(text)
    if pattern is None:
        return NO_KINDS
    node = pattern.root
    if isinstance(node, tree.Repeat) and node.least <= 1 and node.most is None:
        node = node.body
    if not isinstance(node, tree.Chars):
        return NO_KINDS
    removed = _texts(pattern, node.mask)
    return frozenset(
        kind
        for kind, characters in _dangers().items()
        if characters <= removed and characters.isdisjoint(known)
    )


@lru_cache(maxsize=512)
def kinds_of_characters(characters: frozenset[str]) -> frozenset[str]:
    """The kinds for which a text of such characters does no harm."""
    return _harmless(characters)


@lru_cache(maxsize=64)
def kinds_without(characters: str) -> frozenset[str]:
    """The kinds for which a text that has none of these characters does no harm."""
    lacking = frozenset(characters)
    return frozenset(kind for kind, dangerous in _dangers().items() if dangerous <= lacking)


def _harmless(characters: frozenset[str]) -> frozenset[str]:
    return frozenset(kind for kind, dangerous in _dangers().items() if dangerous.isdisjoint(characters))


def _kinds_of_text(pattern: tree.Pattern, node: tree.Node) -> frozenset[str]:
    """The kinds for which a text that ``node`` matches does no harm: by its characters, or its words."""
    characters = _characters(pattern, node)
    kinds = _harmless(characters)
    if not has_known_words(pattern, node):
        return kinds
    return kinds | {kind for kind, wordless in _wordless().items() if wordless.isdisjoint(characters)}


@cache
def _wordless() -> dict[str, frozenset[str]]:
    """Sink kind → characters without which a text of known words, numbers and operators does no harm."""
    return {
        kind: frozenset("".join(weakness.wordless or "" for weakness in weaknesses))
        for kind, weaknesses in by_sink().items()
        if all(weakness.wordless for weakness in weaknesses)
    }


@cache
def _dangers() -> dict[str, frozenset[str]]:
    """Sink kind → characters without which data does no harm there."""
    found: dict[str, frozenset[str]] = {}
    for kind, weaknesses in by_sink().items():
        if all(weakness.dangerous for weakness in weaknesses):
            found[kind] = frozenset("".join(weakness.dangerous or "" for weakness in weaknesses))
    return found


def _characters(pattern: tree.Pattern, node: tree.Node) -> frozenset[str]:
    mask = 0
    waiting: list[tree.Node] = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tree.Chars):
            mask |= current.mask
        else:
            waiting.extend(_inside(current))
    return _texts(pattern, mask)


def _texts(pattern: tree.Pattern, mask: int) -> frozenset[str]:
    return frozenset(character for index, character in enumerate(pattern.alphabet) if mask >> index & 1)


def _inside(node: tree.Node) -> list[tree.Node]:
    """The parts of a node that read characters."""
    if isinstance(node, tree.Sequence | tree.Either):
        return list(node.parts)
    if isinstance(node, tree.Repeat | tree.Group | tree.Atomic):
        return [node.body]
    if isinstance(node, tree.Depends):
        return [node.yes, node.no]
    return []


def _group(root: tree.Node, number: int) -> tree.Node | None:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Group) and node.number == number:
            return node
        waiting.extend(_inside(node))
    return None


def _holds_end(node: tree.Node, first: bool) -> bool:
    """Whether every way through the pattern begins (ends) where the text does."""
    if isinstance(node, tree.At):
        return node.place == "start" if first else node.place in ("end", "last")
    if isinstance(node, tree.Sequence):
        return bool(node.parts) and _holds_end(node.parts[0 if first else -1], first)
    if isinstance(node, tree.Either):
        return bool(node.parts) and all(_holds_end(part, first) for part in node.parts)
    return isinstance(node, tree.Group | tree.Atomic) and _holds_end(node.body, first)


def _is_strict(node: tree.Node) -> bool:
    """Whether the end that is held is the very end (``\\Z``)."""
    while isinstance(node, tree.Sequence | tree.Group | tree.Atomic):
        if isinstance(node, tree.Sequence):
            if not node.parts:
                return False
            node = node.parts[-1]
        else:
            node = node.body
    return isinstance(node, tree.At) and node.place == "last"
