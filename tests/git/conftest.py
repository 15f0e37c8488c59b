from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import ENVIRONMENT, RepositoryBuilder

from tidegate.git import Repository


@pytest.fixture(autouse=True)
def _no_configuration_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "work")


@pytest.fixture
def repository(builder: RepositoryBuilder) -> Iterator[Repository]:
    with Repository.open(builder.path) as opened:
        yield opened
