"""Code that is worth a second look at every change: by its paths, by what it imports, by what it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tidegate.knowledge.proposing import Subject, packaged, words
from tidegate.knowledge.purposes import purposes
from tidegate.model.change import FileChange
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.paths import PathClass
from tidegate.model.proposal import Proposed, Sensitive

_CODE = frozenset({PathClass.PRODUCTION, PathClass.UNKNOWN_CODE})
_MOST = 12  # paths of a subject
_ALIKE = 3  # folders of one name: one glob for all of them
_ESCAPED = str.maketrans({char: "\\" + char for char in "\\*?[]!# "})


class Because(NamedTuple):
    """A file or folder (``ending`` "/**") of a subject, and what says so."""

    path: str
    ending: str
    why: str
    line: int = 0


def sensitive(
    files: Iterable[FileChange],
    packages: Mapping[str, Mapping[str, int]],
    guards: Iterable[Proposed],
) -> list[Sensitive]:
    """By subject; ``packages`` are the imports of each file, ``guards`` what turns callers away elsewhere."""
    listed = sorted(files, key=lambda file: file.path)
    by_guard: dict[str, Proposed] = {}
    for one in guards:
        if one.sure:
            by_guard.setdefault(one.path, one)
    found = []
    for name, subject in packaged().subjects.items():
        reasons = [one for file in listed for one in _by_path(file, subject)]
        reasons += _by_import(packages, subject)
        if name == "authentication":
            reasons += [
                Because(path, "", f"`{one.value}` is there", one.line) for path, one in by_guard.items()
            ]
        paths = tuple(_globs(_outermost(reasons)))
        if paths:
            found.append(Sensitive(name, subject.tier, subject.reason, paths[:_MOST]))
    return found


def _by_path(file: FileChange, subject: Subject) -> Iterator[Because]:
    """The outermost folder, else the file, whose name says so."""
    *folders, name = file.path.split("/")
    if file.path_class is PathClass.MIGRATION:
        if "migration" in subject.classes and folders:
            yield Because("/".join(folders), "/**", "migrations of the database")
        return
    if "deployment" in subject.classes and _is_deployment(file):
        yield Because(file.path, "", "says where and how it runs")
    if file.path_class not in _CODE or file.marked:
        return
    for depth, folder in enumerate(folders, 1):
        if said := subject.words.intersection(words(folder)):
            yield Because("/".join(folders[:depth]), "/**", f"the folder is called {min(said)}")
            return
    said = subject.words.intersection(words(name.partition(".")[0]))
    if said and file.path_class is PathClass.PRODUCTION:  # scripts of pages are many, and decide nothing
        yield Because(file.path, "", f"the file is called {min(said)}")


def _is_deployment(file: FileChange) -> bool:
    is_settings = file.path_class is PathClass.CONFIGURATION
    return is_settings and configuration_kind(file.path) is ConfigurationKind.DEPLOYMENT


def _by_import(packages: Mapping[str, Mapping[str, int]], subject: Subject) -> Iterator[Because]:
    wanted = {
        name.replace("-", "_")
        for purpose in subject.purposes
        for name in purposes()[purpose].packages.get("PyPI", ())
    }
    for path, imported in sorted(packages.items()):
        for name in sorted(wanted & imported.keys()):
            yield Because(path, "", f"imports {name}", imported[name])


def _outermost(reasons: Iterable[Because]) -> list[Because]:
    """Each path once, and none that is in a folder of the list."""
    first: dict[str, Because] = {}
    for one in reasons:
        present = first.get(one.path)
        if present is None or (one.ending and not present.ending):
            first[one.path] = one
    folders = {one.path for one in first.values() if one.ending}
    return [one for one in first.values() if not _is_in(one.path, folders)]


def _is_in(path: str, folders: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:depth]) in folders for depth in range(1, len(parts)))


def _globs(reasons: list[Because]) -> Iterator[Proposed]:
    """Folders of one name in many places become one glob."""
    alike: dict[str, list[Because]] = defaultdict(list)
    for one in reasons:
        alike[one.path.rpartition("/")[2] if one.ending else one.path].append(one)
    for name, same in alike.items():
        if same[0].ending and len(same) >= _ALIKE:
            yield Proposed(
                f"**/{name.translate(_ESCAPED)}/**", f"{len(same)} folders: {same[0].why}", same[0].path
            )
        else:
            yield from (_proposed(one) for one in same)


def _proposed(one: Because) -> Proposed:
    glob = one.path.translate(_ESCAPED) + one.ending
    return Proposed(glob if "/" in glob else f"/{glob}", one.why, one.path if one.line else "", one.line)
