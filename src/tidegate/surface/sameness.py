"""Migrations and manifests that change nothing that matters: layout, labels, a linter's settings."""

from __future__ import annotations

import configparser
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tidegate.documents import plain_toml
from tidegate.documents.errors import Unreadable
from tidegate.model.change import FileChange, FileStatus
from tidegate.model.configuration import words
from tidegate.model.paths import PathClass
from tidegate.surface.migrations import is_unseen
from tidegate.surface.sides import Context

Reader: TypeAlias = Callable[[str], object]

# Tools that check or lay out code, and nothing else: they install nothing and are not shipped.
_CHECKERS = words("""
    ruff black isort mypy pyright basedpyright ty pylint flake8 flake8-pytest-style pycodestyle pydocstyle
    pytest coverage codespell djlint interrogate vulture bandit towncrier typos yapf autoflake pyupgrade
    importlinter deptry doc8 check-manifest commitizen bumpversion semantic_release creosote refurb
    django-stubs mypy-django-stubs
""")
_ABOUT = words(
    "description readme urls authors maintainers classifiers keywords license license-files version"
)


def same(context: Context) -> frozenset[str]:
    """Paths of migrations and manifests whose change means nothing."""
    return frozenset(file.path for file in context.change.files if _is_same(context, file))


def _is_same(context: Context, file: FileChange) -> bool:
    if file.path_class is PathClass.MIGRATION:
        added = file.status is FileStatus.ADDED
        return _is_same_code(context, file) or (added and is_unseen(context.head.engine, file.path))
    if file.path_class is PathClass.DEPENDENCIES and file.status is FileStatus.MODIFIED:
        return _is_same_manifest(context, file.path)
    return False


def _is_same_code(context: Context, file: FileChange) -> bool:
    """No definition and no statement means anything else. What cannot be read is not the same."""
    changed = context.head.changed.paths | context.base.changed.paths
    sides = [(context.head, file.path if file.status is not FileStatus.DELETED else None)]
    sides.append((context.base, file.base_path))
    modules = [side.engine.program.module(path) for side, path in sides if path is not None]
    readable = all(module is not None and not module.facts.outline.problems for module in modules)
    return readable and changed.isdisjoint({file.path, file.base_path})


def says_more(context: Context) -> frozenset[str]:
    """Paths of manifests whose change is of more than dependencies: how it is built, what then runs."""
    return frozenset(
        file.path
        for file in context.change.files
        if _builds(file.path) and not _is_alike(context, file.path, _BUILDING)
    )


def _is_same_manifest(context: Context, path: str) -> bool:
    return _is_alike(context, path, _WHOLE)


def _is_alike(context: Context, path: str, readers: Mapping[str, Reader | None]) -> bool:
    """Whether both sides say the same to the file's reader. What cannot be read is not the same."""
    read = readers.get(_name(path))
    if read is None:
        return False
    texts = [side.engine.program.sources.text(path) for side in (context.base, context.head)]
    try:
        before, after = (read((text or b"").decode("utf-8")) for text in texts)
    except (ValueError, configparser.Error, RecursionError, Unreadable):
        return False
    return before == after


def _builds(path: str) -> bool:
    name = _name(path)
    return name in _BUILDING or name in _PROGRAMS or name.endswith(_PROJECTS)


def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()


def _pyproject(text: str) -> dict[str, Any]:
    """What a project installs, builds and runs: without its description and its checkers' settings."""
    found: dict[str, Any] = plain_toml.load(text)
    for table, left_out in (("project", _ABOUT), ("tool", _CHECKERS)):
        kept = found.get(table)
        if isinstance(kept, dict):
            found[table] = {key: value for key, value in kept.items() if key not in left_out}
    return found


def _setup(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(text)
    return {
        section: dict(parser[section])
        for section in parser.sections()
        if section.removeprefix("tool:").partition(":")[0].partition("-")[0] not in _CHECKERS
    }


def _pyproject_beside(text: str) -> dict[str, Any]:
    from tidegate.dependencies.formats.pyproject import without_dependencies

    return without_dependencies(_pyproject(text))


def _setup_beside(text: str) -> dict[str, dict[str, str]]:
    from tidegate.dependencies.formats.setup_cfg import DEPENDENCIES, EXTRAS

    options = {option.replace("_", "-") for option in DEPENDENCIES}
    return {
        section: {key: value for key, value in kept.items() if key.replace("_", "-") not in options}
        for section, kept in _setup(text).items()
        if section != EXTRAS
    }


def _package_beside(text: str) -> dict[str, Any]:
    """Scripts, entry points and settings of tools: without what is asked for, and who the package is."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return {key: value for key, value in found.items() if key not in _PACKAGE_ASKS and key not in _ABOUT}


_PACKAGE_ASKS = words("""
    dependencies devDependencies optionalDependencies peerDependencies peerDependenciesMeta
    bundledDependencies bundleDependencies overrides resolutions author homepage repository bugs funding
    private
""")
_WHOLE: Mapping[str, Reader | None] = {"pyproject.toml": _pyproject, "setup.cfg": _setup}
# What a change of dependencies leaves as it is.
_BUILDING: Mapping[str, Reader | None] = {
    "pyproject.toml": _pyproject_beside,
    "setup.cfg": _setup_beside,
    "package.json": _package_beside,
}
# Manifests that are programs, or name some that a build runs: these are told apart from nothing.
_PROGRAMS = frozenset({"setup.py", "pipfile", "composer.json", "cargo.toml", "pom.xml"})
_PROJECTS = (".csproj", ".fsproj", ".vbproj", ".props")
