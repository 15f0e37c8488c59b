"""Where a definition can be used at all: who gets at it by an import names the place that it is in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple, Self

RARE = 30  # files; a member whose name stands in no more of them is looked for in all of them


class Home(NamedTuple):
    """A definition's place: ``stem`` of the module that others import, ``package`` around it (or ``""``)."""

    path: str
    folder: str  # of the file: "shop/" (``""`` at the top)
    stem: str
    package: str
    of: str  # the class that it is a member of, or ``""``

    @classmethod
    def at(cls, path: str, qualname: str) -> Self:
        folder = path[: path.rfind("/") + 1]
        parts = ["", *path.rpartition(".")[0].removesuffix("/__init__").split("/")]
        of = qualname.split(".")[-2] if "." in qualname else ""
        return cls(path, folder, parts[-1], parts[-2], of.split("#")[0])

    def words(self) -> Iterator[str]:
        """What to look for in other files, to know whether they can get at it."""
        yield from (word for word in self if word and "/" not in word and "." not in word)

    def may_be_used(
        self, paths: frozenset[str], words: Mapping[str, frozenset[str]], gates: Collection[str]
    ) -> frozenset[str]:
        """Those of ``paths``, in which its name stands, that can mean it by that.

        ``words`` are the files that hold each word. Names that stand everywhere are in ten thousands of
        files, so whole sets are compared and hardly a path is looked at by itself.
        """
        if self.of and len(paths) <= RARE:
            return paths
        return frozenset().union(*self._near(paths, words, gates))

    def is_outside(self, path: str) -> bool:
        """Whether an import in ``path`` must name the package too."""
        return path != self.path and not path.startswith(self.folder)

    def _near(
        self, paths: frozenset[str], words: Mapping[str, frozenset[str]], gates: Collection[str]
    ) -> Iterator[Collection[str]]:
        def holding(word: str) -> frozenset[str]:
            return paths & words.get(word, frozenset())

        named = holding(self.stem)
        yield paths & {self.path}
        yield [path for path in named if path.startswith(self.folder)]
        if self.path.endswith("/__init__.py"):
            yield [path for path in paths if path.startswith(self.folder)]
        if self.of:
            yield holding(self.of)
        else:
            yield named & holding(self.package) if self.package else named
        for gate in gates:
            yield holding(gate)

    def gates(self, hands_on: Callable[[str], bool]) -> list[str]:
        """Packages around it whose ``__init__`` (a path) hands its name on."""
        parts = [] if self.of else self.folder.split("/")[:-1]
        return [
            part for count, part in enumerate(parts, 1) if hands_on("/".join([*parts[:count], "__init__.py"]))
        ]
