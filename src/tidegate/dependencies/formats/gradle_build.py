"""Gradle's ``build.gradle`` and ``build.gradle.kts``, as far as they say fixed texts.

Everything computed is a gap; a name that the file sets once, to a fixed text, is none. What a version
catalogue or another project of the build is asked for stands there; a build file that is applied is code of
its own, unless it comes from an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tidegate.dependencies.gradle import (
    Sort,
    Statement,
    Token,
    arguments,
    bracketed,
    constants,
    filled,
    statements,
)
from tidegate.dependencies.maven import ECOSYSTEM, OF_BUILDS, exact, plugin, scope
from tidegate.documents.addresses import host
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

_MODULE = re.compile(r"([^\s:@]+):([^\s:@]+)(?::([^\s:@]+))?(?::[^\s:@]+)?(?:@\w+)?")
_HOLDS = frozenset({"platform", "enforcedPlatform", "testFixtures", "listOf", "create"})
_ELSEWHERE = frozenset(
    {
        "project",
        "projects",
        "files",
        "fileTree",
        "gradleApi",
        "gradleTestKit",
        "localGroovy",
        "gradleKotlinDsl",
    }
)
_CATALOGUE = re.compile(r"(?:\w*[lL]ibs)")
_ADDING = re.compile(
    r"add(?:Provider)?|\w*?(?:[iI]mplementation|[aA]pi|[oO]nly|[cC]ompile|[rR]untime|classpath)"
)
_NOT_ASKING = frozenset({"def", "val", "var", "final", "constraints", "components", "modules", "imports"})
_DECIDING = frozenset({"constraints", "dependencyManagement"})  # of versions of what others ask for
_LONGEST = 80  # characters that a gap shows
_MOST_CONDITIONS = 8  # before one statement


def read(source: Source) -> Listing:
    found = list(statements(source.text))
    reader = _Reader(constants(found))
    for statement in found:
        reader.take(statement)
    return Listing(
        dependencies=tuple(reader.found),
        gaps=tuple(dict.fromkeys(reader.gaps)),
        hosts=frozenset(reader.hosts),
    )


class _Computed(Exception):
    """It is no fixed text."""


class _Reader:
    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.found: list[Dependency] = []
        self.gaps: list[str] = []
        self.hosts: set[str] = set()

    def take(self, statement: Statement) -> None:
        tokens = _unconditional([filled(token, self._known) for token in statement.tokens])
        if not tokens:
            return
        try:
            self._take(tokens, statement)
        except _Computed:
            shown = " ".join(token.value for token in tokens[:12])[:_LONGEST]
            self.gaps.append(f"line {tokens[0].line}: what it asks for is computed: {shown}")

    def _take(self, tokens: Sequence[Token], statement: Statement) -> None:
        blocks = statement.blocks
        inner = blocks[-1] if blocks else ""
        if "repositories" in blocks:
            self._hosts(tokens)
        elif inner in ("dependencies", "constraints"):
            if not (statement.opens and len(tokens) == 1):
                self._asked(tokens, blocks)
        elif inner == "plugins":
            self._plugin(tokens)
        elif (inner == "resolutionStrategy" and tokens[0].is_("force")) or (
            inner == "imports" and "dependencyManagement" in blocks
        ):
            self._modules(tokens[1:], Scope.RUNTIME, direct=False)
        elif tokens[0].is_("version") and statement.opens and "dependencies" in blocks:
            raise _Computed
        else:
            self._outside(tokens)

    def _outside(self, tokens: Sequence[Token]) -> None:
        """What asks for packages without a block: another build file from an address, a call."""
        names = [token.value if token.sort is Sort.WORD else "" for token in tokens[:3]]
        if names[0] == "apply" and "from" in names and not _is_local(tokens):
            raise _Computed
        called = (tokens[at + 2].value for at in range(len(tokens) - 2) if _is_of_dependencies(tokens, at))
        if any(_ADDING.fullmatch(name) for name in called):
            raise _Computed

    def _hosts(self, tokens: Sequence[Token]) -> None:
        addresses = (token.value for token in tokens if token.sort is Sort.TEXT and "://" in token.value)
        self.hosts |= {name for address in addresses if (name := host(address))}

    def _asked(self, tokens: Sequence[Token], blocks: tuple[str, ...]) -> None:
        configuration, rest = tokens[0].value, tokens[1:]
        if tokens[0].is_(*_NOT_ASKING) or any(one.is_("=") for one in rest[:1]):
            return
        if configuration == "add":
            given = arguments(bracketed(rest)[0])
            configuration, rest = _text(given[0]) if given else "", [t for one in given[1:] for t in one]
        needed = Scope.BUILD if "buildscript" in blocks else scope([configuration])
        self._modules(rest, needed, direct=_DECIDING.isdisjoint(blocks))

    def _modules(self, tokens: Sequence[Token], needed: Scope, *, direct: bool) -> None:
        """The modules of arguments, with brackets around them or not."""
        given = arguments(bracketed(tokens)[0] if tokens and tokens[0].is_("(", "[") else tokens)
        if not given:
            raise _Computed
        if named := _named(given):
            self._add(
                tokens[0].line, (named.get("group"), named.get("name"), named.get("version")), needed, direct
            )
        elif len(given) > 1 and all(_is_text(one) and ":" not in one[0].value for one in given):
            group, name, version, *_ = [*map(_text, given), None]
            self._add(tokens[0].line, (group, name, version), needed, direct)
        else:
            for one in given:
                self._module(one, needed, direct=direct)

    def _module(self, tokens: Sequence[Token], needed: Scope, *, direct: bool) -> None:
        first = tokens[0]
        if first.is_(*_HOLDS) or first.is_("["):
            self._modules(tokens[0 if first.is_("[") else 1 :], needed, direct=direct)
        elif first.is_("kotlin"):
            name, version, *_ = [*map(_text, arguments(bracketed(tokens[1:])[0])), None, None]
            self._add(first.line, ("org.jetbrains.kotlin", f"kotlin-{name}", version), needed, direct)
        elif not (first.is_(*_ELSEWHERE) or (first.sort is Sort.WORD and _CATALOGUE.fullmatch(first.value))):
            module = _MODULE.fullmatch(_text(tokens))
            if module is None:
                raise _Computed
            self._add(first.line, module.groups(), needed, direct)

    def _plugin(self, tokens: Sequence[Token]) -> None:
        """``id 'x' version 'y'``; without a version it is Gradle's own, or decided elsewhere."""
        if not tokens[0].is_("id", "kotlin"):
            return
        at = next((n for n, token in enumerate(tokens) if token.is_("version")), None)
        if at is None:
            return
        name = _text(_bare(tokens[1:at]))
        name = f"org.jetbrains.kotlin.{name}" if tokens[0].value == "kotlin" else name
        group, artifact = plugin(name).split(":", 1)
        self._add(
            tokens[0].line, (group, artifact, _text(_bare(tokens[at + 1 :])[:1])), Scope.BUILD, direct=True
        )

    def _add(self, line: int, module: Sequence[str | None], needed: Scope, direct: bool) -> None:
        group, name, version = module
        if not group or not name:
            raise _Computed
        requirement = version.removesuffix("!!") if version else None
        self.found.append(
            Dependency(
                ecosystem=ECOSYSTEM,
                name=f"{group}:{name}",
                version=exact(requirement),
                requirement=requirement,
                direct=direct,
                scope=needed,
                key=f"{needed.value} {group}:{name}:{requirement or ''}",
                group=OF_BUILDS if needed is Scope.BUILD else None,
                line=line,
            )
        )


def _unconditional(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the condition before it: ``if (x) implementation 'a:b:1'``."""
    for _ in range(_MOST_CONDITIONS):
        if not (tokens and tokens[0].is_("if", "else", "while", "for")):
            break
        tokens = tokens[1:]
        if tokens and tokens[0].is_("("):
            tokens = bracketed(tokens)[1]
    return tokens


def _named(given: Sequence[Sequence[Token]]) -> dict[str, str]:
    """``group: 'a', name: 'b'``, or with ``=``; nothing where the first argument has no name."""
    if len(given[0]) < 3 or not (given[0][0].sort is Sort.WORD and given[0][1].is_(":", "=")):
        return {}
    named = [one for one in given if len(one) > 2 and one[1].is_(":", "=")]
    return {one[0].value: _text(one[2:]) for one in named if one[0].value in ("group", "name", "version")}


def _is_text(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].sort is Sort.TEXT and not tokens[0].is_computed


def _text(tokens: Sequence[Token]) -> str:
    """Raise _Computed for what is no fixed text."""
    if not _is_text(tokens):
        raise _Computed
    return tokens[0].value


def _bare(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without brackets and dots: ``("x")``, ``("x").``."""
    return [token for token in tokens if not token.is_("(", ")", ".")]


def _is_of_dependencies(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].is_("dependencies") and tokens[at + 1].is_(".")


def _is_local(tokens: Sequence[Token]) -> bool:
    texts = [token for token in tokens if token.sort is Sort.TEXT]
    return bool(texts) and not any("://" in token.value for token in texts)
