"""Whether a range allows more than another: asked of the versions at which ranges begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.dependencies import versions

_VERSION = re.compile(r"\d+(?:\.\d+){0,3}")
_MOST = 24  # versions named in both
_FAR = ("0.0.0", "0.0.1", "99999.0.0")


def is_wider(ecosystem: str, before: str, after: str) -> bool | None:
    """Whether ``after`` allows all that ``before`` does and more; ``None`` where that cannot be told."""
    answers = [
        (versions.satisfies(ecosystem, one, before), versions.satisfies(ecosystem, one, after))
        for one in _probes(before + " " + after)
    ]
    if any(was is None or now is None for was, now in answers):
        return None
    return all(now or not was for was, now in answers) and any(now and not was for was, now in answers)


def _probes(text: str) -> list[str]:
    named = dict.fromkeys(_VERSION.findall(text))
    found = dict.fromkeys(one for version in list(named)[:_MOST] for one in _around(version))
    return [*found, *_FAR]


def _around(version: str) -> Iterator[str]:
    """The version in full and what comes just after it: a patch, a minor, a major version on."""
    parts = ([int(part) for part in version.split(".")] + [0, 0])[:3]
    yield ".".join(map(str, parts))
    for index in range(3):
        upper = [*parts[:index], parts[index] + 1, *([0] * (2 - index))]
        yield ".".join(map(str, upper))
        if parts[index]:
            yield ".".join(map(str, [*parts[:index], parts[index] - 1, *([99] * (2 - index))]))
