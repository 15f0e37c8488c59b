"""What a library file says to the test that looks all its names up in the package."""

from __future__ import annotations

import msgspec


class Existence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a package does not tell itself when each name of its file is looked up in it.

    ``only_in``: version range → names that only these versions have; ``platforms``: names that not every
    machine has. ``classes``: place → the class of what stands there, where the package does not say;
    ``made``: names that no package has (made up by the file, or made while a program runs) → what they are
    like. ``dynamic``: names that ``__getattr__`` alone answers.
    """

    only_in: dict[str, list[str]] = {}
    platforms: list[str] = []
    classes: dict[str, str] = {}
    made: dict[str, str] = {}
    dynamic: list[str] = []
