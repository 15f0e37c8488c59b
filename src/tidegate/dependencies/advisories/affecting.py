"""What the advisories on this machine say of many packages: each bug once, with all packages that have it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from tidegate.dependencies.advisories.asked import Asked
from tidegate.dependencies.advisories.holdings import ECOSYSTEMS, NoAnswer
from tidegate.dependencies.advisories.store import Store
from tidegate.dependencies.advisories.verdicts import Bug
from tidegate.model.dependency import Origin
from tidegate.model.inventory import Identity, Known, Package, Unsure, Weakness

_NAMED = 3  # ids in one line

# The store of an ecosystem; raises NoAnswer.
Stores = Callable[[str], Store]


def known(packages: Collection[Package], stores: Stores) -> Known:
    """Packages of the repository itself are in nobody's advisories."""
    found: dict[tuple[str, int], list[tuple[Identity, Bug]]] = {}
    unsure: list[Unsure] = []
    gaps: list[str] = []
    dates: list[tuple[str, str]] = []
    for ecosystem in ECOSYSTEMS:
        concerned = [one for one in packages if one.identity.ecosystem == ecosystem and not one.is_own]
        if not concerned:
            continue
        try:
            store = stores(ecosystem)
        except NoAnswer as error:
            gaps.append(str(error))
            continue
        dates.append((ecosystem, store.about.as_of))
        for package, bugs in _bugs(concerned, store):
            for bug in bugs:
                if bug.is_sure:
                    found.setdefault((ecosystem, bug.number), []).append((package.identity, bug))
            if maybe := [bug for bug in bugs if not bug.is_sure]:
                unsure.append(Unsure(package.identity, _question(package, maybe)))
    return Known(
        tuple(sorted(map(_weakness, found.values()), key=_order)), tuple(unsure), tuple(gaps), tuple(dates)
    )


def _bugs(packages: Collection[Package], store: Store) -> Iterator[tuple[Package, list[Bug]]]:
    records = store.of({one.identity.name for one in packages})
    for one in packages:
        if about := records.get(one.identity.name):
            yield one, _asked(one).bugs(about)


def _asked(package: Package) -> Asked:
    entry = package.entry
    at_commit = entry.origin is not Origin.REGISTRY or entry.version is None
    requirement = " ".join(package.requirements) if len(package.requirements) == 1 else None
    return Asked(entry.ecosystem, entry.version, requirement, entry.revision if at_commit else None)


def _question(package: Package, maybe: list[Bug]) -> str:
    names = ", ".join(bug.ids[0] for bug in maybe[:_NAMED])
    more = f" and {len(maybe) - _NAMED} more" if len(maybe) > _NAMED else ""
    what = (
        package.entry.version or package.entry.revision or " ".join(package.requirements) or "of any version"
    )
    return f"Whether {package.entry.name} {what} has {names}{more} could not be told."


def _weakness(group: list[tuple[Identity, Bug]]) -> Weakness:
    """Several versions of one package may be in different records of one bug."""
    bugs = [bug for _, bug in group]
    first = bugs[0]
    worst = max(bugs, key=lambda bug: bug.score or 0.0)
    return Weakness(
        ids=tuple(dict.fromkeys(name for bug in bugs for name in bug.ids)),
        summary=first.summary,
        severity=worst.severity.value,
        affects=tuple(sorted({identity for identity, _ in group})),
        fixed=tuple(sorted((identity, bug.fixed[0]) for identity, bug in group if bug.fixed)),
        score=worst.score,
        vector=worst.vector,
        published=min((bug.published for bug in bugs if bug.published), default=None),
        references=tuple(dict.fromkeys(link for bug in bugs for link in bug.references)),
        is_malware=any(bug.is_malware for bug in bugs),
    )


def _order(one: Weakness) -> tuple[tuple[str, ...], tuple[Identity, ...]]:
    return one.ids, one.affects
