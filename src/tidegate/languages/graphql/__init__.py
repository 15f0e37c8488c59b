"""The schema language of GraphQL: types are classes, fields are functions, directives decorate them.

An input type is a class with annotated fields, an enum and a scalar are classes too. The first base of a
class says which it is: ``INPUT``, ``ENUM``, ``SCALAR`` or ``OBJECT``, names that no schema can have.
"""

from __future__ import annotations

from tidegate.languages.facts import Block, Facts, Outline, decode
from tidegate.languages.graphql.kinds import ENUM, INPUT, NUMBERS, OBJECT, ROOTS, SCALAR, TEXTS

__all__ = ["ENUM", "INPUT", "NUMBERS", "OBJECT", "ROOTS", "SCALAR", "TEXTS", "extract", "read", "restore"]

NAME = "graphql"
VERSION = "1"  # of the extractor: part of the cache's key
SUFFIXES = (".graphql", ".graphqls", ".gql")
_MOST_PROBLEMS = 20


def extract(source: bytes) -> Facts:
    """Never raises: what cannot be read is in the outline's ``problems``."""
    return read(source.decode("utf-8", "replace"))


def read(text: str) -> Facts:
    """The same for a schema that stands in a program's text."""
    from tidegate.languages.graphql.reader import Reader

    reader = Reader(text)
    body = reader.document()
    return Facts(Outline(body, tuple(dict.fromkeys(reader.problems))[:_MOST_PROBLEMS]), _nothing)


def restore(data: bytes, source: bytes) -> Facts:
    """Facts from the cache; they are whole, so the source is not read again."""
    return decode(data, _nothing)


def _nothing(qualname: str) -> Block:
    """No field has a body."""
    raise KeyError(qualname)
