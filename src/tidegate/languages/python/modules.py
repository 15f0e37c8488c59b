"""Which file a dotted Python name is, seen from an importing file. No I/O: directories are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

Listing = Callable[[str], Collection[str]]  # names in a directory ("" is the root)


def package_of(path: str, level: int) -> str | None:
    """The directory that ``level`` leading dots mean in the file ``path``; ``None`` above the root."""
    directory = path.rpartition("/")[0]
    for _ in range(level - 1):
        if not directory:
            return None
        directory = directory.rpartition("/")[0]
    return directory


def module_file(directory: str, module: str, listing: Listing) -> str | None:
    """The file of ``module`` (dotted, may be empty) under ``directory``."""
    parts = module.split(".") if module else []
    for part in parts[:-1]:
        if part not in listing(directory):
            return None
        directory = _join(directory, part)
    if not parts:
        return _join(directory, "__init__.py") if "__init__.py" in listing(directory) else None
    names = listing(directory)
    last = parts[-1]
    if last in names and "__init__.py" in listing(_join(directory, last)):
        return _join(directory, f"{last}/__init__.py")
    return next(
        (_join(directory, last + suffix) for suffix in (".py", ".pyi") if last + suffix in names), None
    )


def is_package(directory: str, module: str, listing: Listing) -> bool:
    """Whether ``module`` is a directory there (a namespace package counts)."""
    for part in module.split("."):
        if part not in listing(directory):
            return False
        directory = _join(directory, part)
    return bool(listing(directory))


def roots(path: str, listing: Listing) -> Iterator[str]:
    """Directories from which absolute imports of the file ``path`` may start, likeliest first."""
    directory = path.rpartition("/")[0]
    seen: set[str] = set()
    while True:
        if "__init__.py" not in listing(directory):
            seen.add(directory)
            yield directory
        if not directory:
            break
        directory = directory.rpartition("/")[0]
    for extra in ("src", "lib"):
        if extra not in seen and extra in listing(""):
            yield extra


def _join(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


@lru_cache(maxsize=1024)
def import_pattern(package: str, module: str) -> re.Pattern[bytes]:
    """Finds where a text names a module by an import from elsewhere: ``a.b`` or ``from a import c, b``."""
    outer, inner = re.escape(package.encode()), re.escape(module.encode())
    if not package:
        return re.compile(rb"\b%b\b" % inner)
    return re.compile(rb"\b%b(?:\s{0,4}\.\s{0,4}|\s{1,4}import\b[\w\s,(]{0,1000}?\b)%b\b" % (outer, inner))
