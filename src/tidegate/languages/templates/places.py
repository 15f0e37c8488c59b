"""Where in an HTML page a text stands, and so what escaping has to do there.

A page is read from left to right, in pieces, between which templates put their values. Every
character is looked at once. Branches of a template are read one after the other, as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum


class Place(StrEnum):
    TEXT = "text"  # element text and quoted attributes: HTML escaping is enough
    UNQUOTED = "unquoted"  # inside a tag without quotes: a space is enough to add an attribute
    ADDRESS = "address"  # the start of a link: "javascript:" needs no character that is escaped
    SCRIPT = "script"  # program text
    STRING = "string"  # a quoted string of a program


_TAG_NAME = re.compile(r"[^\s/>]*")
_ATTRIBUTE = re.compile(r"[^\s=>/]+|=")
_UNQUOTED = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_SCRIPT = re.compile(r"""['"`\\\n/<*]""")
_CLOSING = {
    name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")
}
_SOURCES = frozenset({"iframe", "script", "embed", "frame"})
_ADDRESSES = frozenset({"action", "formaction", "xlink:href", "data"})
_LONGEST = 60  # of a name or value that is kept


class Places:
    """Reads a page; ``place`` is where the next value goes, ``wrote`` says that one was put there."""

    def __init__(self) -> None:
        self._read: Callable[[str, int], int] = self._data
        self._tag = self._attribute = self._value = self._type = ""
        self._quote = ""  # of an attribute's value
        self._within = ""  # what of a script: a quote, "//", "/*" or nothing

    def feed(self, text: str) -> None:
        position = 0
        while position < len(text):
            position = self._read(text, position)

    @property
    def place(self) -> Place:
        if self._read in (self._quoted, self._before_value, self._unquoted):
            return self._in_value()
        if self._read in (self._tag_name, self._in_tag, self._after_attribute):
            return Place.UNQUOTED
        if self._read == self._script:
            return Place.STRING if self._within in ("'", '"') else Place.SCRIPT
        return Place.TEXT

    def wrote(self) -> None:
        if self._read == self._before_value:
            self._read = self._unquoted
        self._value += "?"

    def _in_value(self) -> Place:
        if self._attribute.startswith("on") or self._attribute == "srcdoc":
            return Place.SCRIPT
        if self._read != self._quoted:
            return Place.UNQUOTED
        return Place.ADDRESS if self._is_address() and not self._value.strip() else Place.TEXT

    def _is_address(self) -> bool:
        if self._attribute == "href":
            return self._tag != "link"
        return self._attribute in _ADDRESSES or (self._attribute == "src" and self._tag in _SOURCES)

    # --- states: each reads on from a position and says how far it came ---------------------------

    def _data(self, text: str, position: int) -> int:
        start = text.find("<", position)
        if start < 0:
            return len(text)
        following = text[start + 1 : start + 2]
        if text.startswith("!--", start + 1):
            self._read = self._comment
        elif following.isalpha() or following == "/":
            self._tag = self._type = ""
            self._read = self._tag_name
        return start + 1

    def _comment(self, text: str, position: int) -> int:
        end = text.find("-->", position)
        if end < 0:
            return len(text)
        self._read = self._data
        return end + 3

    def _tag_name(self, text: str, position: int) -> int:
        if not self._tag and text[position] == "/":
            self._tag = "/"
            return position + 1
        end = _end(_TAG_NAME, text, position)
        self._tag = (self._tag + text[position:end].lower())[:_LONGEST]
        if end < len(text):
            self._read = self._in_tag
        return end

    def _in_tag(self, text: str, position: int) -> int:
        if text[position] == ">":
            self._read = self._content()
            return position + 1
        match = _ATTRIBUTE.match(text, position)
        if match is None:
            return position + 1
        self._attribute = match[0][:_LONGEST].lower()
        self._read = self._after_attribute
        return match.end()

    def _after_attribute(self, text: str, position: int) -> int:
        end = _end(_SPACE, text, position)
        if end < len(text):
            assigned = text[end] == "="
            self._value = ""
            self._read = self._before_value if assigned else self._in_tag
            end += assigned
        return end

    def _before_value(self, text: str, position: int) -> int:
        end = _end(_SPACE, text, position)
        if end < len(text):
            quoted = text[end] in "\"'"
            self._quote = text[end]
            self._read = self._quoted if quoted else self._unquoted
            end += quoted
        return end

    def _quoted(self, text: str, position: int) -> int:
        end = text.find(self._quote, position)
        self._keep(text[position : end if end >= 0 else len(text)])
        if end < 0:
            return len(text)
        self._read = self._in_tag
        return end + 1

    def _unquoted(self, text: str, position: int) -> int:
        end = _end(_UNQUOTED, text, position)
        self._keep(text[position:end])
        if end < len(text):
            self._read = self._in_tag
        return end

    def _keep(self, piece: str) -> None:
        self._value = (self._value + piece[:_LONGEST])[:_LONGEST]
        if self._attribute == "type":
            self._type = self._value.lower()

    def _content(self) -> Callable[[str, int], int]:
        """What follows a tag that ends: markup, or something that is none."""
        self._within = ""
        if self._tag == "script" and (not self._type or "script" in self._type or "module" in self._type):
            return self._script
        return self._raw if self._tag in _CLOSING else self._data

    def _raw(self, text: str, position: int) -> int:
        match = _CLOSING[self._tag].search(text, position)
        if match is None:
            return len(text)
        self._read = self._data
        return match.start()

    def _script(self, text: str, position: int) -> int:
        match = _SCRIPT.search(text, position)
        if match is None:
            return len(text)
        start = match.start()
        if match[0] == "<" and _CLOSING["script"].match(text, start):
            self._read = self._data
            return start
        return self._script_character(text, start)

    def _script_character(self, text: str, start: int) -> int:
        character, pair = text[start], text[start : start + 2]
        if self._within in ("//", "/*"):
            if character == "\n" and self._within == "//":
                self._within = ""
            elif pair == "*/" and self._within == "/*":
                self._within = ""
                return start + 2
        elif self._within:
            if character == "\\":
                return start + 2
            if character == self._within or (character == "\n" and self._within != "`"):
                self._within = ""
        elif character in "'\"`":
            self._within = character
        elif pair in ("//", "/*"):
            self._within = pair
            return start + 2
        return start + 1


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
