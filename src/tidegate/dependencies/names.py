"""One package, one name: each ecosystem's own rule, and purls.

Sources: PEP 503 (PyPI); the purl specification's types; NuGet and Packagist compare without case, npm, Go,
crates.io, Maven and RubyGems with it (crates.io treats "-" and "_" alike when a name is registered).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tidegate.model.configuration import words
from tidegate.model.dependency import Dependency

_SEPARATORS = re.compile(r"[-_.]+")
_WORD_ENDS = re.compile(r"[-_./@]+")
_SHORTEST = 4  # letters of a name that may be a part of another
# Words that say for what a package is, and nothing of what is in it.
_GENERIC = words("""
    python py py3 django djangorestframework rest framework drf flask fastapi pytest lib client sdk api binary
    headless
""")


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


def has_spellings(ecosystem: str) -> bool:
    """Whether one package may be written in more ways than one."""
    return ecosystem in _RULES


def is_alike(package: str, name: str) -> bool:
    """Whether a package's name says what ``name`` says, with words about its use or more beside it.

    ``django-dirtyfields`` and ``dirtyfields``, ``social-auth-app-django`` and ``social_django``,
    ``@vue/cli-service`` and ``vue-cli-service``, ``python-redmine`` and ``redminelib``;
    not ``requests`` and ``requests_helper``.
    """
    asked, has = _telling(name), _telling(package)
    if all(word in has or _bare(word) in has for word in asked):
        return True
    whole, joined = "".join(_words(package)), "".join(asked)
    return any(len(one) >= _SHORTEST and one in whole for one in (joined, joined.removesuffix("s")))


def longer(name: str) -> Iterator[str]:
    """The names that packages have that deliver ``name``: "django-x", "x-python", "pyx" for "x"."""
    yield f"py{name}"
    for word in sorted(_GENERIC):
        yield from (f"{word}-{name}", f"{name}-{word}")


def _telling(name: str) -> list[str]:
    parts = _words(name)
    return [one for one in parts if one not in _GENERIC] or parts


def _bare(word: str) -> str:
    """``redmine`` for "redminelib"."""
    return word.removeprefix("lib").removesuffix("lib")


def _words(name: str) -> list[str]:
    return [one for one in _WORD_ENDS.split(name.lower()) if one]


# What is asked for by a tag, which can be moved: a requirement there is no range.
TAGGED = frozenset({"Docker", "GitHub Actions", "devcontainer", "pre-commit"})


def label(one: Dependency) -> str | None:
    """What tells it from others of its name: the version, else the commit or digest, else the tag."""
    return one.version or one.revision or (one.requirement if one.ecosystem in TAGGED else None)


def owner(ecosystem: str, name: str) -> str:
    """Where a name begins: ``git.example/acme`` of ``git.example/acme/hooks``; "" where nobody is named.

    An image without an owner is one that its registry itself keeps.
    """
    return normal(ecosystem, name).rpartition("/")[0]
