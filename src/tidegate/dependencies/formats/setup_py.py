"""``setup.py``, read as text: what it writes down for ``setup()``, never what it would compute.

Source: setuptools' documentation of keywords. Values that are put together from literals are followed; every
other value is a gap with its line.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.python import line, of_extra
from tidegate.dependencies.spoken import Computed, Names, Written
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.languages import ir
from tidegate.languages.python import extract
from tidegate.languages.walk import inside
from tidegate.model.dependency import Dependency, Listing, Scope

_KEYWORDS = {
    "install_requires": Scope.RUNTIME,
    "setup_requires": Scope.BUILD,
    "tests_require": Scope.DEV,
    "extras_require": Scope.OPTIONAL,
}
_TOOLS = ("setuptools", "distutils", "skbuild", "numpy.distutils")


def read(source: Source) -> Listing:
    facts = extract(source.text.encode())
    bodies = [facts.body(one) for one in facts.functions.values()]
    nodes = list(inside((facts.outline.body, *bodies)))
    gaps = [f"line {number} {what}" for number, what in facts.outline.problems]
    setups = sorted(_setups(nodes), key=lambda call: call.line)
    if not setups and any(isinstance(one, ir.Import) and one.module.startswith(_TOOLS) for one in nodes):
        gaps.append("it calls no setup() that could be found")
    names = Names(nodes)
    found: list[Dependency] = []
    for keyword, value in _given(setups, names):
        if keyword is None:
            gaps.append(f"line {value.line}: what setup() is given is computed")
        for extra, one in _parts(keyword, value, names):
            _take(keyword or "", extra, one, found, gaps)
    return Listing(dependencies=tuple(found), gaps=tuple(dict.fromkeys(gaps)))


def _setups(nodes: list[ir.Node]) -> Iterator[ir.Call]:
    """Calls of setup(), also by a name that it was imported under."""
    names = {"setup"} | {one.name for one in nodes if isinstance(one, ir.Import) and one.member == "setup"}
    for one in nodes:
        if not isinstance(one, ir.Call):
            continue
        function = one.function
        is_named = isinstance(function, ir.Name) and function.id in names
        is_member = isinstance(function, ir.Attribute) and function.name == "setup" and bool(one.keywords)
        if is_named or is_member:
            yield one


def _given(setups: list[ir.Call], names: Names) -> Iterator[tuple[str | None, ir.Expr]]:
    """The keywords that name packages, also out of ``**table``; ``None`` for a key that is computed."""
    for call in setups:
        for keyword in call.keywords:
            pairs = [(keyword.name, keyword.value)] if keyword.name else names.pairs(keyword.value)
            yield from ((name, value) for name, value in pairs if name is None or name in _KEYWORDS)


def _parts(
    keyword: str | None, value: ir.Expr, names: Names
) -> Iterator[tuple[str | None, Written | Computed]]:
    """Texts with the extra that asks for them."""
    if keyword == "extras_require":
        for extra, inner in names.pairs(value):
            if extra is None:
                yield None, Computed(inner.line)
            else:
                yield from ((extra, one) for one in names.texts(inner))
    elif keyword is not None:
        yield from ((None, one) for one in names.texts(value))


def _take(
    keyword: str, extra: str | None, one: Written | Computed, found: list[Dependency], gaps: list[str]
) -> None:
    if isinstance(one, Computed):
        gaps.append(f"line {one.line}: a part of {keyword} is computed")
        return
    for text in one.text.splitlines():
        bare = text.partition(" #")[0].strip()
        if not bare or bare.startswith("#"):
            continue
        try:
            scope = _KEYWORDS[keyword]
            group = "build-system" if scope is Scope.BUILD else None
            asked = line(bare, scope=scope, group=group, number=one.line)
            found.append(of_extra(asked, extra))
        except Unreadable as error:
            gaps.append(f"line {one.line}: {error}")
