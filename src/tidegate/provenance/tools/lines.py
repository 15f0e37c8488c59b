"""Lines of a YAML file that people wrote: what stands where, so that one can be added and the others stay."""

from __future__ import annotations

import json
import re


def line_of(lines: list[str], pattern: str, start: int, end: int) -> int | None:
    return next((n for n in range(start, end) if re.fullmatch(pattern, lines[n])), None)


def ending(lines: list[str], at: int, indent: str) -> int:
    """The line behind what stands below ``at``: blank lines and comments at its end are not of it."""
    last = at
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if len(line) - len(line.lstrip()) <= len(indent):
            break
        last = number
    return last + 1


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
