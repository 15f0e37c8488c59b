"""CODEOWNERS: who answers for a path, as GitHub and GitLab document it.

In each section the last pattern that matches counts. What a forge would leave out is named in ``problems``:
a file that is not understood is not a file without owners.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from tidegate.config.loading import Read
from tidegate.config.ownership import BadPattern, Dialect, TooLong, matcher, words
from tidegate.config.patterns import Matcher

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
MOST_LINES = 20_000
MOST_BYTES = 3_000_000


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for a path by one section: one of ``owners``, ``approvals`` of them where GitLab asks.

    ``owners`` may be empty: the line says that nobody is asked. ``section`` is "" outside of all.
    """

    owners: tuple[str, ...]
    section: str = ""
    approvals: int = 1
    optional: bool = False
    line: int


class Codeowners(msgspec.Struct, frozen=True):
    """``path`` is "" where there is no such file; ``problems`` name lines that mean nothing.

    Without ``sections`` it was not read: something in it is too long, as the problem says.
    """

    path: str
    sections: tuple[_Section, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many patterns there are."""
        return sum(len(section.rules) for section in self.sections)

    def named(self) -> Counter[str]:
        """Every owner as it stands there, with how many lines name it."""
        return Counter(
            name
            for section in self.sections
            for names in (section.default, *(rule.owners for rule in section.rules))
            for name in names
        )

    def of(self, path: str) -> tuple[Owned, ...]:
        """The owners of a path, section by section."""
        return tuple(owned for section in self.sections if (owned := section.of(path)) is not None)


class _Rule(msgspec.Struct, frozen=True):
    matches: Matcher
    owners: tuple[str, ...]
    line: int
    excludes: bool


class _Section(msgspec.Struct):
    name: str
    approvals: int
    optional: bool
    default: tuple[str, ...]
    rules: list[_Rule] = []

    def of(self, path: str) -> Owned | None:
        last = next((rule for rule in reversed(self.rules) if rule.matches(path)), None)
        if last is None or any(rule.excludes and rule.matches(path) for rule in self.rules):
            return None
        return Owned(
            owners=last.owners or self.default,
            section=self.name,
            approvals=self.approvals,
            optional=self.optional,
            line=last.line,
        )


NONE = Codeowners("")


def owners(read: Read) -> Callable[[str], tuple[str, ...]]:
    """The owners of a path, of all sections; none without a file."""
    found = codeowners(read)
    return lambda path: tuple(dict.fromkeys(name for owned in found.of(path) for name in owned.owners))


def codeowners(read: Read) -> Codeowners:
    """What the first of ``PLACES`` that is there says."""
    for place in PLACES:
        if (data := read(place)) is not None:
            return parse(data, place)
    return NONE


def parse(data: bytes, path: str) -> Codeowners:
    """GitLab's dialect where the file has sections or lies in GitLab's folder, else GitHub's."""
    if len(data) > MOST_BYTES:
        return Codeowners(path, (), (f"{path} has {len(data):,} bytes; {MOST_BYTES:,} is the limit",))
    lines = data.decode("utf-8-sig", "replace").splitlines()
    if len(lines) > MOST_LINES:
        return Codeowners(path, (), (f"{path} has {len(lines):,} lines; {MOST_LINES:,} is the limit",))
    sections: dict[str, _Section] = {"": _Section("", 1, False, ())}
    is_gitlab = path.startswith(".gitlab/") or any(map(_heading, lines))
    dialect = Dialect.GITLAB if is_gitlab and not path.startswith(".github/") else Dialect.GITHUB
    try:
        problems = [f"{path}:{number}: {text}" for number, text in _read(lines, dialect, sections)]
    except TooLong as error:
        return Codeowners(path, (), (f"{path}: {error}",))
    return Codeowners(path, tuple(sections.values()), tuple(problems))


def _read(lines: list[str], dialect: Dialect, sections: dict[str, _Section]) -> Iterator[tuple[int, str]]:
    """Fill ``sections``; what means nothing comes back, with its line. Raise TooLong."""
    section = sections[""]
    for number, line in enumerate(lines, 1):
        if dialect is Dialect.GITLAB and (heading := _heading(line)) is not None:
            section = sections.setdefault(heading.name.casefold(), heading)
            continue
        pattern, names = words(line, dialect)
        if not pattern:
            continue
        excludes = dialect is Dialect.GITLAB and pattern.startswith("!")
        try:
            matches = matcher(pattern.removeprefix("!") if excludes else pattern, dialect)
        except BadPattern as error:
            yield number, str(error)
        else:
            section.rules.append(_Rule(matches, names, number, excludes))


def _heading(line: str) -> _Section | None:
    """``[Name]``, ``^[Name]`` (optional), ``[Name][2]`` (approvals), with owners for lines without any."""
    text = line.strip()
    optional = text.startswith("^[")
    if not text.startswith(("[", "^[")) or "]" not in text:
        return None
    name, _, rest = text.removeprefix("^")[1:].partition("]")
    count = 1
    if rest.startswith("[") and "]" in rest:
        number, _, rest = rest[1:].partition("]")
        count = int(number) if number.isdecimal() and len(number) < 4 else 1
    if not name.strip() or (rest and not rest[0].isspace()):
        return None
    return _Section(name.strip(), max(count, 1), optional, tuple(rest.partition(" #")[0].split()), [])
