"""What holds for every test: an own cache, no wall-clock limits for generated examples."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from ledgers import LedgerBuilder

hypothesis.settings.register_profile("tidegate", deadline=None, print_blob=True)
# What CI says of a commit it says each time; new examples are looked for where people work.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
# For an hour: pytest --hypothesis-profile=long FILE
hypothesis.settings.register_profile("long", deadline=None, print_blob=True, max_examples=4000)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "tidegate")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "tidegate-cache"))


@pytest.fixture(scope="session")
def usual_ledger(tmp_path_factory: pytest.TempPathFactory) -> LedgerBuilder:
    """A ledger with some events of several people. Tests change a copy of it."""
    from ledgers import LedgerBuilder

    made = LedgerBuilder(tmp_path_factory.mktemp("usual") / "shop")
    made.usual()
    return made
