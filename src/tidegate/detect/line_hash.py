"""The hash by which GitHub's code scanning knows a line again: ``primaryLocationLineHash``.

It is of the first 100 characters from the line's start on, whatever lines these are in, without blanks and
tabs; line ends are all LF. Then ``:n`` says which of the lines with that hash it is. Source: the action that
uploads SARIF computes it where a tool gives none (github/codeql-action, fingerprints), from UTF-16 units.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import accumulate, count

import msgspec

from tidegate.model.finding import Finding, Kind, Status
from tidegate.program.trees import GitTree

LONGEST = 1024 * 1024  # bytes of a file; the lines of a longer one get no hash
_WINDOW = 100
_BASE = 37
_BITS = (1 << 64) - 1
_LEAVING = pow(_BASE, _WINDOW, 1 << 64)
_LF, _END = 0x0A, 0xFFFF


def with_line_hashes(findings: Iterable[Finding], head: GitTree) -> list[Finding]:
    """Findings of what stands in ``head``, each with the hash of its line; the others as they are."""
    found = list(findings)
    wanted: dict[str, set[int]] = {}
    for one in filter(_has_line, found):
        wanted.setdefault(one.path, set()).add(_line(one))
    hashes = {path: _hashes(head, path, lines) for path, lines in wanted.items()}
    return [
        msgspec.structs.replace(one, line_hash=hashes[one.path].get(_line(one))) if _has_line(one) else one
        for one in found
    ]


def _has_line(finding: Finding) -> bool:
    """Not what is gone; and of a secret there is no hash at all, for whoever has one can try values."""
    return finding.status is not Status.FIXED and finding.kind is not Kind.SECRET


def line_hashes(data: bytes, wanted: Collection[int]) -> dict[int, str]:
    """Of the lines ``wanted``, from 1, of a file; those that it does not have are left out."""
    units = (*_units(data), _END, *[0] * _WINDOW)
    starts = [0, *(number + 1 for number, unit in enumerate(units) if unit == _LF)][: max(wanted, default=0)]
    before = list(accumulate(units[: starts[-1] + _WINDOW] if starts else (), _rolled, initial=0))
    seen: Counter[int] = Counter()
    hashes: dict[int, str] = {}
    for line, start in zip(count(1), starts):
        value = (before[start + _WINDOW] - before[start] * _LEAVING) & _BITS
        seen[value] += 1
        if line in wanted:
            hashes[line] = f"{value:x}:{seen[value]}"
    return hashes


def _hashes(head: GitTree, path: str, lines: Collection[int]) -> Mapping[int, str]:
    data = head.read(path)
    return line_hashes(data, lines) if data is not None and len(data) <= LONGEST else {}


def _line(finding: Finding) -> int:
    """What is of a whole file stands in its first line."""
    return max(finding.line, 1)


def _units(data: bytes) -> tuple[int, ...]:
    """The characters that count, as UTF-16 has them."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    encoded = text.replace(" ", "").replace("\t", "").encode("utf-16-le")
    return struct.unpack(f"<{len(encoded) // 2}H", encoded)


def _rolled(value: int, unit: int) -> int:
    return (value * _BASE + unit) & _BITS
