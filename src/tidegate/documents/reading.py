"""A file's bytes → its text, JSON, TOML, YAML or XML, in bounds. What cannot be read says why.

The bytes are an attacker's: nothing here follows a name out of the file, expands an entity or takes longer
than its size allows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tidegate.documents.addresses import masked
from tidegate.documents.errors import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SIZE_LIMIT = 20 * 1024 * 1024  # bytes of one file
_MERGE = re.compile(r"^(?:<{7} |>{7} |={7}\r?$)", re.MULTILINE)
_STRING = r'("(?:[^"\\]|\\.)*+"?)'  # one that does not end goes on to the file's end: each is read once
_COMMENTED = re.compile(rf"{_STRING}|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", re.DOTALL)
_TRAILING = re.compile(rf"{_STRING}|,(\s*+)(?=[\]}}])", re.DOTALL)
_LINES = re.compile(r"[^\n]+")


class Source:
    """One file's content. ``path`` is of its repository; it only chooses and names."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.content = content

    @cached_property
    def text(self) -> str:
        """UTF-8, or UTF-16 that says so; addresses without passwords. Raise Unreadable."""
        if len(self.content) > SIZE_LIMIT:
            raise Unreadable(f"it is larger than {SIZE_LIMIT // 1024 // 1024} MB")
        is_wide = self.content[:2] in (b"\xff\xfe", b"\xfe\xff")
        try:
            text = self.content.decode("utf-16" if is_wide else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(f"byte {error.start} is no {'UTF-16' if is_wide else 'UTF-8'}") from None
        if found := _MERGE.search(text):
            raise Unreadable(f"line {text.count(chr(10), 0, found.start()) + 1} holds an unresolved merge")
        return masked(text)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def json(self) -> Any:
        """Raise Unreadable, also where a key stands twice: two readers would not agree on it."""
        return _json(self.text)

    def json_with_comments(self) -> Any:
        """JSON in which comments and trailing commas mean nothing. Raise Unreadable as ``json`` does."""
        return _json(self.without_comments)

    @cached_property
    def without_comments(self) -> str:
        """Plain JSON, each thing on the line where it stood."""
        bare = _COMMENTED.sub(lambda found: found[1] or _LINES.sub("", found[0]) or " ", self.text)
        return _TRAILING.sub(lambda found: found[1] or found[2], bare)

    def toml(self) -> dict[str, Any]:
        """Raise Unreadable."""
        from tidegate.documents import plain_toml

        return plain_toml.load(self.text)

    def yaml(self) -> Any:
        """Texts, lists and objects; every scalar is the text that it is. Raise Unreadable."""
        from tidegate.documents import plain_yaml

        return plain_yaml.load(self.text)

    def yaml_documents(self) -> list[Any]:
        """Every document of a file that may hold several. Raise Unreadable."""
        from tidegate.documents import plain_yaml

        return plain_yaml.load_all(self.text)

    def xml(self) -> Element:
        """The root element, names without their namespaces. Raise Unreadable, also for a DOCTYPE."""
        from tidegate.documents import plain_xml

        return plain_xml.load(self.text)


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno} is no JSON: {error.msg}") from None
    except ValueError as error:
        raise Unreadable(f"it has a number that is too long: {error}") from None
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        times = Counter(name for name, _ in pairs)
        double = next(name for name in times if times[name] > 1)
        raise Unreadable(f"the key {double[:80]!r} stands twice in one object")
    return made
