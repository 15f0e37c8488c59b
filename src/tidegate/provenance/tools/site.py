"""Where something is read: the tool, the file, the lines of its keys, and what is known of all tools."""

from __future__ import annotations

from collections.abc import Callable

from tidegate.documents.located import At, Located
from tidegate.knowledge.configurations import Common, Configured
from tidegate.model.tools import NotUnderstood, Place, Variable
from tidegate.provenance.tools.expressions import one_of
from tidegate.provenance.tools.masking import Masking

DOUBTS = 100  # of one file that are named


class Site:
    """One file of one tool, as it is read."""

    def __init__(
        self, tool: str, known: Configured, common: Common, masking: Masking, path: str, located: Located
    ) -> None:
        self.tool, self.known, self.common, self.masking = tool, known, common, masking
        self.path, self.located = path, located
        self.doubts: list[NotUnderstood] = []

    def places(self, at: At) -> tuple[Place, ...]:
        return (Place(self.path, self.located.line(at)),)

    def on_line(self, line: int) -> tuple[Place, ...]:
        return (Place(self.path, line),)

    def doubt(self, at: At, why: str) -> None:
        """Name a part of which nobody can say what it allows."""
        if len(self.doubts) < DOUBTS:
            self.doubts.append(NotUnderstood(self.path, self.tool, why, self.located.line(at)))

    def variable(self, name: str, value: str, of: str, at: At) -> Variable:
        return Variable(
            name=name[:200],
            of=of,
            is_secret=self.masking.is_secret(name.lstrip("-")),
            is_inline=self.masking.is_inline(name.lstrip("-"), value),
            places=self.places(at),
        )

    def endpoint_names(self) -> Callable[[str], str | None]:
        """Which kind of traffic a variable redirects; ``None``: none."""
        kinds = {kind: one_of(patterns) for kind, patterns in self.common.endpoints.items()}
        return lambda name: next((kind for kind, known in kinds.items() if known.fullmatch(name)), None)

    def is_catch_all(self, rule: str) -> bool:
        return bool(one_of([*self.common.catch_all, *self.known.catch_all]).fullmatch(rule[:2000].strip()))
