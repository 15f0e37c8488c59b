"""One package, one name: each ecosystem's own rule, and purls.

Sources: PEP 503 (PyPI); the purl specification's types; NuGet and Packagist compare without case, npm, Go,
crates.io, Maven and RubyGems with it (crates.io treats "-" and "_" alike when a name is registered).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SEPARATORS = re.compile(r"[-_.]+")


def _pypi(name: str) -> str:
    return _SEPARATORS.sub("-", name).lower()


_RULES: dict[str, Callable[[str], str]] = {
    "PyPI": _pypi,
    "NuGet": str.lower,
    "Packagist": str.lower,
    "GitHub Actions": str.lower,
    "crates.io": lambda name: name.replace("_", "-").lower(),
}


def normal(ecosystem: str, name: str) -> str:
    """The form in which two names of one package are equal."""
    rule = _RULES.get(ecosystem)
    return rule(name) if rule else name
