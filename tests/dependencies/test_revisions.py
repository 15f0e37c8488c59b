from __future__ import annotations

import pytest

from tidegate.dependencies.revisions import asked

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("ref", "comment", "expected"),
    [
        ("v4", "", ("v4", None)),
        ("release/v1", "v2.0", ("release/v1", None)),
        (COMMIT[:7], "", (COMMIT[:7], None)),
        (COMMIT.upper(), "", (COMMIT.upper(), None)),
        (COMMIT, "", (None, COMMIT)),
        (COMMIT, "v4.2.2", ("v4.2.2", COMMIT)),
        (COMMIT, "frozen: 24.10.0", ("24.10.0", COMMIT)),
        (COMMIT, "ratchet:acme/deploy@v3", ("v3", COMMIT)),
        (COMMIT, "tag=v1.2.3-rc1", ("v1.2.3-rc1", COMMIT)),
        (COMMIT, "pin@1.0, see below", ("1.0", COMMIT)),
        (COMMIT, "the one that works", (None, COMMIT)),
    ],
)
def test_what_is_asked_for(ref: str, comment: str, expected: tuple[str | None, str | None]) -> None:
    assert asked(ref, comment) == expected
