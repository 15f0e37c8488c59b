"""The examples in the files of tools: what is read of their settings."""

from __future__ import annotations

from collections import Counter

import pytest
from trees import Files

from tidegate.knowledge.configurations import Told, configurations, told
from tidegate.model.tools import Configuration, Fact
from tidegate.provenance.tools.snapshot import snapshot
from tidegate.provenance.tools.words import told as in_words

CASES = [(tool, example) for tool, found in told().items() for example in found]


def facts(found: Configuration) -> list[Fact]:
    values = (getattr(found, name) for name in Configuration.__struct_fields__)
    return [one for value in values if isinstance(value, tuple) for one in value if isinstance(one, Fact)]


@pytest.mark.parametrize(("tool", "example"), CASES, ids=[f"{tool}: {one.name}" for tool, one in CASES])
def test_examples(tool: str, example: Told) -> None:
    found = snapshot(Files({path: text.encode() for path, text in example.files.items()}))
    said = [in_words(fact) for one in found.tools.values() for fact in facts(one)]
    wanted = Counter(example.expect)
    assert not wanted - Counter(said), said
    assert [
        one for one in said if not one.startswith(("rules", "skill", "setting")) and one not in wanted
    ] == []
    assert [one.path for one in found.not_understood] == example.not_understood


def test_the_reference_tools_are_known() -> None:
    assert len(configurations().tools) >= 20
