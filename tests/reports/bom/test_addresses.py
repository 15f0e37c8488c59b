from __future__ import annotations

import pytest

from tidegate.reports.bom.addresses import link, public


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://mirror.example/a/-/a-1.0.tgz", "https://mirror.example/a/-/a-1.0.tgz"),
        ("https://me:secret@mirror.example:8443/a.tgz?token=x#y", "https://mirror.example:8443/a.tgz"),
        ("git+ssh://git@git.example/a/b.git", "git+ssh://git.example/a/b.git"),
        ("git@git.example:a/b.git", "ssh://git.example/a/b.git"),
        ("secret:token@git.example:a/b.git", None),
        ("git.example:a/b.git", "ssh://git.example/a/b.git"),
        ("file:///srv/wheels/a.whl", None),
        ("vendor/local", None),
        ("link:vendor/local", None),
        ("javascript:x", None),
        ("me@host:a/b", "ssh://host/a/b"),
        ("https://cache.example/https://me:secret@git.example/a", None),
        ("https://exa mple/a", None),
        ("https://mirror.example/a%zz", None),
        ("https://mirror.example/é", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
        ("https://mirror.example/" + "a" * 3_000, None),
    ],
)
def test_public(location: str | None, expected: str | None) -> None:
    assert public(location) == expected


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://git.example/a/b/commit/1?x=1&y=%20#L3", True),
        ("http://list.example", True),
        ("https://me@git.example/a", False),
        ("javascript:alert(1)", False),
        ("https://git.example/a b", False),
        ("https://git.example/<script>", False),
    ],
)
def test_link(url: str, is_one: bool) -> None:
    assert link(url) == (url if is_one else None)
