"""setuptools' ``setup.cfg``.

Source: setuptools' documentation of declarative configuration: lists are lines or parts between semicolons,
``file:`` names files to read, extras may carry a marker after a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import Error, RawConfigParser

from tidegate.dependencies.python import requirement
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

DEPENDENCIES = {"install_requires": Scope.RUNTIME, "setup_requires": Scope.BUILD, "tests_require": Scope.DEV}
EXTRAS = "options.extras_require"
_REFERENCE = re.compile(r"%\(([^)]+)\)s")  # another option of the section
_COMMENT = re.compile(r"(?:^|\s)#.*")


def read(source: Source) -> Listing:
    parser = RawConfigParser()
    parser.optionxform = lambda optionstr: optionstr.replace("-", "_")  # type: ignore[method-assign]
    try:
        parser.read_string(source.text)
    except Error as error:
        raise Unreadable(f"it is no configuration file: {' '.join(str(error).split())[:200]}") from None
    found: list[Dependency] = []
    includes: list[str] = []
    gaps: list[str] = []
    for option, value, scope, group in _asked(parser):
        if value.startswith("file:"):
            includes += (name for one in value.removeprefix("file:").split(",") if (name := one.strip()))
            continue
        for text in _entries(value):
            if (other := _REFERENCE.fullmatch(text)) and parser.has_option(EXTRAS, other[1]):
                continue  # its packages stand there
            try:
                found.append(requirement(text, scope=scope, group=group))
            except Unreadable as error:
                gaps.append(f"{option}: {error}")
    return Listing(dependencies=tuple(found), includes=tuple(includes), gaps=tuple(gaps))


def _asked(parser: RawConfigParser) -> Iterator[tuple[str, str, Scope, str | None]]:
    """Option, text, scope, extra."""
    if parser.has_section("options"):
        for option, scope in DEPENDENCIES.items():
            if value := parser.get("options", option, fallback=""):
                yield option, value.strip(), scope, "build-system" if scope is Scope.BUILD else None
    if parser.has_section(EXTRAS):
        for extra, value in parser.items(EXTRAS):
            yield f"extras_require {extra[:80]}", value.strip(), Scope.OPTIONAL, extra


def _entries(value: str) -> Iterator[str]:
    """Lines; one line alone may be a list with semicolons, which markers have, too."""
    lines = [bare for one in value.splitlines() if (bare := _COMMENT.sub("", one).strip())]
    if len(lines) == 1 and "\n" not in value:
        lines = [bare for one in _SEPARATOR.split(lines[0]) if (bare := one.strip())]
    yield from lines


_SEPARATOR = re.compile(r";(?!\s*(?:\(|python_|os_|sys_|platform_|implementation_|extra\b))")
