"""The languages that are known, by the ending of a file's name."""

from __future__ import annotations

from typing import Protocol, cast

from tidegate.languages import graphql, python, templates
from tidegate.languages.facts import Facts


class Language(Protocol):
    """What a language's package offers."""

    NAME: str
    VERSION: str
    SUFFIXES: tuple[str, ...]

    def extract(self, source: bytes) -> Facts: ...
    def restore(self, data: bytes, source: bytes) -> Facts: ...


LANGUAGES = tuple(cast("Language", language) for language in (python, templates, graphql))
_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.SUFFIXES}


def by_suffix(suffix: str) -> Language | None:
    return _BY_SUFFIX.get(suffix)
