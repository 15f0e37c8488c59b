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
