"""npm: which versions a range allows, as node-semver decides it (README, "Ranges"; not in its loose mode).

A range is alternatives joined by "||", an alternative is bounds that all hold. A pre-release is allowed only
where a bound of that alternative names a pre-release of the same major, minor and patch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tidegate.dependencies.versions import semver

_LONGEST = 10_000  # characters of a requirement
_GREATEST = 2**53 - 1  # what JavaScript counts exactly
_PART = r"(0|[1-9]\d{0,15}|[xX*])"
_PARTIAL = rf"{_PART}(?:\.{_PART}(?:\.{_PART}(?:-([0-9A-Za-z.-]+))?)?)?"
_SPACES = re.compile(r"\s+")
_BUILD = re.compile(r"\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*")
_HYPHEN = re.compile(rf"^([v= ]*){_PARTIAL} - ([v= ]*){_PARTIAL}$")
_LOOSE_OPERATOR = re.compile(r"([<>=~^v]) (?=[v=\dxX*])")
_COMPARATOR = re.compile(rf"^(\^|~>?|[<>]?=?)[v=]*{_PARTIAL}$")
_WHOLE = re.compile(r"^[<>]?=?v?\d")  # before a version in full only one "v" may stand


class Partial(NamedTuple):
    """A version of which the end may be open; ``None`` is an open part."""

    major: int | None
    minor: int | None
    patch: int | None
    before: str | None  # the pre-release

    def at(self) -> semver.Key:
        """The version itself, open parts being 0."""
        return _key(self.major or 0, self.minor or 0, self.patch or 0, self.before)


class Bound(NamedTuple):
    operator: str
    key: semver.Key

    def holds(self, key: semver.Key) -> bool:
        if self.operator == "<":
            return key < self.key
        if self.operator == ">":
            return key > self.key
        if self.operator == "<=":
            return key <= self.key
        if self.operator == ">=":
            return key >= self.key
        return key == self.key

    def allows_pre_release(self, key: semver.Key) -> bool:
        return not self.key[3] and self.key[:3] == key[:3]


_NOTHING = Bound("<", semver.key("0.0.0-0"))
_ANYTHING = Bound(">=", semver.key("0.0.0"))


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none."""
    key = semver.key(version)
    if len(requirement) > _LONGEST:
        raise ValueError("the range is too long")
    alternatives = [_bounds(one.strip()) for one in requirement.split("||")]
    if [] in alternatives:  # any version: the others say nothing more, not even which pre-releases
        alternatives = [[]]
    return any(_holds(bounds, key) for bounds in alternatives)


def _holds(bounds: list[Bound], key: semver.Key) -> bool:
    if not all(bound.holds(key) for bound in bounds):
        return False
    is_released = bool(key[3])
    return is_released or any(bound.allows_pre_release(key) for bound in bounds)


def _bounds(text: str) -> list[Bound]:
    """Of one alternative; "at least 0.0.0" is no bound."""
    return [bound for bound in _written(text) if bound != _ANYTHING]


def _written(text: str) -> Iterator[Bound]:
    text = _BUILD.sub("", _SPACES.sub(" ", text))
    if found := _HYPHEN.match(text):
        yield from _hyphen(found.groups())
        return
    for one in _LOOSE_OPERATOR.sub(r"\1", text).split(" "):
        yield from _comparator(one) if one else ()


def _comparator(text: str) -> Iterator[Bound]:
    found = _COMPARATOR.match(text)
    if found is None:
        raise ValueError(f"{text[:80]!r} is no range")
    operator, partial = found[1], _partial(found.groups()[1:])
    if operator == "^":
        yield from _caret(partial)
    elif operator in ("~", "~>"):
        yield from _tilde(partial)
    elif partial.patch is not None and None not in partial[:2]:
        if not _WHOLE.match(text):
            raise ValueError(f"{text[:80]!r} is no range")
        yield Bound(operator or "=", partial.at())
    else:
        yield from _open(operator, partial)


def _open(operator: str, at: Partial) -> Iterator[Bound]:
    """An x-range: ``1.x``, ``>1.2``, ``<=3``."""
    if (at.major is None and at.minor is not None) or (at.minor is None and at.patch is not None):
        raise ValueError("a number stands after an open part")
    if at.major is None:
        yield from (_NOTHING,) if operator in ("<", ">") else ()
    elif operator == ">":
        yield Bound(">=", _released(_after(at)))
    elif operator == "<=":
        yield Bound("<", _after(at))
    elif operator == "<":
        yield Bound("<", _lowest(at.major, at.minor or 0, 0))
    else:
        yield from _from(at)
        if operator != ">=":
            yield Bound("<", _after(at))


def _caret(at: Partial) -> Iterator[Bound]:
    """Up to the next change of the leftmost part that is not 0."""
    yield from _from(at)
    if at.major is None:
        return
    if at.major or at.minor is None:
        yield Bound("<", _lowest(at.major + 1, 0, 0))
    elif at.minor or at.patch is None:
        yield Bound("<", _lowest(0, at.minor + 1, 0))
    else:
        yield Bound("<", _lowest(0, 0, at.patch + 1))


def _tilde(at: Partial) -> Iterator[Bound]:
    yield from _from(at)
    if at.major is not None:
        yield Bound("<", _after(at))


def _from(at: Partial) -> Iterator[Bound]:
    if at.major is not None:
        whole = at if at.minor is not None else at._replace(patch=None)
        yield Bound(">=", whole.at() if whole.patch is not None else _key(at.major, at.minor or 0, 0, None))


def _hyphen(texts: tuple[str | None, ...]) -> Iterator[Bound]:
    """``1.2 - 2.3``, each side with what stands before its numbers."""
    low, high = _partial(texts[1:5]), _partial(texts[6:])
    for at, before in ((low, texts[0]), (high, texts[5] if not high.before else "")):
        if None not in at[:3] and before not in ("", "v"):
            raise ValueError("only a v may stand before a version of a range")
    yield from _from(low)
    yield from _up_to(high)


def _up_to(at: Partial) -> Iterator[Bound]:
    if at.major is None:
        return
    if at.minor is None or at.patch is None:
        yield Bound("<", _after(at))
    else:
        yield Bound("<=", at.at())


def _released(key: semver.Key) -> semver.Key:
    return (*key[:3], 1, ())


def _after(at: Partial) -> semver.Key:
    """Below the next minor version; of one without a minor, below the next major."""
    major = at.major or 0
    return _lowest(major + 1, 0, 0) if at.minor is None else _lowest(major, at.minor + 1, 0)


def _lowest(major: int, minor: int, patch: int) -> semver.Key:
    return _key(major, minor, patch, "0")


def _key(major: int, minor: int, patch: int, before: str | None) -> semver.Key:
    return semver.key(f"{major}.{minor}.{patch}" + (f"-{before}" if before else ""))


def _partial(texts: tuple[str | None, ...]) -> Partial:
    major, minor, patch = (_number(one) for one in texts[:3])
    return Partial(major, minor, patch, texts[3] if patch is not None else None)


def _number(text: str | None) -> int | None:
    if text is None or text in "xX*":
        return None
    if int(text) > _GREATEST:
        raise ValueError("a number is too large")
    return int(text)
