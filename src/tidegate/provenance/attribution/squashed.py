"""Messages that a squash put together: the trailers of each commit that went into it.

GitHub and GitLab make a list (``* subject``, its body, the next), ``git merge --squash`` indents whole
messages below ``commit ID``. Git itself reads only what stands at the very end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tidegate.provenance.attribution.material import LINES

_LISTED = "* "
_LOGGED = re.compile(r"commit [0-9a-f]{40}(?:[0-9a-f]{24})?$")
_FOLLOWING = "Squashed commit of the following:"
_RULE = re.compile(r"-{3,}$")  # before what the forge adds
_TRAILER = re.compile(r"([A-Za-z0-9-]{1,64}): *(.*)$")
_PICKED = "(cherry picked from commit "

Trailers = tuple[tuple[str, str], ...]


def trailers_of_parts(message: str) -> list[Trailers]:
    """Of each commit that the message tells of; none where it is no such message."""
    subject, *body = [line.rstrip() for line in message.splitlines()[:LINES]] or [""]
    if _FOLLOWING in (subject, *body[:2]):
        return [_trailers([line.removeprefix("    ") for line in part]) for part in _logged(body)]
    first = next((line for line in body if line), "")
    return [_trailers(part) for part in _listed(body)] if first.startswith(_LISTED) else []


def _logged(lines: Sequence[str]) -> Iterator[list[str]]:
    starts = [at for at, line in enumerate(lines) if _LOGGED.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield list(lines[start + 1 : end])


def _listed(lines: Sequence[str]) -> Iterator[list[str]]:
    """Each begins behind a blank line; what is below a rule is of all of them."""
    starts = [
        at for at, line in enumerate(lines) if line.startswith(_LISTED) and not (lines[at - 1] if at else "")
    ]
    last = next((at for at, line in enumerate(lines) if _RULE.match(line)), len(lines))
    starts = [at for at in starts if at < last]
    for start, end in zip(starts, [*starts[1:], last], strict=True):
        yield list(lines[start + 1 : end])


def _trailers(part: Sequence[str]) -> Trailers:
    """Its last paragraph, where each line is one, or goes on with one."""
    while part and not part[-1]:
        part = part[:-1]
    start = next((at + 1 for at in range(len(part) - 1, -1, -1) if not part[at]), 0)
    found: list[tuple[str, str]] = []
    for line in part[start:]:
        pair = _TRAILER.match(line)
        if pair is not None:
            found.append((pair[1], pair[2].strip()))
        elif found and line[:1] in (" ", "\t"):
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}".strip())
        elif not line.startswith(_PICKED):
            return ()
    return tuple(found)
