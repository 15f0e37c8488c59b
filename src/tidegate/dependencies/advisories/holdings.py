"""The stores on this machine: where they are, how old, and why one cannot answer.

They lie under ``$TIDEGATE_DATA_DIR``, else in the user's data directory (XDG base directories).
"""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from pathlib import Path

from tidegate.dependencies.advisories.store import Store, StoreError

FOLDER = "advisories"
UPDATE = "tidegate advisories update --online"
ECOSYSTEMS = (  # whose advisories OSV has, and whose files are read
    "PyPI",
    "npm",
    "Go",
    "crates.io",
    "Maven",
    "RubyGems",
    "NuGet",
    "Packagist",
    "GitHub Actions",
)


class NoAnswer(Exception):
    """No store can be asked; the text says why and what to do."""


def data_directory() -> Path:
    """Where data lies that is not made anew by itself."""
    if own := os.environ.get("TIDEGATE_DATA_DIR"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "tidegate"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "tidegate"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tidegate"


class Holdings:
    """Stores by ecosystem; each is opened when it is first asked."""

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = (directory or data_directory()) / FOLDER
        self._stores: dict[str, Store | None] = {}

    def path(self, ecosystem: str) -> Path:
        return self.directory / f"{ecosystem}.sqlite"

    def store(self, ecosystem: str) -> Store | None:
        """``None`` where there is none. Raise StoreError for one that cannot be used."""
        if ecosystem not in self._stores:
            self._stores[ecosystem] = Store.open(self.path(ecosystem))
        return self._stores[ecosystem]

    def asked(self, ecosystem: str) -> Store:
        """The store of an ecosystem, however old: what is old still accuses. Raise NoAnswer."""
        try:
            store = self.store(ecosystem)
        except StoreError as error:
            raise NoAnswer(f"{error}; {error.hint}") from error
        if store is None:
            raise NoAnswer(
                f"there are no advisories of {ecosystem} on this machine: run {_command(ecosystem)}"
            )
        return store

    def too_old(self, ecosystem: str, today: date, days: int) -> str | None:
        """Why a store that was asked excuses nothing: its data are older than ``days``, or have no date."""
        day = self.asked(ecosystem).about.day
        if day is None:
            return f"the advisories of {ecosystem} have no date: run {_command(ecosystem)}"
        if day < today - timedelta(days=days):
            return f"the advisories of {ecosystem} are of {day}: run {_command(ecosystem)}"
        return None

    def date(self) -> str | None:
        """The oldest data that were asked: the day up to which the answer knows everything."""
        days = [store.about.as_of for store in self._stores.values() if store is not None]
        return min(days) or None if days else None

    def held(self) -> list[str]:
        """The ecosystems that there are stores of."""
        return [one for one in ECOSYSTEMS if self.path(one).is_file()]

    def close(self) -> None:
        for store in self._stores.values():
            if store is not None:
                store.close()
        self._stores.clear()


def _command(ecosystem: str) -> str:
    return f"{UPDATE} {ecosystem!r}" if " " in ecosystem else f"{UPDATE} {ecosystem}"
