"""Ways in that are left out of the check for forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from introducing import introduced

URLS = 'from django.urls import path\nfrom shop import views\nurlpatterns = [path("wipe/", views.wipe)]\n'
VIEWS = """\
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt


{decorator}def wipe(request):
    return HttpResponse("{says}")
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "@csrf_exempt\n", ["csrf-off"]),
        ("@csrf_exempt\n", "@csrf_exempt\n", []),
        ("@csrf_exempt\n", "", []),
    ],
)
def test_the_check_is_there_unless_it_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str, expected: list[str]
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    base = {"shop/urls.py": URLS, "shop/views.py": VIEWS.format(decorator=before, says="no")}
    head = {"shop/views.py": VIEWS.format(decorator=after, says="yes")}
    assert [one.rule for one in introduced(tmp_path, base, head)] == expected
