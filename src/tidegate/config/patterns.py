"""Globs of paths, routes and names, matched in linear time.

Paths follow ``.gitignore``: ``*`` stays within a folder, ``**`` does not, a pattern without ``/``
holds at any depth, ``!`` takes out again. In routes and names ``*`` stands for a part (up to ``/``
or ``.``) and ``**`` for anything; letters of names match in either case, as in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Matcher = Callable[[str], bool]


class BadGlob(ValueError):
    """A pattern that means nothing; the message shows it."""


def paths(globs: Sequence[str]) -> Matcher:
    """Whether a path of the repository is meant. Raise BadGlob."""
    if not globs:
        return _nothing
    import pathspec

    try:
        spec = pathspec.GitIgnoreSpec.from_lines(globs, backend="re2")
    except (ValueError, re.error) as error:
        raise BadGlob(str(error)) from error
    # Its patterns are made for lines; a line break in a name hides nothing either.
    return lambda path: spec.match_file(_encodable(path).replace("\n", "?"))


def routes(globs: Sequence[str]) -> Matcher:
    """Whether a route such as ``/api/users/{id}`` is meant; ``/api/**`` means ``/api`` too."""
    return _any(globs, ignore_case=False)


def names(globs: Sequence[str]) -> Matcher:
    """Whether a table, or ``table.field``, is meant."""
    return _any(globs, ignore_case=True)


def texts(globs: Sequence[str]) -> Matcher:
    """Whether a text such as a mail address or a model's name is meant; ``*`` stands for anything."""
    return _any([glob.replace("**", "*").replace("*", "**") for glob in globs], ignore_case=True)


def _any(globs: Sequence[str], *, ignore_case: bool) -> Matcher:
    if not globs:
        return _nothing
    import re2

    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.dot_nl = True
    expression = re2.compile("|".join(f"(?:{_translated(glob)})" for glob in globs), options)
    return lambda name: expression.fullmatch(_encodable(name)) is not None


def _translated(glob: str) -> str:
    import re2

    if glob.endswith("/**"):
        return _translated(glob[:-3]) + "(?:/.*)?"
    parts = ("[^./]*".join(re2.escape(piece) for piece in part.split("*")) for part in glob.split("**"))
    return ".*".join(parts)


def _encodable(text: str) -> str:
    """A name that is not UTF-8 hides nothing: what cannot be encoded matches as ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _nothing(_: str) -> bool:
    return False
