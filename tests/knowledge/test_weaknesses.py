"""What weaknesses and libraries say to people is complete, and of sinks that are there."""

from __future__ import annotations

import pytest

from tidegate.knowledge.store import files, load_library
from tidegate.knowledge.weaknesses import Weakness, catalogue, words_of

FLOWS = [weakness for weakness in catalogue().values() if weakness.sink is not None]


@pytest.mark.parametrize("weakness", FLOWS, ids=lambda weakness: weakness.id)
def test_a_flow_says_where_it_ends_and_what_is_safe(weakness: Weakness) -> None:
    assert weakness.data
    assert weakness.lands
    assert weakness.unprotected
    assert weakness.safe
    assert not any(form in weakness.safe[:index] for index, form in enumerate(weakness.safe))


def test_a_library_says_what_is_safe_for_sinks_that_it_has() -> None:
    for file in files("libraries"):
        library = load_library(file)
        assert library.safe.keys() <= library.sinks.keys(), file.name


def test_kinds_in_words() -> None:
    assert words_of({"sql", "html"}) == ["HTML", "SQL"]
    assert words_of({"resolved", "html-address"}) == []
