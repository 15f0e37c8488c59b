from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import stores


@pytest.fixture(scope="session")
def _data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    stores(folder)
    return folder


@pytest.fixture(autouse=True)
def _advisories(_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(_data))
