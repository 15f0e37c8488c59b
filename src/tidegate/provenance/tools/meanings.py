"""What a key means: each meaning that knowledge may give a key makes facts of the value that stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tidegate.documents.located import At
from tidegate.knowledge.configurations import Key
from tidegate.model.tools import (
    Command,
    Directory,
    Effect,
    Endpoint,
    Fact,
    Instructions,
    Model,
    Permission,
    Plugin,
    Switch,
    Variable,
    Version,
)
from tidegate.provenance.tools.expressions import one_of
from tidegate.provenance.tools.masking import bare_url, host
from tidegate.provenance.tools.servers import servers
from tidegate.provenance.tools.site import Site
from tidegate.provenance.tools.walking import Met, parts, text, walk

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_RULES = re.compile(r"(?:[^,(]|\([^)]*\)?)+")  # a comma inside brackets parts nothing
_EVERYTHING = "*"
_LONGEST = 500  # characters of a value that is told


def facts(value: Any, keys: list[Key], site: Site, at: At = ()) -> tuple[list[Fact], set[At]]:
    """What a document, or the part of one that stands ``at`` a place, says by ``keys``, and the places that
    they described."""
    found: list[Fact] = []
    described = set()
    for key in keys:
        for met in walk(value, parts(key.at), at):
            described.add(met.at)
            if _is_meant(met.value, key):
                found += _MEANINGS[key.means](met, key, site)
    return found, described


def _is_meant(value: Any, key: Key) -> bool:
    return all(
        any(text(met.value) == wanted for met in walk(value, parts(at))) for at, wanted in key.only.items()
    )


def _permission(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    """One rule, several with commas, a list, or a mere ``true``."""
    if met.value is False or met.value is None or text(met.value) == "false":
        return
    for rule in _rules(met.value, key):
        yield _permit(Effect(key.effect), rule, met, site)


def _rules(value: Any, key: Key) -> list[str]:
    if isinstance(value, list):
        return [rule for one in value for rule in _rules(one, key)]
    if value is True or value == "true":
        return [key.what or _EVERYTHING]
    written = text(value)
    return [f"{key.what}({written})" if key.what else one.strip() for one in _RULES.findall(written)]


def _permissions(met: Met, key: Key, site: Site, inside: str = "") -> Iterator[Fact]:
    """Effects by what they are for: ``allow``, ``{bash: ask}``, ``{bash: {"git *": allow}}``, or rules that
    are objects with an effect among their values."""
    value = met.value
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _permissions(Met((*met.at, number), met.names, one), key, site, inside)
    elif not isinstance(value, dict):
        effect = site.common.effects.get(text(value).lower())
        if effect is not None:
            yield _permit(Effect(effect), inside or key.what or _EVERYTHING, met, site)
    elif (rule := _rule_object(value, site)) is not None:
        yield _permit(rule[0], rule[1], met, site)
    else:
        for name, one in value.items():
            what = f"{inside or key.what}({name})" if inside or key.what else str(name)
            yield from _permissions(Met((*met.at, str(name)), met.names, one), key, site, what)


def _rule_object(value: dict[str, Any], site: Site) -> tuple[Effect, str] | None:
    """``{effect: allow, capability: shell, match: [...]}``: the effect, and the rest as its rule."""
    stated = [k for k in ("effect", "action", "decision", "permission") if k in value]
    if not stated or (effect := site.common.effects.get(text(value[stated[0]]).lower())) is None:
        return None
    rest = [one for key, one in value.items() if key != stated[0]]
    words = [text(x) for one in rest for x in (one if isinstance(one, list) else [one])]
    return Effect(effect), " ".join(words) or _EVERYTHING


def _permit(effect: Effect, rule: str, met: Met, site: Site) -> Permission:
    shown = site.masking.masked(rule)
    return Permission(
        effect=effect, what=shown, is_catch_all=site.is_catch_all(rule), places=site.places(met.at)
    )


def _switch(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    value = text(met.value)
    if key.unsafe:
        is_unsafe: bool | None = value in map(text, key.unsafe)
    else:
        is_unsafe = value not in map(text, key.safe) if key.safe else None
    kind = key.kind or parts(key.at)[-1]
    name = ".".join(str(part) for part in met.at)
    yield Switch(kind=kind, key=name, value=value[:_LONGEST], is_unsafe=is_unsafe, places=site.places(met.at))


def _command(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    """A text, a list of words, or the ``parts`` of an object."""
    value = met.value
    if isinstance(value, dict):
        value = [one for part in key.parts for one in _as_list(value.get(part))]
    words = [text(one) for one in _as_list(value)]
    if any(words):
        when = (key.when or f"by {met.at[-1] if met.at else 'itself'}").format(*(*met.names, "", ""))
        yield Command(
            when=when.strip(), what=" ".join(site.masking.masked_all(words)), places=site.places(met.at)
        )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _environment(met: Met, _: Key, site: Site) -> Iterator[Fact]:
    """Variables that the tool sets: their names, and what they mean for traffic and models."""
    kinds, models = site.endpoint_names(), one_of(site.common.models)
    pairs = met.value.items() if isinstance(met.value, dict) else _assigned(met.value)
    for name, value in ((str(name), text(value)) for name, value in pairs):
        at = (*met.at, name)
        yield site.variable(name, value, "environment", at)
        if (kind := kinds(name)) is not None and value:
            yield _endpoint_of(value, name, kind, at, site)
        if models.fullmatch(name) and value and not value.startswith("$"):
            yield Model(name=value[:_LONGEST], key=name, places=site.places(at))


def _assigned(value: Any) -> list[tuple[str, str]]:
    texts = [text(one) for one in _as_list(value)]
    return [(name, rest) for name, _, rest in (one.partition("=") for one in texts)]


def _endpoint(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    for value in _as_list(met.value):
        if written := text(value):
            name = ".".join(str(part) for part in met.at)
            yield _endpoint_of(written, name, key.kind or "model", met.at, site)


def _endpoint_of(value: str, via: str, kind: str, at: At, site: Site) -> Endpoint:
    return Endpoint(host=host(value), via=via, url=bare_url(value), kind=kind, places=site.places(at))


def _model(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    for one in _as_list(met.value):
        value = text(one.get("name", one.get("model", ""))) if isinstance(one, dict) else text(one)
        if value and value not in ("null", "inherit"):
            yield Model(name=value[:_LONGEST], key=parts(key.at)[-1], places=site.places(met.at))


def _servers(met: Met, _: Key, site: Site) -> Iterator[Fact]:
    return servers(met.value, met.at, site)


def _plugin(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    """A name, a list of names or addresses, name → true, name → where it comes from, or an object."""
    if isinstance(met.value, dict) and not isinstance(met.value.get("name"), str):
        for name, value in met.value.items():
            if value is not False:
                yield _plugin_of(str(name), value, key, (*met.at, str(name)), site)
    else:
        for value in _as_list(met.value):
            named = value.get("name", "") if isinstance(value, dict) else value
            yield _plugin_of(text(named), value, key, met.at, site)


def _plugin_of(name: str, value: Any, key: Key, at: At, site: Site) -> Plugin:
    """Pinned: to a commit, or a package to a version."""
    told = value.get("source", value) if isinstance(value, dict) else value
    said = [text(one) for one in _leaves(told)] if isinstance(told, dict | list) else [text(told)]
    source = next((one for one in said if "/" in one or ":" in one), "")
    revision = name.rpartition("@")[2] if "@" in name[1:] else ""
    is_pinned = any(_COMMIT.fullmatch(one) for one in said) or bool(
        re.fullmatch(r"\d+\.\d+\.\d+\S*", revision)
    )
    return Plugin(
        kind=key.means,
        name=name[:_LONGEST],
        source=bare_url(source) or source[:_LONGEST],
        is_pinned=is_pinned or (None if source.startswith(("./", "../")) else False),
        places=site.places(at),
    )


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)
    else:
        yield value


def _instructions(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    """Files and addresses that the settings name; a text that is instructions itself is not repeated."""
    for one in _as_list(met.value):
        source = text(one).strip()
        is_remote = "://" in source.split(" ", 1)[0] and not source.startswith("file:")
        if is_remote:
            shown = bare_url(source.split()[0]) or source[:_LONGEST]
            yield Instructions(source=shown, kind="remote", places=site.places(met.at))
        elif source:
            told = (
                source
                if len(source) < 200 and "\n" not in source and " " not in source
                else "in the settings"
            )
            yield Instructions(source=told, kind=key.kind or "rules", places=site.places(met.at))


def _directory(met: Met, _: Key, site: Site) -> Iterator[Fact]:
    for one in _as_list(met.value):
        yield Directory(path=text(one)[:_LONGEST], places=site.places(met.at))


def _version(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    if value := text(met.value):
        yield Version(kind=key.kind or "minimum", version=value[:100], places=site.places(met.at))


def _credential(met: Met, key: Key, site: Site) -> Iterator[Fact]:
    """A key that holds a secret, or names the variable that does (``kind: name``)."""
    name = parts(key.at)[-1]
    if key.kind == "name":
        yield Variable(
            name=text(met.value)[:200], of="environment", is_secret=True, places=site.places(met.at)
        )
    elif isinstance(met.value, str) and met.value:
        yield Variable(
            name=name,
            of="settings",
            is_secret=True,
            is_inline=site.masking.is_written_out(met.value),
            places=site.places(met.at),
        )


def _nothing(_: Met, __: Key, ___: Site) -> Iterator[Fact]:
    return iter(())


_MEANINGS: dict[str, Callable[[Met, Key, Site], Iterator[Fact]]] = {
    "permission": _permission,
    "permissions": _permissions,
    "switch": _switch,
    "command": _command,
    "environment": _environment,
    "endpoint": _endpoint,
    "model": _model,
    "servers": _servers,
    "plugin": _plugin,
    "marketplace": _plugin,
    "instructions": _instructions,
    "directory": _directory,
    "version": _version,
    "credential": _credential,
    "nothing": _nothing,
}
