"""Manifests and lock files that do not say the same, and manifests that nothing pins."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.formats import Role
from tidegate.dependencies.locked import Mismatch, frozen, locks, manifests, mismatches
from tidegate.detect.dependencies.context import DependencyContext, Said, by_file, listed, report_at
from tidegate.model.dependency import Origin, Scope
from tidegate.model.finding import Finding
from tidegate.model.result import DependencyPlace

RULE = "lock-out-of-step"
_NAMED = 3


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each manifest that its lock files met before; a gap for one that has none."""
    before = {head: base for base, head in context.compared.files if head is not None}
    touched = dict.fromkeys(one for path in before for one in (path, *manifests(path, context.compared.head)))
    for path in touched:
        new = mismatches(path, context.compared.head)
        old = mismatches(before.get(path) or path, context.compared.base)
        if new and not old:
            yield _finding(context, path, sorted(new, key=str))
    for coming in by_file(one for one in context.compared.entries if _comes_in(context, one)):
        path = coming[0].place.path
        held = frozen(path, context.compared.head)
        if group := [one for one in coming if held is not None and one.differing.package not in held]:
            context.could_not_tell(
                group[0].change, f"what {listed(group)} brings along: no lock file stands beside {path}"
            )


def _finding(context: DependencyContext, path: str, found: list[Mismatch]) -> Finding:
    (lock, _), *_ = locks(path, context.compared.head)
    said = "; ".join(_said(one) for one in found[:_NAMED])
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    message = f"{path} and {lock} do not say the same: {said}{more}."
    names = tuple(name for (_, name), _ in found)
    lines = [one.place.line for one in context.compared.entries if one.place.path == path]
    place = DependencyPlace(path, lines[0] if lines else 1)
    return report_at(place, Said(rule=RULE, message=message), (path, *names), f"{path} {' '.join(names)}")


def _said(mismatch: Mismatch) -> str:
    (_, name), requirement = mismatch
    return (
        f"{name} is not locked"
        if requirement is None
        else f"no version of {name} is locked that is {requirement}"
    )


def _comes_in(context: DependencyContext, entry: Entry) -> bool:
    """Whether a manifest asks for a package for the running program, and does not say what that pulls in."""
    head = entry.differing.head
    if head is None or Sort.ADDED not in entry.differing.sorts or head.direct is not True:
        return False
    read = context.compared.head.at(entry.place.path)
    if read is None or read.format.role is not Role.MANIFEST or head.origin is not Origin.REGISTRY:
        return False
    is_open = bool(read.format.locks) or head.version is None  # a list of versions has all that is needed
    return is_open and head.scope in (Scope.RUNTIME, Scope.OPTIONAL)
