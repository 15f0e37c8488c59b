"""The hash by which GitHub knows a line again; the values are those that its action computes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.detect import line_hash
from tidegate.detect.line_hash import line_hashes
from tidegate.model.finding import Status
from tidegate.model.result import CheckResult
from tidegate.reports import render

NAME = "primaryLocationLineHash"
FIRST = "import hashlib\n\n\n"
SUM = "def total(password):\n    return hashlib.md5(password).digest()\n"
ENDED = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]
KNOWN = [
    ("", ["c129715d7a2bc9a3:1"]),
    (
        " a\nb\n  \t\tc\n d",
        ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ),
    (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED),
    (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED),
    (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED),
    (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED),
    (
        "Lorem ipsum dolor sit amet.\n" * 10,
        [
            *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), KNOWN)
def test_it_is_the_hash_that_github_computes(text: str, expected: list[str]) -> None:
    assert list(line_hashes(text.encode(), range(1, 20)).values()) == expected


def rolling(data: bytes) -> dict[int, str]:
    """The same from its definition: a window that takes one unit after another."""
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    encoded = text.encode("utf-16-le")
    units = [int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)]
    window, value, line, begins = [0] * 100, 0, 0, True
    lines: dict[int, int] = {}  # place in the window → the line that begins there
    counted: Counter[int] = Counter()
    found: dict[int, str] = {}
    for taken, unit in enumerate([*units, 65535, *[0] * 100]):
        place = taken % 100
        if place in lines:
            counted[value] += 1
            found[lines.pop(place)] = f"{value:x}:{counted[value]}"
        if begins and taken <= len(units):
            line += 1
            lines[place] = line
        begins = unit == 10
        value = (value * 37 + unit - window[place] * 37**100) % 2**64
        window[place] = unit
    return found


@given(st.lists(st.sampled_from(["a", "é", "😀", " ", "\t", "\n", "\r", "x" * 60, "\x00"]), max_size=60))
def test_every_line_of_any_text_has_the_hash_of_the_definition(parts: list[str]) -> None:
    data = "".join(parts).encode()
    assert line_hashes(data, range(1, 100)) == rolling(data)


def checked(folder: Path, *steps: dict[str, str | None]) -> CheckResult:
    repository = RepositoryBuilder(folder)
    for files in steps:
        repository.commit("step", files)
    return check(CheckOptions(directory=folder, revision_range="HEAD~1..HEAD"))


def sent(result: CheckResult) -> list[dict[str, str]]:
    return [one["partialFingerprints"] for one in json.loads(render("sarif", result))["runs"][0]["results"]]


def test_a_result_has_it_under_githubs_name_beside_our_own(tmp_path: Path) -> None:
    result = checked(tmp_path, {"a.py": FIRST}, {"a.py": FIRST + SUM})
    (prints,) = sent(result)
    assert prints[NAME] == line_hashes((FIRST + SUM).encode(), [5])[5]
    assert set(prints) == {NAME, "tidegate/identity-1", "tidegate/shape-1", "tidegate/line-1"}
    assert NAME not in result.findings[0].fingerprints


def test_code_that_is_gone_has_none(tmp_path: Path) -> None:
    result = checked(tmp_path, {"a.py": FIRST + SUM}, {"a.py": FIRST})
    (finding,) = result.findings
    assert (finding.status, finding.line_hash) == (Status.FIXED, None)
    assert NAME not in sent(result)[0]


def test_a_long_file_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_hash, "LONGEST", len(FIRST + SUM) - 1)
    result = checked(tmp_path, {"a.py": FIRST}, {"a.py": FIRST + SUM})
    assert [one.line_hash for one in result.findings] == [None]


def test_a_secret_has_none_for_values_could_be_tried_on_it(tmp_path: Path) -> None:
    line = 'KEY = "sk_live_' + '4eC39HqLyjWDarjtT1zdp7dcQ9"\n'
    result = checked(tmp_path, {"a.py": "import os\n"}, {"a.py": "import os\n" + line})
    assert [(one.rule, one.line_hash) for one in result.findings] == [("hard-coded-secret", None)]
