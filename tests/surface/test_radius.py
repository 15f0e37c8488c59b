"""The blast radius as the report says it: what was not looked for, and when that decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.result import CheckResult
from tidegate.surface import reach as climbing
from tidegate.surface.nearness import RARE

JOBS = "import os\n\n\nclass Job:\n    def run(self, name):\n        return len(name)\n"
USERS = {f"shop/use{n}.py": f"def use{n}(job, name):\n    return job.run(name)\n" for n in range(RARE + 1)}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(repository: RepositoryBuilder, after: str, users: dict[str, str]) -> CheckResult:
    repository.commit("base", {"shop/__init__.py": "", "shop/jobs.py": JOBS, **users})
    repository.branch("change")
    repository.commit("change", {"shop/jobs.py": after})
    return check(CheckOptions(directory=repository.path, revision_range="main..change"))


def limits(result: CheckResult) -> list[str]:
    return [reason.text for reason in result.reasons if reason.code == "limit-reached"]


def test_a_method_with_a_common_name_is_not_followed_everywhere_and_that_is_said(
    repository: RepositoryBuilder,
) -> None:
    result = judged(repository, JOBS.replace("len(name)", "len(name.strip())"), USERS)
    assert not result.blast_radius.complete
    assert result.blast_radius.limits == (
        "callers of `run` that do not name the class were not looked for: the name is common",
    )
    assert not limits(result)
    assert result.decision.value == "pass"


def test_it_decides_where_a_caller_can_be_worse_off(repository: RepositoryBuilder) -> None:
    result = judged(repository, JOBS.replace("len(name)", "os.system(name)"), USERS)
    assert result.decision.value == "review"
    [limit] = limits(result)
    assert limit.startswith("could not tell: shop.jobs.Job.run does ")


def test_a_method_with_a_rare_name_is_followed_to_the_end(repository: RepositoryBuilder) -> None:
    users = dict(list(USERS.items())[: RARE - 1])
    result = judged(repository, JOBS.replace("len(name)", "os.system(name)"), users)
    assert result.blast_radius.complete
    assert result.blast_radius.callers == len(users)
    assert not limits(result)


def test_other_programs_in_the_tree_do_not_make_a_name_common(repository: RepositoryBuilder) -> None:
    users = {path.replace("shop", "bank"): text for path, text in USERS.items()}
    mine = {"shop/use.py": "def use(job, name):\n    return job.run(name)\n"}
    result = judged(
        repository, JOBS.replace("len(name)", "os.system(name)"), users | mine | {"bank/__init__.py": ""}
    )
    assert result.blast_radius.complete
    assert result.blast_radius.callers == 1


PAGE = "<html><head><title>{{ title }}</title></head>{% block body %}{% endblock %}</html>\n"
SHOWN = {
    "shop/templates/base.html": PAGE,
    "shop/app.py": (
        "from flask import Flask, render_template, request\n\napp = Flask(__name__)\n\n\n"
        '@app.get("/")\ndef home():\n    return render_template("p1.html", title=request.args["t"])\n'
    ),
    **{
        f"shop/templates/p{n}.html": '{% extends "base.html" %}{% block body %}x{% endblock %}\n'
        for n in range(9)
    },
}


def with_page(repository: RepositoryBuilder, changed: dict[str, str]) -> CheckResult:
    repository.commit("base", {"shop/__init__.py": "", **SHOWN})
    repository.branch("change")
    repository.commit("change", changed)
    return check(CheckOptions(directory=repository.path, revision_range="main..change"))


def test_a_page_that_does_nothing_worse_need_not_be_followed_to_the_end(
    repository: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climbing, "MOST_FILES", 3)
    said = PAGE.replace("<head>", "<head><meta content='{{ kind }}'>")
    result = with_page(repository, {"shop/templates/base.html": said})
    assert result.blast_radius.limits == ("`base.html` stands in 9 files; 3 of them were looked at",)
    assert not limits(result)
    assert result.decision.value == "pass"


@pytest.mark.parametrize(
    "changed",
    [
        {"shop/templates/base.html": PAGE.replace("title }}", "title|safe }}")},
        {
            "shop/templates/base.html": PAGE.replace("<head>", "<head><meta content='{{ kind }}'>"),
            "shop/app.py": SHOWN["shop/app.py"] + "\n\ndef price(amount):\n    return amount\n",
        },
    ],
)
def test_one_that_does_or_other_code_beside_it_must_be(
    changed: dict[str, str], repository: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climbing, "MOST_FILES", 3)
    result = with_page(repository, changed)
    assert limits(result) == ["could not tell: `base.html` stands in 9 files; 3 of them were looked at"]
    assert result.decision.value != "pass"
