"""The examples in the files of tools, each as a real commit."""

from __future__ import annotations

from pathlib import Path

import pytest
from authored import Authored, told
from repositories import RepositoryBuilder

from tidegate.knowledge.tools import Tools, examples, tools

CASES = [(tool, example) for tool, found in examples().items() for example in found]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What is found of each example, in their order."""
    history = Authored(RepositoryBuilder(tmp_path_factory.mktemp("tools")))
    written = [example.commit for _, example in CASES]
    commits = history.many((one.message, one.author, one.committer) for one in written)
    found = history.attribution()
    return [told(found, commit) for commit in commits]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{tool}: {one.name}" for tool, one in CASES])
def test_examples(number: int, answers: list[dict[str, str]]) -> None:
    assert answers[number] == CASES[number][1].expect


@pytest.fixture(scope="module")
def packaged() -> Tools:
    return tools()


def test_every_tool_has_a_near_miss() -> None:
    assert [tool for tool, found in examples().items() if all(one.expect for one in found)] == []


def test_a_name_leads_to_one_tool(packaged: Tools) -> None:
    names = [name for tool in packaged.tools for name in {*tool.agents, tool.tool, tool.name.lower()}]
    assert sorted(names) == sorted(set(names))
    assert all(name == name.lower() for name in names)


def test_an_identity_leads_to_one_tool(packaged: Tools) -> None:
    """Two tools may share an account where a name tells them apart."""
    addresses = [one.address for tool in packaged.tools for one in tool.addresses]
    accounts = [one.id for tool in packaged.tools for one in tool.accounts if one.id and one.named is None]
    assert len(addresses) == len(set(addresses))
    assert len(accounts) == len(set(accounts))
    assert all(address == address.lower() for address in addresses)


@pytest.mark.parametrize("address", ["noreply@bolt.new", "noreply@trae.ai"])
def test_addresses_that_no_vendor_uses(address: str, packaged: Tools) -> None:
    assert address not in [one.address for tool in packaged.tools for one in tool.addresses]


def test_files_are_named_after_their_tool() -> None:
    from tidegate.knowledge.store import files

    assert [file.stem for file in files("tools")] == [tool.tool for tool in tools().tools]


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    from tidegate.cache import Cache
    from tidegate.knowledge import tools as module

    with Cache.open(tmp_path) as cache:
        module._TABLES.clear()
        first = tools(cache)
        module._TABLES.clear()
        assert tools(cache) == first
