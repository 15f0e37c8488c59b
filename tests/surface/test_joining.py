"""Which files say what routes there are, where many hold the words that do."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine import engine
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.result import CheckResult
from tidegate.surface import joining
from tidegate.surface.joining import MOST_FILES, joining_files, wanted
from tidegate.surface.reach import Reach

VIEWS = """\
from django.http import HttpResponse
from django.views import View


class Page(View):
    def get(self, request):
        return HttpResponse("1")
"""
URLS = """\
from django.urls import include, path

from shop import aviews

urlpatterns = [path("page/", aviews.Page.as_view())]
"""
# Words of paths that are no routes, in files that come first; the last of them brings another library.
PATHS = {
    f"shop/a{n:03}.py": f"import os\n\n\ndef f{n}(path):\n    return os.path.join(path)\n"
    for n in range(MOST_FILES + 5)
}
PATHS["shop/a000.py"] = "import aiohttp.web\n\n\ndef first(path, found):\n    found.append(path)\n"
SHOP = {"shop/__init__.py": "", "shop/aviews.py": VIEWS, "shop/urls.py": URLS, **PATHS}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(repository: RepositoryBuilder, changed: dict[str, str]) -> CheckResult:
    repository.commit("base", SHOP)
    repository.branch("change")
    repository.commit("change", changed)
    return check(CheckOptions(directory=repository.path, revision_range="main..change"))


def test_a_view_that_changes_is_no_new_way_in(repository: RepositoryBuilder) -> None:
    result = judged(repository, {"shop/aviews.py": VIEWS.replace('"1"', '"2"')})
    assert [entry.name for entry in result.blast_radius.entry_points] == ["GET /page/"]
    assert result.decision.value == "pass"


def test_one_that_is_routed_now_is(repository: RepositoryBuilder) -> None:
    more = URLS.replace("= [", '= [path("again/", aviews.Page.as_view()), ')
    result = judged(repository, {"shop/urls.py": more})
    assert [reason.text for reason in result.reasons] == ["new way in: GET /again/"]
    assert result.decision.value == "review"


def test_what_joins_without_doubt_comes_first_and_its_bound_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_FILES", 2)
    monkeypatch.setattr(joining, "MOST_SURE", 3)
    files = {f"a/m{n}.py": "def f(path):\n    return path\n" for n in range(4)}
    files |= {f"z/u{n}/urls.py": "from django.urls import (\n    include,\n    path,\n)\n" for n in range(3)}
    side, found = engine(files), Reach()
    side.library.require("django")
    assert list(joining_files(side, wanted(side.library), found)) == [f"z/u{n}/urls.py" for n in range(3)]
    assert not found.limits
    side = engine(files | {"y/urls.py": "from django import urls\n\nurlpatterns = [urls.path('a', a)]\n"})
    side.library.require("django")
    assert len(joining_files(side, wanted(side.library), found)) == 3
    assert found.limits == ["4 files join routers; 3 of them were looked at"]


def test_a_member_is_sought_by_what_tells_most() -> None:
    side = engine({"a.py": "import aiohttp.web\nfrom flask import Flask\n"})
    for package in ("aiohttp", "flask", "django"):
        side.library.require(package)
    words = wanted(side.library)
    assert {"path", "re_path", "register_blueprint", "middlewares"} <= words.keys()
    assert "append" not in words
    assert words["path"].search(b"from django.urls import include, path\n")
    assert words["path"].search(b"urls.path(")
    assert not words["path"].search(b"import os.path\n")
    assert words["register_blueprint"].search(b"app.register_blueprint(shop)")
    assert not words["register_blueprint"].search(b"def register_blueprint(app):")
