"""Entries of MCP servers, as all tools write them: one table of keys for all (``configuration.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tidegate.documents.located import At
from tidegate.model.tools import Command, Effect, Endpoint, Fact, Permission, Server, Switch, Variable
from tidegate.provenance.tools.masking import bare_url, host
from tidegate.provenance.tools.packages import fetched
from tidegate.provenance.tools.site import Site
from tidegate.provenance.tools.walking import text

_LONGEST = 4000  # characters of a word


def servers(value: Any, at: At, site: Site) -> Iterator[Fact]:
    """Name → entry, or entries that say their name."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _server(str(name), entry, (*at, str(name)), site)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            name = _first(entry, "name", site) if isinstance(entry, dict) else entry
            yield from _server(text(name or number), entry, (*at, number), site)
    else:
        site.doubt(at, "its MCP servers are no object")


def _server(name: str, entry: Any, at: At, site: Site) -> Iterator[Fact]:
    if not isinstance(entry, dict):
        if isinstance(entry, str):  # a server that is configured elsewhere
            yield Server(name=name, places=site.places(at))
        elif not isinstance(entry, bool) and entry is not None:
            site.doubt(at, f"the MCP server {name[:80]!r} is no object")
        return
    words = [word[:_LONGEST] for word in _words(entry, site)]
    got = fetched(words, site.common)
    address = text(_first(entry, "url", site) or "")
    yield Server(
        name=name,
        command=site.masking.masked(words[0]) if words else "",
        args=site.masking.masked_all(words[1:]),
        package=got.package if got else None,
        version=got.version if got else None,
        is_pinned=got.is_pinned if got else None,
        url=bare_url(address) or None,
        host=host(address) if address else None,
        headers=_names(entry, "headers", site),
        environment=_names(entry, "environment", site),
        is_disabled=text(_first(entry, "disabled", site)) == "true" or text(entry.get("enabled")) == "false",
        places=site.places(at),
    )
    yield from _around(name, entry, at, site, words)


def _around(name: str, entry: dict[str, Any], at: At, site: Site, words: list[str]) -> Iterator[Fact]:
    """What an entry says besides: credentials by name, what is allowed without asking, trust, detours."""
    places = site.places(at)
    yield from _credentials(name, entry, at, site)
    yield from _arguments(name, words, at, site)
    for key in site.common.server["commands"]:
        if entry.get(key):
            command = site.masking.masked(text(entry[key]))
            yield Command(when=f"to ask the MCP server {name}", what=command, places=places)
    for rule in _list(_first(entry, "allow", site)):
        what = "*" if rule == "true" else rule
        yield Permission(effect=Effect.ALLOW, what=what, is_catch_all=what == "*", scope=name, places=places)
    if (trusted := _first(entry, "trust", site)) is not None:
        value = text(trusted)
        key = f"trust of {name}"
        yield Switch(kind="trust", key=key, value=value, is_unsafe=value == "true", places=places)
    kinds = site.endpoint_names()
    for key, value in _pairs(entry, "environment", site):
        if (kind := kinds(key)) is not None:
            via = f"{key} of {name}"
            yield Endpoint(host=host(value), via=via, url=bare_url(value), kind=kind, places=places)


def _credentials(name: str, entry: dict[str, Any], at: At, site: Site) -> Iterator[Variable]:
    for kind in ("environment", "headers"):
        of = f"{'header' if kind == 'headers' else kind} of {name}"
        for key, value in _pairs(entry, kind, site):
            yield site.variable(key, value, of, at)
    for key in site.common.server["credentials"]:
        if isinstance(entry.get(key), str):
            of = f"environment of {name}"
            yield Variable(name=entry[key][:200], of=of, is_secret=True, places=site.places(at))


def _arguments(name: str, words: list[str], at: At, site: Site) -> Iterator[Variable]:
    """Options that are called as secrets are."""
    of = f"argument of {name}"
    for before, word in pairwise(words):
        option, equals, value = word.partition("=")
        if option.startswith("-") and equals and site.masking.is_secret(option.lstrip("-")):
            yield site.variable(option, value, of, at)
        elif before.startswith("-") and "=" not in before and site.masking.is_secret(before.lstrip("-")):
            yield site.variable(before, word, of, at)


def _first(entry: dict[str, Any], what: str, site: Site) -> Any:
    return next((entry[key] for key in site.common.server[what] if key in entry), None)


def _words(entry: dict[str, Any], site: Site) -> list[str]:
    """The command and its arguments: apart, as one list, as one text, or an object of both."""
    command = _first(entry, "command", site)
    if isinstance(command, dict):
        return _words(command, site)
    head = [text(one) for one in command] if isinstance(command, list) else [text(command)] if command else []
    args = _list(_first(entry, "args", site))
    if len(head) == 1 and not args and " " in head[0]:
        return head[0].split()
    return head + args


def _list(value: Any) -> list[str]:
    if value is None or value is False:
        return []
    return [text(one) for one in value] if isinstance(value, list) else [text(value)]


def _pairs(entry: dict[str, Any], what: str, site: Site) -> Iterator[tuple[str, str]]:
    """Names with values; a list holds names alone, or ``NAME=value``."""
    for key in site.common.server[what]:
        value = entry.get(key)
        if isinstance(value, dict):
            yield from ((str(name), text(inner)) for name, inner in value.items())
        elif isinstance(value, list):
            yield from ((name, inner) for name, _, inner in (text(one).partition("=") for one in value))


def _names(entry: dict[str, Any], what: str, site: Site) -> tuple[str, ...]:
    return tuple(sorted({name for name, _ in _pairs(entry, what, site)}))
