"""Conditions on the arguments of a call."""

from __future__ import annotations

from typing import Any

import msgspec


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on one argument of the call. All that is given must hold.

    ``equals``/``one_of`` hold when the value is known to be (one of) the given; ``not_equals`` when
    it is known and another. ``contains``: a collection that is known to hold this. ``unknown: true``
    makes an unknown value satisfy the condition. ``item``: it is about this item of a collection, a list of
    them about one below the other; "*" is any (a backslash before it: that of this name), ".name" an
    attribute. ``named``: RE2, one of the variables, attributes and keys that the argument is written
    with; ``not_matches``: of a string that is known.
    """

    argument: str
    item: int | str | list[int | str] | None = None
    present: bool | None = None
    equals: Any = msgspec.UNSET
    not_equals: Any = msgspec.UNSET
    one_of: list[Any] | None = None
    contains: Any = msgspec.UNSET
    matches: str | None = None  # RE2 search over a known string
    not_matches: str | None = None
    named: str | None = None
    refers: list[str] | None = None  # the value is one of these APIs, e.g. yaml.UnsafeLoader
    unknown: bool = False
