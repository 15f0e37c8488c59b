"""What can go wrong in reading: the third answer, with its reason."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that could not be read. The text says why, for people: "could not read it: …"."""
