"""One tree → what it configures of every AI tool that is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Protocol

from tidegate.config.patterns import Matcher, paths
from tidegate.documents.errors import Unreadable
from tidegate.documents.located import At, Located, load
from tidegate.documents.reading import Source
from tidegate.knowledge.configurations import Configurations, Configured, Files, configurations
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.tools import (
    Command,
    Configuration,
    Fact,
    Instructions,
    NotUnderstood,
    Place,
    Setting,
    Snapshot,
)
from tidegate.provenance.tools import workflows
from tidegate.provenance.tools.gathering import configuration
from tidegate.provenance.tools.masking import Masking
from tidegate.provenance.tools.meanings import facts
from tidegate.provenance.tools.site import Site
from tidegate.provenance.tools.walking import undescribed

FILE_LIMIT = 5_000  # of one tree
FACT_LIMIT = 20_000  # of one file
SETTING_LIMIT = 200  # keys of one file that nobody described
_EMPTY = Located({}, lambda: iter(()))


class ReadableTree(Protocol):
    """As ``program.trees.GitTree``: what cannot be read has its reason in ``problems``."""

    problems: dict[str, str]

    def paths(self) -> Collection[str]: ...

    def read(self, path: str) -> bytes | None: ...

    def blob_ids(self, paths: Collection[str]) -> Mapping[str, str]: ...


def concerns(path: str) -> bool:
    """Whether a file may say anything of an AI tool."""
    return _is_any()(path)


def snapshot(tree: ReadableTree) -> Snapshot:
    """Never raises for what files hold: what is not understood is named."""
    reader = _Reader(tree, configurations())
    wanted = [path for path in sorted(tree.paths()) if concerns(path)]
    if len(wanted) > FILE_LIMIT:
        why = f"more than {FILE_LIMIT:,} files configure AI tools: this one and those after it were not read"
        reader.doubts.append(NotUnderstood(wanted[FILE_LIMIT], "", why))
    blobs = tree.blob_ids(wanted[:FILE_LIMIT])
    for path in wanted[:FILE_LIMIT]:
        for tool, entry in _entries(path):
            reader.file(path, tool, entry, blobs.get(path))
        if _is_workflow()(path):
            reader.workflow(path)
    return Snapshot(tools=reader.found(), not_understood=tuple(sorted(set(reader.doubts))))


class _Reader:
    """Reads files one by one; what was found so far stands in ``facts`` and ``files``, by tool."""

    def __init__(self, tree: ReadableTree, known: Configurations) -> None:
        self._tree, self._known = tree, known
        self._masking = Masking(known.common)
        self.facts: dict[str, list[Fact]] = {}
        self.files: dict[str, list[str]] = {}
        self.doubts: list[NotUnderstood] = []

    def found(self) -> dict[str, Configuration]:
        return {
            tool: configuration(tool, self._known, self.facts[tool], self.files[tool])
            for tool in sorted(self.files)
        }

    def file(self, path: str, tool: str, entry: Files, blob: str | None) -> None:
        """One file of one tool. A text of instructions is not read but for its front matter."""
        here = (Place(path),)
        found: list[Fact] = []
        if entry.form in ("markdown", "text"):
            found.append(Instructions(source=path, kind=entry.kind or "rules", blob=blob, places=here))
        elif entry.form == "script":
            found.append(Command(when=entry.kind or "a script of the tool", what=path, places=here))
        if entry.keys or entry.form in ("json", "toml", "yaml"):
            site = self._site(tool, path)
            try:
                found += _read(self._tree, entry, site)
            except Unreadable as error:
                site.doubt((), str(error))
            self.doubts += site.doubts
            if entry.shared and not found and not site.doubts:
                return
        self._take(tool, path, found)

    def workflow(self, path: str) -> None:
        """What a workflow, a manifest or an image's recipe says of any tool."""
        is_steps = "workflows/" in path
        try:
            source = _source(self._tree, path)
            named = [tool for tool, one in self._known.tools.items() if _is_named(one, source.text)]
            located = load(source, "yaml") if named and is_steps else _EMPTY
        except Unreadable as error:
            self.doubts.append(NotUnderstood(path, "", str(error)))
            return
        for tool in named:
            site = self._site(tool, path, located)
            found = list(workflows.versions(source.text, site))
            if is_steps:
                found += workflows.agents(located.value, site)
            elif configuration_kind(path) is ConfigurationKind.CI:
                found += workflows.pipeline(source.text, site)
            if found:
                self._take(tool, path, found)

    def _take(self, tool: str, path: str, found: list[Fact]) -> None:
        self.files.setdefault(tool, []).append(path)
        self.facts.setdefault(tool, []).extend(found)

    def _site(self, tool: str, path: str, located: Located = _EMPTY) -> Site:
        return Site(tool, self._known.tools[tool], self._known.common, self._masking, path, located)


@cache
def _matchers() -> list[tuple[str, Files, Matcher]]:
    known = configurations().tools
    return [(tool, entry, anywhere(entry.paths)) for tool, one in known.items() for entry in one.files]


@cache
def _is_any() -> Matcher:
    known = configurations()
    globs = [glob for one in known.tools.values() for entry in one.files for glob in entry.paths]
    return anywhere([*globs, *known.common.workflows])


@cache
def _is_workflow() -> Matcher:
    return anywhere(configurations().common.workflows)


def anywhere(globs: list[str]) -> Matcher:
    """At any depth, unless a glob begins with ``/``. Without case: some file systems know none, and the
    tools read what these give."""
    anywhere = [glob if glob.startswith(("/", "**/")) else f"**/{glob}" for glob in globs]
    matches = paths([glob.lower() for glob in anywhere])
    return lambda path: matches(path.lower())


def _entries(path: str) -> Iterator[tuple[str, Files]]:
    return ((tool, entry) for tool, entry, matches in _matchers() if matches(path))


def _read(tree: ReadableTree, entry: Files, site: Site) -> list[Fact]:
    """Raise Unreadable."""
    assert entry.form in ("json", "toml", "yaml", "markdown")
    site.located = load(_source(tree, site.path), entry.form)
    value = site.located.value
    if not isinstance(value, dict):
        raise Unreadable("it is no object")
    found, described = facts(value, entry.keys, site)
    if len(found) > FACT_LIMIT:
        site.doubt((), f"it says more than {FACT_LIMIT:,} things: the others were not taken")
    kept = found[:FACT_LIMIT]
    # What describes an agent or a skill is prose, and other programs' settings are not ours.
    is_whole = entry.form == "markdown" or entry.shared
    return kept if is_whole else kept + _others(value, described, site)


def _source(tree: ReadableTree, path: str) -> Source:
    """Raise Unreadable for what the tree cannot give."""
    content = tree.read(path)
    if content is None:
        raise Unreadable(tree.problems.get(path, "it is no file"))
    return Source(path, content)


def _others(value: object, described: set[At], site: Site) -> list[Fact]:
    """Keys that nobody described: what they say is kept as a digest."""
    import hashlib
    import json

    found: list[Fact] = []
    for at, one in undescribed(value, described):
        if len(found) == SETTING_LIMIT:
            site.doubt(at, f"more than {SETTING_LIMIT} keys that are not known")
            break
        said = json.dumps(one, sort_keys=True, default=str)
        key = ".".join(str(part) for part in at)[:200]
        digest = hashlib.sha256(said.encode()).hexdigest()
        found.append(Setting(key=key, digest=digest, places=site.places(at)))
    return found


def _is_named(one: Configured, text: str) -> bool:
    """Without any of these words a file says nothing of the tool."""
    packages = (package.partition(":")[2] for package in one.packages)
    actions = (used for action in one.actions for used in action.uses)
    lowered = text.lower()
    if any(word in lowered for word in (*packages, *actions)):
        return True
    return bool(one.programs) and workflows.runs(text, one)
