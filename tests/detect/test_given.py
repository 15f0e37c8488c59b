"""Checks of what a function is given, by callers that nobody sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from introducing import introduced
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.detect import given

FILTER = """\
import bleach
import markdown
from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def rendered(text):
    html = markdown.markdown(text)
    {clean}return mark_safe(html)
"""
DOWNLOAD = """\
from pathlib import Path
from fastapi import HTTPException
from fastapi.responses import FileResponse

ROOT = Path("/srv/exports")


def exported(path: Path) -> FileResponse:
    path = Path(path).resolve()
    {check}return FileResponse(path)
"""
WITHIN = """if not path.is_relative_to(ROOT):
        raise HTTPException(400)
    """
NAMES = """\
from django.utils.html import format_html
from django.utils.safestring import mark_safe


def listed(users):
    text = format_html("<br>")
    for user in users:
        text = text + {line}
    return text
"""
ESCAPED, MARKED = 'format_html("{} <br>", user.name)', 'mark_safe("%s <br>" % user.name)'


def rules(folder: Path, base: str, head: str, path: str = "app/tools.py") -> list[tuple[str, str | None]]:
    found = introduced(folder, {path: base}, {path: head})
    return [(one.rule, one.lost.rule if one.lost is not None else None) for one in found]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        (
            FILTER.format(clean="html = bleach.clean(html)\n    "),
            FILTER.format(clean=""),
            [("xss", "sanitizer-lost")],
        ),
        (
            DOWNLOAD.format(check=WITHIN),
            DOWNLOAD.format(check=""),
            [("path-traversal", "validation-lost")],
        ),
        (NAMES.format(line=ESCAPED), NAMES.format(line=MARKED), [("xss", "sanitizer-lost")]),
    ],
)
def test_a_check_that_is_gone_is_told_whoever_calls(
    tmp_path: Path, base: str, head: str, expected: list[tuple[str, str]]
) -> None:
    assert rules(tmp_path, base, head) == expected


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (FILTER.format(clean=""), FILTER.format(clean="html = bleach.clean(html)\n    ")),
        (FILTER.format(clean=""), FILTER.format(clean="text = text.strip()\n    ")),
        (
            FILTER.format(clean="html = bleach.clean(html)\n    "),
            FILTER.format(clean="html = bleach.clean(html, strip=True)\n    "),
        ),
        (DOWNLOAD.format(check=""), DOWNLOAD.format(check=WITHIN)),
        (NAMES.format(line=MARKED), NAMES.format(line=ESCAPED)),
    ],
)
def test_what_never_was_checked_or_still_is_is_not(tmp_path: Path, base: str, head: str) -> None:
    assert rules(tmp_path, base, head) == []


def test_a_check_may_move_to_who_calls(tmp_path: Path) -> None:
    base = (
        FILTER.format(clean="html = bleach.clean(html)\n    ")
        + "\n\ndef shown(text):\n    return rendered(text)\n"
    )
    head = FILTER.format(clean="") + "\n\ndef shown(text):\n    return rendered(bleach.clean(text))\n"
    assert rules(tmp_path, base, head) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("{{ note.text }}", "{{ note.text|safe }}", [("xss", "escape-lost")]),
        ("{{ note.text|clean_html|safe }}", "{{ note.text|safe }}", [("xss", "sanitizer-lost")]),
        ("{{ note.text|safe }}", "{{ note.text }}", []),
        ("{{ note.text|safe }}", "{{ note.text|upper|safe }}", []),
    ],
)
def test_templates_are_given_what_nobody_sees(
    tmp_path: Path, before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    path = "app/templates/notes.html"
    assert rules(tmp_path, f"<p>{before}</p>\n", f"<p>{after}</p>\n", path) == expected


IMPORT = """\
from urllib.parse import urlparse
import httpx
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, field_validator
app = FastAPI()
HOSTS = frozenset({{"a.example", "b.example"}})


class Import(BaseModel):
    source: str
{validator}

@app.post("/import")
def imported(body: Import):
    {check}return httpx.get(body.source, timeout=5).json()
"""
KNOWN = """
    @field_validator("source")
    @classmethod
    def known(cls, value):
        if urlparse(value).hostname not in HOSTS:
            raise ValueError("unknown")
        return value
"""
ASKED = """if urlparse(body.source).hostname not in HOSTS:
        raise HTTPException(422)
    """


def test_what_a_framework_gives_is_known(tmp_path: Path) -> None:
    base = IMPORT.format(validator="", check=ASKED)
    assert rules(tmp_path, base, IMPORT.format(validator=KNOWN, check="")) == []


def test_what_there_was_no_time_for_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "_STEPS", 1)
    repository = RepositoryBuilder(tmp_path)
    repository.commit("base", {"shop/filters.py": FILTER.format(clean="html = bleach.clean(html)\n    ")})
    repository.commit("head", {"shop/filters.py": FILTER.format(clean="")})
    result = check(CheckOptions(directory=tmp_path, revision_range="HEAD~1..HEAD"))
    assert result.decision == "review"
    assert any("checks of what functions are given are gone" in one.text for one in result.reasons)
