from __future__ import annotations

import pytest

from tidegate.dependencies.places import Places
from tidegate.model.dependency import Dependency

LOCK = b"""\
lodash.merge@^4.6.2:
  version "4.6.2"
"@babel/lodash@^1":
  version "1.0.0"
lodash@^3.0.0:
  version "3.10.1"
lodash@^4.17.0:
  version "4.17.21"
"""


@pytest.mark.parametrize(
    ("name", "version", "line"),
    [
        ("lodash", "4.17.21", 7),
        ("lodash", "3.10.1", 5),
        ("lodash.merge", "4.6.2", 1),
        ("@babel/lodash", "1.0.0", 3),
        ("merge", "1", 1),
        ("unknown", "1", 1),
        ("@", None, 1),
    ],
)
def test_lines(name: str, version: str | None, line: int) -> None:
    assert Places(LOCK).line(Dependency(ecosystem="npm", name=name, version=version)) == line


def test_many_entries_of_one_word_are_found_each_at_its_line() -> None:
    content = "".join(f'"node_modules/@s{number}/x": {{}}\n' for number in range(10_000)).encode()
    places = Places(content)
    asked = [Dependency(ecosystem="npm", name=f"@s{number}/x", version="1.0") for number in range(10_000)]
    assert [places.line(one) for one in asked] == list(range(1, 10_001))


def test_many_versions_of_one_name_cost_a_bounded_number_of_looks() -> None:
    content = "".join(f'x@\n  version "1.{number}.0"\n' for number in range(10_000)).encode()
    places = Places(content)
    lines = [places.line(Dependency(ecosystem="npm", name="x", version=f"1.{n}.0")) for n in range(10_000)]
    assert lines[:3] == [1, 3, 5]
    assert set(lines[1000:]) == {1}
