from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.config.patterns import BadGlob, names, paths, routes


@pytest.mark.parametrize(
    ("globs", "path", "expected"),
    [
        (["services/public/**"], "services/public/a/b.py", True),
        (["services/public/**"], "services/private/b.py", False),
        (["billing/"], "src/billing/pay.py", True),
        (["*.py"], "deep/down/a.py", True),
        (["/setup.py"], "deep/setup.py", False),
        (["web/**", "!web/admin/**"], "web/admin/a.py", False),
        (["web/**", "!web/admin/**"], "web/a.py", True),
        (["web/**"], "web/new\nline.py", True),
        (["web/**"], "web/\udcff.py", True),
        ([], "a.py", False),
    ],
)
def test_paths(globs: list[str], path: str, expected: bool) -> None:
    assert paths(globs)(path) is expected


def test_a_path_glob_that_means_nothing_is_an_error() -> None:
    with pytest.raises(BadGlob, match="git pattern"):
        paths(["web\\"])


@pytest.mark.parametrize(
    ("globs", "route", "expected"),
    [
        (["/api/**"], "/api/users/{id}", True),
        (["/api/**"], "/api", True),
        (["/api/**"], "/apis", False),
        (["/api/*/orders"], "/api/7/orders", True),
        (["/api/*/orders"], "/api/7/8/orders", False),
        (["/**"], "/anything", True),
        (["/a.b", "/c"], "/c", True),
        (["/a.b"], "/axb", False),
        (["/API"], "/api", False),
        ([], "/api", False),
    ],
)
def test_routes(globs: list[str], route: str, expected: bool) -> None:
    assert routes(globs)(route) is expected


@pytest.mark.parametrize(
    ("globs", "name", "expected"),
    [
        (["customers"], "Customers", True),
        (["user_*"], "user_address", True),
        (["user_*"], "users", False),
        (["*.email"], "user.email", True),
        (["*.email"], "email", False),
        (["*"], "user.email", False),
        (["**.email"], "public.user.email", True),
    ],
)
def test_names(globs: list[str], name: str, expected: bool) -> None:
    assert names(globs)(name) is expected


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_any_name_glob_matches_or_does_not(glob: str, name: str) -> None:
    assert names([glob])(name) in (True, False)
    assert routes([glob.replace("*", "")])(glob.replace("*", "")) is True
