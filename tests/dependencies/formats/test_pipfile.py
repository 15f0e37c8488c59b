from __future__ import annotations

from pathlib import Path
from typing import Any

from tidegate.dependencies.formats.pipfile import read
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "pipfile"


def sample(case: str) -> Listing:
    return read(Source("Pipfile", (SAMPLES / case / "Pipfile").read_bytes()))


def entry(name: str, **fields: Any) -> Dependency:
    known: dict[str, Any] = {"ecosystem": "PyPI", "name": name, "key": name, "direct": True}
    return Dependency(**(known | fields))


def test_packages() -> None:
    assert sample("plain") == Listing(
        dependencies=(
            entry("requests", requirement="*"),
            entry("flask", requirement="~=3.0"),
            entry("iniconfig", requirement=">=2,<3", scope=Scope.DEV, group="dev-packages"),
        ),
        hosts=frozenset({"mirror.example"}),
    )


def test_sources_and_conditions() -> None:
    assert sample("sources").dependencies == (
        entry("greet", origin=Origin.GIT, location="https://git.example/acme/greet", revision="v1.0"),
        entry("shout", origin=Origin.PATH, location="./shout"),
        entry("wave", origin=Origin.URL, location="https://files.example/wave-1.0-py3-none-any.whl"),
        entry("colorama", version="0.4.6", requirement="==0.4.6", marker="sys_platform == 'win32'"),
    )


def test_indexes_without_their_passwords_and_other_categories() -> None:
    assert sample("categories").dependencies == (
        entry("click", requirement="*", location="https://mirror.example/simple"),
        entry("markdown", requirement="<4", scope=Scope.OPTIONAL, group="docs"),
    )


def test_what_is_not_understood_is_named() -> None:
    found = read(Source("Pipfile", b"[packages]\na = 3\nb = '*'\n"))
    assert found.gaps == ("packages: 'a' has neither a version nor a table",)
    assert [one.name for one in found.dependencies] == ["b"]
