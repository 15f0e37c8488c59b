"""What tools write beside the entries of requirements files that they compile: by whom each is asked for.

``# via flask`` names another entry, ``# via -r requirements.in`` and ``# via app (pyproject.toml)`` what
people wrote. Source: the output of pip-tools and uv.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tidegate.dependencies.names import normal

_VIA = "via"
_LONGEST = 2_000  # lines that are looked at below an entry


def is_pulled_in(lines: Sequence[str], line: int, entries: Collection[str]) -> bool:
    """Whether the entry on a line (1-based) is there for other ``entries`` (normal names) alone."""
    askers = list(_askers(lines, line))
    return bool(askers) and all(normal("PyPI", one) in entries for one in askers)


def _askers(lines: Sequence[str], line: int) -> Iterator[str]:
    """Who asks for it, as the comments say: on its line, or on those that follow."""
    said = False
    for comment in _comments(lines, line):
        words = comment.removeprefix(_VIA).strip() if comment.split(" ")[0] == _VIA else comment
        said = said or words != comment or comment == _VIA
        if said and words:
            yield from (one.strip() for one in words.split(","))


def _comments(lines: Sequence[str], line: int) -> Iterator[str]:
    if not 0 < line <= len(lines):
        return
    own, _, comment = lines[line - 1].partition(" #")
    if comment:
        yield comment.strip()
    is_open = own.rstrip().endswith("\\")
    for text in lines[line : line + _LONGEST]:
        bare = text.strip()
        if bare.startswith("#") and text != bare:
            yield bare.lstrip("#").strip()
        elif not is_open:
            return
        is_open = bare.endswith("\\")
