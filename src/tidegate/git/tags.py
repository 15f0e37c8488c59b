"""Tags: the object behind a name, and the tag before it."""

from __future__ import annotations

import msgspec

from tidegate.git.objects import Objects
from tidegate.git.process import Git

_MOST_BYTES = 1024 * 1024
_ARMOR = (b"-----BEGIN SSH SIGNATURE-----", b"-----BEGIN PGP SIGNATURE-----")


class Tag(msgspec.Struct, frozen=True):
    """``commit`` is what it leads to. Of an annotated tag, ``content`` is what ``signature`` signs."""

    name: str
    commit: str
    content: bytes = b""
    signature: str = ""
    seconds: int | None = None  # when it was made, by its own word


def tag(objects: Objects, name: str) -> Tag | None:
    """``None`` where there is no such tag."""
    reference = f"refs/tags/{name.removeprefix('refs/tags/')}"
    if not name.strip() or "\n" in name:
        return None
    found, commit = objects.find(reference), objects.find(f"{reference}^{{commit}}")
    if found is None or commit is None:
        return None
    short = reference.removeprefix("refs/tags/")
    if found.kind != "tag":
        return Tag(short, commit.oid)
    content, signature = _parts(objects.blob(found.oid, _MOST_BYTES))
    return Tag(short, commit.oid, content, signature, _seconds(content))


def tag_before(git: Git, commit: str) -> str | None:
    """The nearest tag that led to ``commit``."""
    words = ("describe", "--tags", "--abbrev=0", f"{commit}^")
    answer = git.ask(*words, expected=(0, 128))
    return answer.output.decode("utf-8", "replace").strip() or None if answer.status == 0 else None


def _parts(raw: bytes) -> tuple[bytes, str]:
    """The tag without its signature, and that."""
    starts = [place + 1 for armor in _ARMOR if (place := raw.rfind(b"\n" + armor)) >= 0]
    if not starts:
        return raw, ""
    start = min(starts)
    return raw[:start], raw[start:].decode("ascii", "replace")


def _seconds(content: bytes) -> int | None:
    header = content.partition(b"\n\n")[0].split(b"\n")
    words = next((line.split() for line in header if line.startswith(b"tagger ")), [])
    return int(words[-2]) if len(words) > 2 and words[-2].isdigit() else None
