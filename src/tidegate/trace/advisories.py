"""What the advisories on this machine say of a package as it first came in, held against a model's cutoff."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.advisories.asked import Asked as Version
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.store import StoreError
from tidegate.dependencies.names import normal
from tidegate.model.learned import Learned
from tidegate.model.trace import Advised, ModelSaid, Traced
from tidegate.provenance.late import advisory
from tidegate.trace.asked import Asked

_NOBODY = (
    ModelSaid("", Learned(what="the model's training cutoff", why="nobody says which model wrote this")),
)


def advised(asked: Asked, traced: Traced, models: tuple[ModelSaid, ...]) -> Iterator[Advised]:
    """Each advisory on the first version, once for each model that wrote the lines."""
    holdings = Holdings()
    try:
        store = holdings.store(traced.ecosystem)
        if store is None:
            asked.gaps.append(
                f"there are no advisories of {traced.ecosystem} on this machine: none were compared"
            )
            return
        name = normal(traced.ecosystem, traced.name)
        version = Version(traced.ecosystem, traced.version, traced.requirement)
        for bug in version.bugs(store.of({name}).get(name, ())):
            if not bug.is_sure:
                asked.gaps.append(
                    f"whether the first version of {traced.name} has {bug.ids[0]} could not be told"
                )
                continue
            for one in models or _NOBODY:
                compared = advisory(bug.published, one.learned)
                yield Advised(
                    ids=bug.ids,
                    summary=bug.summary,
                    published=bug.published,
                    late=compared.late.value,
                    text=compared.text,
                    model=one.model or None,
                )
    except StoreError as error:
        asked.gaps.append(f"the advisories of {traced.ecosystem} cannot be used: {error}")
    finally:
        holdings.close()
