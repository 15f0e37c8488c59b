"""The AI tools of a repository: the inventory, and what a change is asked about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tidegate.cache import Cache
from tidegate.config.ai_tools import AI_TOOLS, AiTools, load_tools, parse_tools
from tidegate.git import Repository
from tidegate.git.tree import Tree
from tidegate.model.attribution import Attribution, Author, Claim, Trust
from tidegate.model.change import Change, Commit
from tidegate.model.errors import ConfigurationError, TidegateError
from tidegate.model.tool_inventory import SignedReview, ToolEntry, ToolInventory
from tidegate.policy.facts import ToolGap
from tidegate.program.trees import GitTree
from tidegate.stages import Stages

if TYPE_CHECKING:
    from tidegate.ledger.reading import Entry
    from tidegate.model.event import ToolReview
    from tidegate.provenance.tools.inventory import Seen

COMMITS = 500  # that are asked who wrote them


class ToolsOptions(msgspec.Struct, frozen=True, kw_only=True):
    """``config``: another file than the revision's own ``ai-tools.yaml``."""

    directory: Path = Path()
    revision: str = "HEAD"
    config: Path | None = None
    today: date | None = None


def inventory(options: ToolsOptions) -> ToolInventory:
    """Raise TidegateError where the question cannot be asked."""
    from tidegate.provenance.tools.inventory import NO_TRACE, entries
    from tidegate.provenance.tools.snapshot import snapshot

    today = options.today or datetime.now(UTC).date()
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        commits = repository.latest(options.revision, COMMITS)
        tree = repository.tree(repository.tree_of(commits[0].id) or "")
        found = snapshot(GitTree(tree))
        listed = _own(options.config) if options.config else load_tools(tree.read)
        seen = _seen(repository, commits, cache)
    signed, declared, unread = _signed(options)
    notes = [NO_TRACE, *_declared(listed, declared, today), *unread]
    if len(commits) == COMMITS:
        notes.append(f"who wrote commits was asked of the last {COMMITS}: older ones may name other tools")
    if listed is None:
        notes.append(f"there is no {AI_TOOLS}: nobody says who answers for these tools, and none is reviewed")
    return ToolInventory(
        revision=commits[0].id,
        today=today,
        tools=tuple(_with_signature(one, signed.get(one.id)) for one in entries(found, seen, listed, today)),
        not_understood=found.not_understood,
        notes=tuple(notes),
    )


def configured(directory: Path) -> dict[str, str]:
    """Tool → the hash of what the last commit configures of it. Raise TidegateError."""
    from tidegate.provenance.tools.snapshot import snapshot

    with Repository.open(directory) as repository:
        commit = repository.revision("HEAD")
        found = snapshot(GitTree(repository.tree(commit.tree)))
    return {tool: one.digest for tool, one in found.tools.items()}


def _own(file: Path) -> AiTools:
    try:
        return parse_tools(file.read_bytes(), str(file))
    except OSError as error:
        raise ConfigurationError(
            f"{file}: {error.strerror or error}", "name a file that can be read"
        ) from error


def _declared(listed: AiTools | None, signed: dict[str, SignedReview], today: date) -> list[str]:
    """The declaration of the last quarter that is over, who signed it, or that there is none."""
    last = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1).toordinal() - 1
    over = date.fromordinal(last)
    quarter = f"{over.year}-Q{(over.month - 1) // 3 + 1}"
    said = [one for one in (listed.declarations if listed else ()) if one.quarter == quarter]
    event = signed.get(quarter)
    how = f"signed by {event.by}, event {event.event[:12]}" if event else "a claim: nobody signed it"
    if not said:
        none = f"there is no declaration for {quarter}"
        return [f"{none} in {AI_TOOLS}; one is in the ledger ({how})" if event else none]
    return [f"declared for {quarter} by {one.by}: {one.says} ({how})" for one in said]


Signed = dict[str, SignedReview]


def _signed(options: ToolsOptions) -> tuple[Signed, Signed, list[str]]:
    """Reviews by tool and declarations by quarter that the ledger holds; why nothing can be told of it."""
    from tidegate.ledger.index import index
    from tidegate.ledger.opened import opened
    from tidegate.ledger.tool_reviews import declared, latest

    try:
        with Cache.open() as cache, opened(options.directory) as ledger:
            found = index(ledger, cache, datetime.now(UTC))
            kinds = [
                {name: _review(*one) for name, one in kind(found).items()} for kind in (latest, declared)
            ]
            unsure = len(found.told.unsure)
    except TidegateError as error:
        return {}, {}, [f"what the ledger says of reviews cannot be told: {error}"]
    why = [f"of {unsure} events of the ledger nobody can tell whether they count"] if unsure else []
    broken = [f"the ledger cannot be read whole: {found.told.broken}"] if found.told.broken else []
    return kinds[0], kinds[1], why + broken


def _review(entry: Entry, said: ToolReview) -> SignedReview:
    return SignedReview(
        event=entry.id,
        by=entry.event.actor,
        day=entry.event.at.date(),
        outcome=said.outcome.value,
        next_review=said.next_review,
        config_hash=said.config_hash,
    )


def _with_signature(one: ToolEntry, signed: SignedReview | None) -> ToolEntry:
    return msgspec.structs.replace(one, signed=signed) if signed else one


def _seen(repository: Repository, commits: tuple[Commit, ...], cache: Cache) -> dict[str, Seen]:
    """What commits, their trailers and their notes say of tools; hints are no evidence."""
    from tidegate.knowledge.tools import tools
    from tidegate.provenance.attribution.conventions import Conventions
    from tidegate.provenance.attribution.material import Material
    from tidegate.provenance.attribution.readers import NOTES, READERS

    ids = [commit.id for commit in commits]
    notes = {name: found.texts for name in NOTES if (found := repository.notes(name, ids)) is not None}
    material = Material(commits=commits, conventions=Conventions(tools(cache)), notes=notes)
    said = [one for _, read in READERS for one in read(material)]
    return _by_tool((one for one in said if getattr(one, "tool", None)), commits)


def _by_tool(said: Iterable[object], commits: tuple[Commit, ...]) -> dict[str, Seen]:
    from tidegate.provenance.tools.inventory import Seen

    made = {commit.id: datetime.fromtimestamp(max(commit.commit_time, 0), UTC).date() for commit in commits}
    found: dict[str, list[tuple[str, str | None, str, str]]] = {}
    for one in said:
        commit = getattr(one, "commit", None)
        is_hint = isinstance(one, Claim) and one.confidence is Trust.HEURISTIC
        if commit in made and not is_hint and getattr(one, "author", None) in (Author.AI, Author.MIXED):
            tool = str(getattr(one, "tool", ""))
            told = getattr(one, "model", None), getattr(one, "name", ""), getattr(one, "tool_version", "")
            found.setdefault(tool, []).append((commit, *told))
    return {
        tool: Seen(
            commits=len({commit for commit, *_ in rows}),
            last=max(made[commit] for commit, *_ in rows),
            models=tuple(sorted({model for _, model, _, _ in rows if model})),
            name=rows[0][2],
            versions=tuple(sorted({version for *_, version in rows if version})),
        )
        for tool, rows in found.items()
    }


def judge(
    change: Change, trees: tuple[Tree, Tree], attribution: Attribution, today: date, stages: Stages
) -> tuple[ToolGap, ...]:
    """What base's list lacks of the tools that a change configures or was written with.

    ``trees``: the policy's and head's. Without a list nothing is asked. What fails is named in ``stages``.
    Raise SettingsError for a list that is wrong.
    """
    policy, head = trees
    listed = load_tools(policy.read)
    if listed is None:
        return ()
    return stages.guarded("AI tools", lambda: _gaps(change, listed, head, attribution, today), ())


def _gaps(
    change: Change, listed: AiTools, head: Tree, attribution: Attribution, today: date
) -> tuple[ToolGap, ...]:
    from tidegate.knowledge.configurations import configurations
    from tidegate.provenance.tools.inventory import configured_hosts, gaps, is_tool
    from tidegate.provenance.tools.snapshot import concerns, snapshot

    touched = {file.path for file in change.files if concerns(file.path)}
    found = snapshot(_Only(GitTree(head), touched)).tools if touched else {}
    wrote = {share.tool for share in attribution.shares if share.tool and share.lines}
    names = configurations().names
    result = []
    for tool in sorted({*found, *wrote}):
        hosts = configured_hosts(found[tool]) if tool in found else []
        codes = gaps(tool, listed.tools.get(tool), today, hosts, is_tool=is_tool(tool))
        paths = found[tool].files if tool in found else ()
        due = listed.tools[tool].due() if tool in listed.tools else None
        result += [ToolGap(tool, names.get(tool, tool), code, due, tuple(paths)) for code in codes]
    return tuple(result)


class _Only:
    """A tree of which only some files are there."""

    def __init__(self, tree: GitTree, wanted: set[str]) -> None:
        self._tree, self._wanted = tree, wanted
        self.problems = tree.problems
        self.read, self.blob_ids = tree.read, tree.blob_ids

    def paths(self) -> set[str]:
        return {path for path in self._wanted if self._tree.blob_id(path) is not None}
