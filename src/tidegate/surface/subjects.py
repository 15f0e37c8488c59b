"""What changed code is about: who asks and may, cryptography, payment; by controls, libraries and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tidegate.knowledge import subjects
from tidegate.knowledge.personal import is_personal
from tidegate.model.kinds import About, ChangeKind
from tidegate.model.paths import PathClass
from tidegate.model.result import Access
from tidegate.program.names import MODULE, FunctionId, dotted
from tidegate.surface.changed import Binding, named
from tidegate.surface.mentions import is_import
from tidegate.surface.sides import Context, Side, is_judged
from tidegate.surface.used import Used

MOST = 500  # that are named
_NAMED_ONLY = frozenset({PathClass.TEMPLATE, PathClass.MIGRATION, PathClass.UNKNOWN_CODE})
_IDENTIFYING = {ChangeKind.AUTHENTICATION.value, ChangeKind.AUTHORIZATION.value}
_MEANINGFUL = frozenset({"new", "changed"})


class _Team(NamedTuple):
    """What the team's threat model says of one kind."""

    kind: ChangeKind
    names: tuple[str, ...]


def about(context: Context, accesses: Iterable[Access]) -> tuple[About, ...]:
    """Everything that changes, on either side, and is about something that the policy asks for."""
    found = {*_by_paths(context), *_by_accesses(accesses)}
    for side, other in ((context.base, context.head), (context.head, context.base)):
        found.update(_providers(side))
        found.update(_by_code(context, side, Used(side.engine.program, other.engine.program)))
    return tuple(sorted(found))[:MOST]


def _by_paths(context: Context) -> Iterator[About]:
    """Code of which nothing is known but its name: pages, other languages."""
    for file in context.change.files:
        if file.path_class in _NAMED_ONLY:
            for path in filter(None, (file.path, file.base_path)):
                yield from (About(kind, path, "it is called so", path) for kind in subjects.of_name(path))


def _by_accesses(accesses: Iterable[Access]) -> Iterator[About]:
    """Tables, their fields and services by their names."""
    for access in accesses:
        if access.change not in _MEANINGFUL or not is_judged(access.path):
            continue
        for kind in subjects.of_host(access.name):
            yield About(kind, access.name, "it is called so", access.path)
        fields = [field for field in access.fields if is_personal(field)]
        if fields:
            name = f"{access.name}.{fields[0]}"
            yield About(ChangeKind.PERSONAL_DATA, name, "it is called so", access.path)


def _providers(side: Side) -> Iterator[About]:
    """What stands before an entry point that is reached, and does something else than it did."""
    changed = {named(one): one.path for one in side.changed.definitions if is_judged(one.path)}
    for handler in side.handlers if changed else ():
        own = dotted(handler.identity.path, handler.identity.qualname)
        for control in side.survey.controls(handler):
            if control.kind in _IDENTIFYING and control.provider != own:
                for name, path in changed.items():
                    if _is_of(name, control.provider):
                        yield About(ChangeKind(control.kind), name, "it is such a control", path, True)


def _by_code(context: Context, side: Side, used: Used) -> Iterator[About]:
    """Changed definitions by what they are called and what they use."""
    modules = [FunctionId(path, MODULE) for path in side.changed.modules]
    for definition in (*side.changed.definitions, *modules):
        imported = isinstance(definition, Binding) and is_import(side.engine, definition)
        if imported or not is_judged(definition.path):
            continue
        name = named(definition)
        yield from (About(kind, name, "it is called so", definition.path) for kind in subjects.of_name(name))
        yield from _by_team(context, name, definition.path)
        longest: dict[ChangeKind, str] = {}
        for reference in sorted(used.by(definition), key=lambda one: (len(one), one)):
            longest.update(dict.fromkeys(subjects.of_reference(reference), reference))
        for kind, reference in longest.items():
            yield About(kind, name, f"it uses {reference}", definition.path)


def _by_team(context: Context, name: str, path: str) -> Iterator[About]:
    said = context.threat_model
    for kind, names in (
        _Team(ChangeKind.AUTHENTICATION, said.authentication),
        _Team(ChangeKind.AUTHORIZATION, said.authorization),
        _Team(ChangeKind.CRYPTOGRAPHY, said.cryptography),
        _Team(ChangeKind.PAYMENT, said.payment),
    ):
        if any(_is_of(name, one) for one in names):
            yield About(kind, name, "the threat model names it", path)


def _is_of(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")
