"""What a registry says of a package, where somebody asked it."""

from __future__ import annotations

from datetime import date

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """``None`` is "unknown", and never the harmless answer. ``deprecated`` are the authors' words.

    ``first_release`` is of the package as a whole; what follows is of the version that comes in: the day on
    which it was published, SPDX expressions (none: nobody knows), ids of advisories.
    """

    first_release: date | None = None
    published: date | None = None
    deprecated: str | None = None
    yanked: bool | None = None
    licences: tuple[str, ...] = ()
    advisories: tuple[str, ...] = ()
