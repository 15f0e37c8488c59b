"""Signatures of commits: what was signed, and the signature, as a commit's own bytes hold them."""

from __future__ import annotations

_KEYS = (b"gpgsig ", b"gpgsig-sha256 ")


def signed(raw: bytes) -> tuple[bytes, str] | None:
    """What was signed and the armored signature; ``None`` where the commit has none, or several."""
    header, blank, message = raw.partition(b"\n\n")
    kept: list[bytes] = []
    found: list[list[bytes]] = []
    within = False
    for line in header.split(b"\n"):
        if line.startswith(_KEYS):
            found.append([line.partition(b" ")[2]])
            within = True
        elif within and line.startswith(b" "):
            found[-1].append(line[1:])
        else:
            kept.append(line)
            within = False
    if len(found) != 1:
        return None
    return b"\n".join(kept) + blank + message, b"\n".join(found[0]).decode("ascii", "replace")
