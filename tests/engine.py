"""Programs in a dict, analysed as one side of a change: what the engine's tests are written with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from tidegate.config.settings import ThreatModel
from tidegate.flow.engine import Budget, Engine, Shared
from tidegate.flow.library import Library
from tidegate.flow.summary import Arrival
from tidegate.git.scope import Scope
from tidegate.knowledge.store import Knowledge
from tidegate.knowledge.weaknesses import by_sink
from tidegate.program.modules import Program
from tidegate.program.names import MODULE, ClassId, FunctionId
from tidegate.program.sources import FactsByBlob, Sources
from tidegate.surface.survey import Survey


class Files:
    """A tree of texts."""

    oid = "memory"

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {path: text.encode() for path, text in files.items()}

    def blob_id(self, path: str) -> str | None:
        return f"{path}:{hash(self._files[path])}" if path in self._files else None

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)

    def names(self, directory: str) -> Collection[str]:
        start = f"{directory}/" if directory else ""
        return {path[len(start) :].split("/")[0] for path in self._files if path.startswith(start)}

    def blob_ids(self, paths: Collection[str]) -> Mapping[str, str]:
        return {path: blob for path in paths if (blob := self.blob_id(path)) is not None}

    def read_all(self, paths: Collection[str]) -> Mapping[str, bytes]:
        return {path: self._files[path] for path in paths if path in self._files}

    def holders(
        self, words: Collection[str], suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> Mapping[str, frozenset[str]]:
        found = self.search(words, suffixes)
        scope = Scope(tuple(suffixes), inside, outside_of)
        return {w: frozenset(p for p, here in found.items() if w in here and scope.holds(p)) for w in words}

    def search(self, words: Collection[str], suffixes: Collection[str]) -> Mapping[str, Collection[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for path, text in self._files.items():
            for word in words:
                if word.encode() in text and path.endswith(tuple(suffixes)):
                    found[path].add(word)
        return found


def engine(
    files: Mapping[str, str], shared: Shared | None = None, threat_model: ThreatModel | None = None
) -> Engine:
    program = Program(Sources(Files(files), FactsByBlob()))
    return Engine(program, Library(Knowledge("python"), threat_model), Budget(), shared or Shared())


class Analysis:
    """Everything that one side holds."""

    def __init__(self, files: Mapping[str, str], threat_model: ThreatModel | None = None) -> None:
        self.engine = engine(files, None, threat_model)
        self.functions = [
            FunctionId(path, qualname)
            for path in files
            if (module := self.engine.program.module(path)) is not None
            for qualname in [MODULE, *module.facts.functions]
        ]
        classes = [
            ClassId(path, qualname)
            for path in files
            if (module := self.engine.program.module(path)) is not None
            for qualname in module.facts.classes
        ]
        factories = [f for f in self.functions if f.qualname != MODULE]
        self.survey = Survey(self.engine, [f.path for f in self.functions], factories, threat_model, classes)

    def findings(self) -> dict[str, list[int]]:
        """Weakness → lines of its sinks."""
        found: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for arrival in self.arrivals():
            for weakness in by_sink().get(arrival.kind, ()):
                kind = getattr(arrival.taint.origin, "kind", "")
                if weakness.severity_from(kind, arrival.taint.cleared) is not None:
                    found[weakness.rule(arrival.taint.cleared)].add((arrival.place.path, arrival.place.line))
        for function in self.functions:
            for hit in self.engine.summary(function).hits:
                found[hit.weakness].add((hit.place.path, hit.place.line))
        for handler in self.survey.handlers:
            for hit in self.survey.holding(handler):
                found[hit.weakness].add((hit.place.path, hit.place.line))
        return {rule: sorted(line for _, line in places) for rule, places in sorted(found.items())}

    def arrivals(self) -> list[Arrival]:
        found = [flow for function in self.functions for flow in self.engine.summary(function).flows]
        for handler in self.survey.handlers:
            found.extend(self.survey.flows(handler))
        return found

    def entry_points(self) -> list[str]:
        return [handler.name for handler in self.survey.handlers]

    def controls(self) -> dict[str, list[str]]:
        return {
            handler.name: sorted({control.kind for control in self.survey.controls(handler)})
            for handler in self.survey.handlers
        }
