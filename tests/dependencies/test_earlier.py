"""What base knows already, however it spells a name."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.dependencies.earlier import Earlier
from tidegate.git import Repository


def known(path: Path, files: dict[str, str], ecosystem: str, names: Collection[str]) -> frozenset[str]:
    builder = RepositoryBuilder(path)
    builder.write(files)
    builder.commit("First")
    with Repository.open(path) as repository:
        return Earlier(repository.tree(repository.tree_of("HEAD") or "")).knows(ecosystem, names)


PROJECT = "<Project><ItemGroup><PackageReference Include='Acme.Json' Version='1.0.0'/></ItemGroup></Project>"


@pytest.mark.parametrize(
    ("ecosystem", "name", "path", "text"),
    [
        ("PyPI", "acmeyaml", "a/requirements.txt", "AcmeYAML==1.0\n"),
        ("PyPI", "acme-sql-tools", "requirements.txt", "acme_SQL.tools\n"),
        ("PyPI", "acme-http", "requirements.txt", "acme_http\n"),
        ("crates.io", "acme-json", "Cargo.toml", '[dependencies]\nacme_json = "1"\n'),
        ("NuGet", "acme.json", "app/App.csproj", PROJECT),
        ("npm", "acme", "package.json", '{"dependencies": {"acme": "^1"}}'),
    ],
)
def test_a_name_is_known_however_it_is_spelled(
    tmp_path: Path, ecosystem: str, name: str, path: str, text: str
) -> None:
    assert known(tmp_path, {path: text}, ecosystem, [name, "other"]) == {name}


@pytest.mark.parametrize(
    ("ecosystem", "name", "path", "text"),
    [
        ("npm", "acme", "package.json", '{"dependencies": {"Acme": "^1"}}'),
        ("PyPI", "acmeyaml", "README.md", "AcmeYAML==1.0\n"),
        ("PyPI", "acmeyaml", "package.json", '{"dependencies": {"AcmeYAML": "^1"}}'),
    ],
)
def test_another_name_is_not(tmp_path: Path, ecosystem: str, name: str, path: str, text: str) -> None:
    assert known(tmp_path, {path: text}, ecosystem, [name]) == frozenset()


def test_a_module_that_base_imports(tmp_path: Path) -> None:
    assert known(tmp_path, {"app.py": "import acme_http\n"}, "PyPI", ["acme-http", "acme"]) == {"acme-http"}
