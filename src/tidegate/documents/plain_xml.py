"""XML as elements, without namespaces, entities of its own or anything from outside."""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from tidegate.documents.errors import Unreadable

DEPTH_LIMIT = 64


class Lined(Element):
    """An element that knows the line, from 1, on which it begins."""

    line = 0


def load(text: str) -> Element:
    """The root element; all are ``Lined``.

    Raise Unreadable; a DOCTYPE is refused, since only it can define entities.
    """
    # The text is decoded already: what it says of its own encoding counts no more.
    builder, parser, depth = TreeBuilder(element_factory=Lined), expat.ParserCreate("utf-8"), [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        depth[0] += 1
        if depth[0] > DEPTH_LIMIT:
            raise Unreadable("it is nested too deeply")
        element = builder.start(_local(name), attributes)
        assert isinstance(element, Lined)
        element.line = parser.CurrentLineNumber

    def end(name: str) -> None:
        depth[0] -= 1
        builder.end(_local(name))

    def refuse(*_: object) -> NoReturn:
        raise Unreadable("it has a DOCTYPE, which such files do not need")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise Unreadable(f"line {error.lineno} is no XML: {expat.ErrorString(error.code)}") from None
    root = builder.close()
    assert isinstance(root, Element)
    return root


def _local(name: str) -> str:
    return name.rpartition(":")[2]
