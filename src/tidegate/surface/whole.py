"""All of one tree, as if nothing had been before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tidegate.config.settings import ThreatModel
from tidegate.flow.engine import Budget, Engine, Shared
from tidegate.flow.library import Library
from tidegate.knowledge.store import Knowledge
from tidegate.model.change import Change
from tidegate.program.modules import Program
from tidegate.program.names import ClassId, FunctionId
from tidegate.program.sources import FactsByBlob, Sources, Tree
from tidegate.surface.changed import Changed
from tidegate.surface.reach import Reach
from tidegate.surface.sides import Context, Side, survey_of


class Nothing:
    """A tree without files."""

    oid = "nothing"

    def blob_id(self, _path: str) -> str | None:
        return None

    def read(self, _path: str) -> bytes | None:
        return None

    def names(self, _directory: str) -> Collection[str]:
        return ()

    def blob_ids(self, _paths: Collection[str]) -> Mapping[str, str]:
        return {}

    def read_all(self, _paths: Collection[str]) -> Mapping[str, bytes]:
        return {}

    def search(self, _words: Collection[str], _suffixes: Collection[str]) -> Mapping[str, Collection[str]]:
        return {}

    def holders(
        self, _words: Collection[str], _suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> Mapping[str, frozenset[str]]:
        del inside, outside_of
        return {}


def understand(
    change: Change, tree: Tree, knowledge: Knowledge, facts: FactsByBlob, budget: Budget, model: ThreatModel
) -> Context:
    """The files of ``change`` in ``tree``, every definition in them as new, against nothing.

    Nothing is climbed from: whoever asks for all of a tree comes by every file.
    """
    library, paths = Library(knowledge, model), [file.path for file in change.files]
    base = Engine(Program(Sources(Nothing(), facts)), library, budget, Shared())
    head = Engine(Program(Sources(tree, facts)), library, budget, Shared())
    return Context(change, _side(base, [], model), _side(head, paths, model), {}, model)


def _side(engine: Engine, paths: list[str], model: ThreatModel) -> Side:
    changed, found = Changed(), Reach()
    for path in paths:
        module = engine.program.module(path)
        if module is None:
            continue
        found.modules.add(path)
        changed.functions.update({FunctionId(path, name): "" for name in module.facts.functions})
        found.classes.update({ClassId(path, name): 0 for name in module.facts.classes})
    found.functions.update(dict.fromkeys(changed.functions, 0))
    return Side(engine, changed, found, survey_of(engine, found, changed, model))
