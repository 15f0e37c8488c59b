"""What AI tools wrote of a change and what that brought in, gathered for an AI-BOM."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Sequence

import msgspec

from tidegate.authorship import judge as judge_authorship
from tidegate.cache import Cache
from tidegate.dependencies.touched import changes_by_name, concerning
from tidegate.git import Repository, Tree
from tidegate.git.errors import ObjectError
from tidegate.inventory import InventoryOptions, advised, committed, day_of, instead_of, take
from tidegate.knowledge import models
from tidegate.model.attribution import Attribution
from tidegate.model.change import Change, Commit
from tidegate.model.generated import Generated, Introduced, Judged, KnownModel, Tooling, Work
from tidegate.model.inventory import Identity, Inventory, Package, Weakness
from tidegate.model.learned import Learned
from tidegate.model.paths import display
from tidegate.model.request import Told
from tidegate.provenance import late
from tidegate.provenance.works import introduced, unsaid, works
from tidegate.question import policy_of
from tidegate.stages import Stages
from tidegate.tooling import by_model, tooling

_REVIEWERS = frozenset({"reviewed-by", "acked-by", "approved-by"})
_ADDRESS = re.compile(r"\s*<[^<>]*>\s*$")
_MOST_COMMITS = 20  # that are named in one line
_UNKNOWN_MODEL = Learned(what="the training cutoff of its model", why="nobody says which model it was")


class GenerationOptions(Told, frozen=True, kw_only=True):
    """``whole``: everything that HEAD's history brought, instead of one change."""

    name: str | None = None
    whole: bool = False


def gather(options: GenerationOptions) -> Generated:
    """Raise TidegateError where the question cannot be asked."""
    stages = Stages()
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        change = _change(options, repository)
        authorship = judge_authorship(change, repository, options.description, cache, stages, options.traces)
        done = works(authorship.pieces)
        digests, unread = _digests(repository.tree(change.head_tree), done)
        tools = _tooling(options, repository, change, done)
        inventory = take(_asked(options))
        brought = introduced(_new(inventory), done)
        kept = _of(inventory, brought)
        if options.whole and brought:
            kept = _with_alternatives(kept, brought, options, repository, change)
    found = authorship.ai.attribution
    failures = (*stages.failures, *change.limits, *unread)
    return Generated(
        inventory=kept,
        attribution=found,
        tooling=tools,
        works=done,
        models=tuple(_models(done, tools)),
        digests=digests,
        introduced=brought,
        judged=tuple(_judged(kept.known.weaknesses, brought, done)),
        reviewers=tuple(sorted({name for commit in change.commits for name in _reviewers(commit)})),
        unsaid=unsaid(authorship.pieces, found.unknown_commits, change.commits),
        gaps=tuple(dict.fromkeys([*failures, *_gaps(found, inventory)])),
        failures=failures,
    )


def _change(options: GenerationOptions, repository: Repository) -> Change:
    if options.whole:
        return repository.from_the_start("HEAD")
    return repository.change(options.revision_range, staged=options.staged, merged=options.merged)


def _tooling(
    options: GenerationOptions, repository: Repository, change: Change, done: Sequence[Work]
) -> Tooling:
    """With what advisories say of the tools' packages. The day is that of the newer of head and base."""
    policy, head = (repository.tree(oid) for oid in (change.policy_tree, change.head_tree))
    seconds = [repository.committed(change.base)] if change.base else []
    day = day_of(max([committed(repository, change) or 0, *seconds]))
    found = tooling(policy, head, done, day)
    age = policy_of(options, repository, change).settings.dependencies.advisories_max_age
    return msgspec.structs.replace(found, known=advised(found.packages, day, age))


def _with_alternatives(
    inventory: Inventory,
    brought: Iterable[Introduced],
    options: GenerationOptions,
    repository: Repository,
    change: Change,
) -> Inventory:
    policy = policy_of(options, repository, change)
    instead = instead_of({one.package for one in brought}, change, repository, policy)
    return msgspec.structs.replace(inventory, changes=instead)


def _asked(options: GenerationOptions) -> InventoryOptions:
    return InventoryOptions(
        directory=options.directory,
        revision_range="HEAD" if options.whole else options.revision_range,
        staged=options.staged,
        merged=options.merged,
        config=options.config,
        name=options.name,
        of_change=not options.whole,
    )


def _new(inventory: Inventory) -> Sequence[Package]:
    """What was not there before; of a whole history all of it."""
    if inventory.changes is None:
        return inventory.contents.packages
    added = changes_by_name(one for one in inventory.changes if "added" in one.what)
    return [one for one in inventory.contents.packages if concerning(one, added)]


def _of(inventory: Inventory, brought: Iterable[Introduced]) -> Inventory:
    """The inventory of those packages alone."""
    wanted = {one.package for one in brought}
    known = inventory.known
    weaknesses = [_weakness(one, wanted) for one in known.weaknesses if wanted.intersection(one.affects)]
    packages = tuple(one for one in inventory.contents.packages if one.identity in wanted)
    return msgspec.structs.replace(
        inventory,
        contents=msgspec.structs.replace(inventory.contents, packages=packages),
        known=msgspec.structs.replace(
            known,
            weaknesses=tuple(weaknesses),
            unsure=tuple(one for one in known.unsure if one.package in wanted),
        ),
    )


def _weakness(one: Weakness, wanted: Container[Identity]) -> Weakness:
    return msgspec.structs.replace(
        one,
        affects=tuple(of for of in one.affects if of in wanted),
        fixed=tuple((of, version) for of, version in one.fixed if of in wanted),
    )


def _models(done: Iterable[Work], tools: Tooling) -> Iterator[KnownModel]:
    """Each once, with what is known of it: those that wrote lines, and those that tools are told to use."""
    configured = by_model(tools)
    for name in sorted({work.model for work in done if work.model} | configured.keys()):
        yield msgspec.structs.replace(_model(name), configured=configured.get(name, ()))


def _model(name: str) -> KnownModel:
    found = models.find(name)
    if found is None:
        return KnownModel(name=name, learned=models.learned(name))
    best = models.cutoff(found)
    provider = models.provider_of(found)
    return KnownModel(
        name=name,
        learned=models.learned(name),
        provider=provider.provider,
        released=found.released,
        address=models.source_of(found, best).address if best else None,
        kind=best.kind.value if best else "",
        disclosed=models.training_data(found),
    )


def _judged(
    weaknesses: Sequence[Weakness], brought: Iterable[Introduced], done: Sequence[Work]
) -> Iterator[Judged]:
    """Each advisory against each model that brought a package which has the bug."""
    by_package = {one.package: one.works for one in brought}
    for number, weakness in enumerate(weaknesses):
        writers = {work for of in weakness.affects for work in by_package[of]}
        for name in sorted({done[work].model or "" for work in writers}):
            learned = models.learned(name) if name else _UNKNOWN_MODEL
            found = late.advisory(weakness.published, learned)
            yield Judged(number, name, found.late.value, found.text, learned.until)


def _digests(head: Tree, done: Iterable[Work]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """SHA-256 of the files that AI tools wrote in, and which could not be read."""
    found: list[tuple[str, str]] = []
    unread: list[str] = []
    for path in sorted({one.path for work in done for one in work.lines}):
        try:
            content = head.read(path)
        except ObjectError as error:
            content = None
            unread.append(f"{display(path)}: {error}")
        if content is not None:
            found.append((path, hashlib.sha256(content).hexdigest()))
    return tuple(found), unread


def _reviewers(commit: Commit) -> Iterator[str]:
    """Names without addresses."""
    for key, value in commit.trailers:
        if key.lower() in _REVIEWERS and (name := _ADDRESS.sub("", value).strip()):
            yield name


def _gaps(found: Attribution, inventory: Inventory) -> Iterator[str]:
    """What could not be told of who wrote it, and of what it brought."""
    yield from _unsaid(found)
    for doubt in found.doubts:
        yield doubt.text
    for gap in inventory.contents.gaps:
        yield f"{display(gap.path)}: {gap.why}"
    yield from inventory.known.gaps


def _unsaid(found: Attribution) -> Iterator[str]:
    if found.unknown:
        yield f"{found.unknown:,} of {found.added:,} added lines: nobody says who wrote them."
    if found.unknown_commits:
        names = ", ".join(commit[:12] for commit in found.unknown_commits[:_MOST_COMMITS])
        more = len(found.unknown_commits) - _MOST_COMMITS
        yield f"Nobody says who wrote: {names}{f' and {more:,} more' if more > 0 else ''}."
