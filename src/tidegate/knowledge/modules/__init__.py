"""Which package delivers which Python module, where their names differ, and which modules are Python's own.

Two files, each with a header of lines ``# key: value``: ``PyPI.txt`` has a module and the packages that
deliver it, the usual one first; ``standard.txt`` a module and, where it came or went, the versions that have
it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def deliverers() -> dict[str, tuple[str, ...]]:
    """Dotted modules → packages of PyPI, by their normal names."""
    return {module: tuple(packages) for module, *packages in _rows("PyPI.txt")}


@cache
def delivered() -> dict[str, tuple[str, ...]]:
    """Packages of PyPI, by their normal names → the modules that they deliver under other names."""
    found: dict[str, list[str]] = {}
    for module, packages in deliverers().items():
        for package in packages:
            found.setdefault(package, []).append(module)
    return {package: tuple(modules) for package, modules in found.items()}


@cache
def standard() -> dict[str, tuple[str, ...]]:
    """The modules of Python's library → the specifiers that a version of Python meets which has them."""
    return {module: tuple(versions) for module, *versions in _rows("standard.txt")}


@cache
def namespaces() -> frozenset[str]:
    """The packages in which several distributions put modules: ``google.cloud``."""
    modules = [module.split(".") for module in deliverers() if "." in module]
    return frozenset(".".join(parts[:depth]) for parts in modules for depth in range(1, len(parts)))


def _rows(name: str) -> list[list[str]]:
    lines = files(__name__).joinpath(name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]
