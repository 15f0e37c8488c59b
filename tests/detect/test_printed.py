"""Which fingerprints of a finding survive which edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from detect.edited import EDITS, KINDS, Weak
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.detect.findings import IDENTITY, LINE, SHAPE
from tidegate.model.finding import Finding

TABLE = {
    "insertion above": {IDENTITY, LINE, SHAPE},
    "statement inserted": {IDENTITY, LINE},
    "next line edited": {IDENTITY, LINE},
    "reformatted": {IDENTITY, SHAPE},
    "variable renamed": {IDENTITY, SHAPE},
    "function renamed": {LINE, SHAPE},
    "moved": {LINE, SHAPE},
    "function and variable renamed": {SHAPE},
}
BESIDE = {  # where a kind is known by more or by less than the table says
    ("lost control", "reformatted"): {LINE},
    ("lost control", "variable renamed"): {LINE},
    ("lost control", "function and variable renamed"): {LINE},
    ("secret", "statement inserted"): {SHAPE},
    ("secret", "next line edited"): {SHAPE},
    ("secret", "reformatted"): {IDENTITY},
    ("secret", "variable renamed"): {IDENTITY},
    ("secret", "function renamed"): {IDENTITY},
    ("dependency", "next line edited"): {SHAPE},
    ("dependency", "reformatted"): {LINE},
    ("dependency", "moved"): {IDENTITY, LINE},
    ("ai-tool", "next line edited"): {SHAPE},
    ("ai-tool", "reformatted"): {LINE},
}
CASES = [(kind, edit) for kind, weak in KINDS.items() for edit in EDITS if weak.fits(edit)]


def expected(kind: str, edit: str) -> set[str]:
    other = BESIDE.get(("lost control" if kind == "missing control" else kind, edit), set())
    return TABLE[edit] ^ other


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Finding]:
    return {
        kind: found(weak, "", tmp_path_factory.mktemp(kind.replace(" ", "-"))) for kind, weak in KINDS.items()
    }


def found(weak: Weak, edit: str, folder: Path) -> Finding:
    repository = RepositoryBuilder(folder)
    for files in weak.edited(edit):
        repository.commit("step", files)
    result = check(CheckOptions(directory=folder, revision_range="HEAD~1..HEAD"))
    (finding,) = [one for one in result.findings if one.rule == weak.rule]
    return finding


@pytest.mark.parametrize(("kind", "edit"), CASES)
def test_which_fingerprints_survive(
    kind: str, edit: str, before: Mapping[str, Finding], tmp_path: Path
) -> None:
    old, new = before[kind].fingerprints, found(KINDS[kind], edit, tmp_path).fingerprints
    assert {name for name, value in old.items() if new[name] == value} == expected(kind, edit)


def test_a_copy_in_the_same_function_is_another_one(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    line = "    yield hashlib.md5(password).digest()\n"
    start = "import hashlib\n\n\ndef sums(password):\n"
    for lines in (line, line + line, line):
        repository.commit("step", {"a.py": start + lines})
    result = check(CheckOptions(directory=tmp_path, revision_range="HEAD~2..HEAD~1"))
    again = check(CheckOptions(directory=tmp_path, revision_range="HEAD~1..HEAD"))
    old, new = sorted(result.findings, key=lambda one: one.status.value)
    assert (old.status, new.status) == ("existing", "introduced")
    assert not set(old.fingerprints.items()) & set(new.fingerprints.items())
    assert {(one.status.value, one.id) for one in again.findings} == {
        ("existing", old.id),
        ("fixed", new.id),
    }
