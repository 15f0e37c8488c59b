"""Paths that are worth a second look, as globs that mean them and no others."""

from __future__ import annotations

import pytest

from tidegate.config.patterns import paths as matcher
from tidegate.model.change import FileChange, FileKind, FileStatus
from tidegate.model.paths import classify
from tidegate.proposal.sensitive import sensitive


def file(path: str) -> FileChange:
    return FileChange(path, FileStatus.ADDED, FileKind.TEXT, classify(path))


def globs(*paths: str) -> dict[str, list[str]]:
    found = sensitive(map(file, paths), {}, ())
    return {one.subject: [path.value for path in one.paths] for one in found}


def test_the_outermost_folder_says_it_once() -> None:
    assert globs("shop/auth/login/forms.py", "shop/auth/views.py", "shop/login.py") == {
        "authentication": ["shop/auth/**", "shop/login.py"]
    }


def test_folders_of_one_name_are_one_glob() -> None:
    places = [f"{app}/migrations/0001_first.py" for app in ("a", "b", "c")]
    assert globs(*places) == {"migrations": ["**/migrations/**"]}


def test_words_count_and_not_letters() -> None:
    assert globs("shop/authors.py", "shop/passwordless/x.py", "shop/settle.py", "docs/auth/index.md") == {}


def test_tests_prose_and_scripts_of_pages_are_no_such_code() -> None:
    assert globs("tests/auth/test_login.py", "auth/README.md", "static/login.js") == {}
    assert globs("web/src/checkout/basket.ts") == {"payments": ["web/src/checkout/**"]}


@pytest.mark.parametrize("folder", ["a b", "a[1]", "!a", "#a", "a*", "a?", "a\\b", "é"])
def test_a_glob_means_its_own_path(folder: str) -> None:
    path = f"{folder}/auth/views.py"
    ((glob,),) = globs(path).values()
    assert matcher([glob])(path)
    assert not matcher([glob])("ab/auth/views.py")


def test_a_file_at_the_top_is_meant_there_alone() -> None:
    found = globs("login.py", "Dockerfile")
    assert found == {"authentication": ["/login.py"], "infrastructure": ["/Dockerfile"]}
    assert not matcher(["/login.py"])("shop/login.py")
