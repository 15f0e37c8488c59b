from __future__ import annotations

from pathlib import Path

from tidegate.dependencies.formats.pnpm_workspace import read
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

SAMPLES = Path(__file__).with_name("samples") / "pnpm_workspace"


def workspace(text: str) -> Listing:
    return read(Source("pnpm-workspace.yaml", text.encode()))


def test_catalogs_and_overrides() -> None:
    found = read(Source("pnpm-workspace.yaml", (SAMPLES / "pnpm-catalogs/pnpm-workspace.yaml").read_bytes()))
    assert found.members == (".",)
    assert [(one.name, one.requirement, one.group, one.direct) for one in found.dependencies] == [
        ("chalk", "^4.1.2", "catalog", None),
        ("is-odd", "3.0.1", "catalog", None),
        ("color-name", "1.1.3", "overrides", False),
        ("react", "^18.2.0", "catalog react18", None),
    ]


def test_what_pnpm_itself_loads() -> None:
    (found,) = workspace("configDependencies:\n  rules: 1.0.0+sha512-a==\n").dependencies
    assert found == Dependency(
        ecosystem="npm",
        name="rules",
        version="1.0.0",
        requirement="1.0.0",
        direct=True,
        scope=Scope.BUILD,
        integrity=("sha512-a==",),
        key="configDependencies/rules",
        group="configDependencies",
    )


def test_what_cannot_be_read() -> None:
    found = workspace("catalog:\n  a: [1]\n  b: 'svn:x'\noverrides:\n  c: '-'\n")
    assert found.gaps == (
        "catalog: 'a' does not say a version",
        "catalog: b is asked for by 'svn:', which is not known",
    )
