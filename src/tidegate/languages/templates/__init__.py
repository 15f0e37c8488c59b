"""Templates of web pages as a language: Jinja's syntax, else Django's. They are read, never rendered."""

from __future__ import annotations

from tidegate.languages.facts import Block, Facts, Outline, decode

NAME = "templates"
VERSION = "3"  # of the extractor: part of the cache's key
SUFFIXES = (".html", ".htm", ".xhtml", ".jinja", ".jinja2", ".j2", ".djhtml")
_MOST_PROBLEMS = 20


def extract(source: bytes) -> Facts:
    """Never raises: what cannot be read is in the outline's ``problems``."""
    text = _text(source)
    if not any(mark in text for mark in ("{{", "{%", "{#")):
        return Facts(Outline(()), _nothing)
    body, problems = _lower(text)
    return Facts(Outline(body, tuple(dict.fromkeys(problems))[:_MOST_PROBLEMS]), _nothing)


def restore(data: bytes, source: bytes) -> Facts:
    """Facts from the cache; they are whole, so the source is not read again."""
    return decode(data, _nothing)


def _lower(text: str) -> tuple[Block, list[tuple[int, str]]]:
    from tidegate.languages.templates import django, jinja

    tree = jinja.parse(text)
    if tree is None:
        return django.lower(text)
    return jinja.lower(tree, text.count("\n") + 1)


def _text(source: bytes) -> str:
    try:
        text = source.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        text = source.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _nothing(qualname: str) -> Block:
    """Bodies are lowered with the outline."""
    raise KeyError(qualname)
