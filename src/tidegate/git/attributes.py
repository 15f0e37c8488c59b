"""Which files the team marked as generated or vendored, by ``.gitattributes`` of one tree.

git itself would read the attributes of the work tree or the index, which the head can write; so the files
are read here, from the tree of the base branch's tip. Patterns work as in gitattributes(5): as in
.gitignore, but without negation, and a directory's pattern says nothing of what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

import msgspec

from tidegate.git.difference import unquote
from tidegate.git.errors import ObjectError
from tidegate.git.objects import Objects
from tidegate.git.process import decode_path, encode_path

MARKS = {"linguist-generated": "generated", "linguist-vendored": "vendored"}
QUOTED = re.compile(rb'("(?:[^"\\]|\\.)*")\s+(.*)')
GLOB = re.compile(rb"(?:^|(?<=/))\*\*/|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|.", re.DOTALL)


class Matches(Protocol):
    def fullmatch(self, text: bytes) -> object | None: ...


State = bool | str | None  # set, not set, a value, or made unspecified again
States = tuple[tuple[str, State], ...]  # attributes and their states; a later one counts more


class Rule(msgspec.Struct, frozen=True):
    pattern: Matches
    states: States


def marks(objects: Objects, tree: str, paths: Collection[str]) -> dict[str, str]:
    """Path → "generated" or "vendored", of those ``paths`` that are marked in ``tree``."""
    reader = _Reader(objects, tree)
    found = ((path, reader.mark(path)) for path in paths)
    return {path: mark for path, mark in found if mark}


class _Reader:
    def __init__(self, objects: Objects, tree: str) -> None:
        self._objects = objects
        self._tree = tree
        self._rules: dict[str, list[Rule]] = {}
        self._macros: dict[str, States] = {}

    def mark(self, path: str) -> str | None:
        states: list[tuple[str, State]] = []
        for directory in _above(path):
            below = encode_path(path[len(directory) :].removeprefix("/"))
            for rule in self._rules_of(directory):
                if rule.pattern.fullmatch(below):
                    states += rule.states
        settled: dict[str, State] = {}
        self._settle(states, settled)
        return next((mark for name, mark in MARKS.items() if settled.get(name) in (True, "true")), None)

    def _settle(self, states: Sequence[tuple[str, State]], settled: dict[str, State]) -> None:
        """As git does it: from the end, the first to speak of an attribute decides; macros in place."""
        for name, state in reversed(states):
            if name not in settled:
                settled[name] = state
                if state is True:
                    self._settle(self._macros.get(name, ()), settled)

    def _rules_of(self, directory: str) -> list[Rule]:
        if directory not in self._rules:
            self._rules[directory] = list(
                parse_attributes(self._read(f"{directory}/.gitattributes"), self._macros)
            )
        return self._rules[directory]

    def _read(self, path: str) -> bytes:
        """A file of attributes; one that cannot be read marks nothing."""
        try:
            entry = self._objects.entry(self._tree, path.removeprefix("/"))
            return self._objects.blob(entry.oid) if entry and entry.mode.startswith("100") else b""
        except ObjectError:
            return b""


def _above(path: str) -> list[str]:
    """The directories that a path is in, from the top ("") down."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]


def parse_attributes(content: bytes, macros: dict[str, States]) -> Iterator[Rule]:
    """The rules of one file that speak of MARKS, in its order; a later one counts more.

    Macros that the file defines are added to ``macros``, which hold for the files below it too.
    """
    if b"linguist-" not in content and not macros:
        return
    for line in content.split(b"\n"):
        pattern, words = _split(line.strip())
        states = _states(words, MARKS.keys() | macros.keys())
        if pattern.startswith(b"[attr]"):
            macros[decode_path(pattern[6:])] = states
        elif states and pattern and not pattern.startswith((b"#", b"!")) and not pattern.endswith(b"/"):
            yield Rule(compile_pattern(pattern), states)


def _split(line: bytes) -> tuple[bytes, list[str]]:
    if found := QUOTED.fullmatch(line):
        return encode_path(unquote(found[1])), decode_path(found[2]).split()
    pattern, *words = line.split() or [b""]
    return pattern, [decode_path(word) for word in words]


def _states(words: list[str], names: Collection[str]) -> States:
    return tuple((name, state) for name, state in map(_state, words) if name in names)


def _state(word: str) -> tuple[str, State]:
    if word[0] in "-!":
        return word[1:], False if word[0] == "-" else None
    name, equals, value = word.partition("=")
    return name, value if equals else True


def compile_pattern(pattern: bytes) -> Matches:
    """A glob as a regular expression of linear time, for paths below the file's directory."""
    import re2

    anchored = b"/" in pattern
    pattern = pattern.removeprefix(b"/")
    everything = pattern == b"**" or pattern.endswith(b"/**")
    parts = GLOB.findall(pattern[:-2] if everything else pattern)
    expression = b"".join(_translate(part) for part in parts) + (b".*" if everything else b"")
    try:
        compiled: Matches = re2.compile((b"" if anchored else b"(?:.*/)?") + expression, _options())
    except re2.error:  # no pattern that git understands either
        compiled = re2.compile(b"[^\\x00-\\xff]", _options())
    return compiled


def _translate(part: bytes) -> bytes:
    if part == b"**/":
        return b"(?:.*/)?"
    if part.startswith(b"*"):
        return b"[^/]*"
    if part == b"?":
        return b"[^/]"
    if part.startswith(b"[") and len(part) > 2:
        return _translate_class(part)
    return re.escape(part[1:] if part.startswith(b"\\") and len(part) > 1 else part)


def _translate_class(part: bytes) -> bytes:
    """A class; a negated one does not match "/"."""
    negated = part[1:2] in (b"!", b"^")
    members = re.escape(part[2 if negated else 1 : -1]).replace(b"\\-", b"-")
    return b"[^/" + members + b"]" if negated else b"[" + members + b"]"


def _options() -> object:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes, whatever they mean
    options.dot_nl = True
    options.log_errors = False
    options.never_capture = True
    return options
