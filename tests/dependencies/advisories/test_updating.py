from __future__ import annotations

from pathlib import Path

import pytest
from answering import Answer, Request, Server
from records import archive, many

from tidegate.dependencies.advisories.feeds import FeedError
from tidegate.dependencies.advisories.installing import present
from tidegate.dependencies.advisories.updating import update
from tidegate.dependencies.online.web import Web, WebError

DATE = {"Last-Modified": "Sat, 21 Nov 2026 23:30:00 GMT", "ETag": '"one"'}


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def bucket(folder: Path, count: int = 20) -> Server:
    content = archive(folder / "served.zip", many(count, "GitHub Actions")).read_bytes()

    def answer(request: Request) -> Answer:
        if request.path != "/osv/GitHub%20Actions/all.zip":
            return Answer(status=404)
        if request.headers.get("if-none-match") == DATE["ETag"]:
            return Answer(status=304)
        return Answer(content, headers=DATE)

    return Server(answer)


def test_what_has_not_changed_is_not_fetched(tmp_path: Path) -> None:
    path = tmp_path / "actions.sqlite"
    with bucket(tmp_path).running() as server:
        about, is_new = update(path, "GitHub Actions", f"{server.url}/osv/", Web(20))
        assert (about.records, about.as_of, is_new) == (20, "2026-11-21", True)
        assert about.source == f"{server.url}/osv/GitHub%20Actions/all.zip"
        again, is_new = update(path, "GitHub Actions", f"{server.url}/osv", Web(20))
        assert (again, is_new) == (about, False)
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        ".actions.sqlite.lock",
        "actions.sqlite",
        "served.zip",
    ]


def test_another_source_is_asked_for_all_of_it(tmp_path: Path) -> None:
    for _ in range(2):
        with bucket(tmp_path).running() as server:
            assert update(tmp_path / "a.sqlite", "GitHub Actions", f"{server.url}/osv", Web(20))[1]
            assert "if-none-match" not in server.requests[0].headers


def test_what_cannot_be_had_leaves_the_old_store(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with bucket(tmp_path).running() as server:
        about, _ = update(path, "GitHub Actions", f"{server.url}/osv", Web(20))
        with pytest.raises(WebError, match="answers 404"):
            update(path, "PyPI", f"{server.url}/osv", Web(20))
    with bucket(tmp_path, 3).running() as server, pytest.raises(FeedError, match="3 advisories"):
        update(path, "GitHub Actions", f"{server.url}/osv", Web(20))
    with (
        Server(lambda _: Answer(b"<html>")).running() as server,
        pytest.raises(FeedError, match="cannot be read"),
    ):
        update(path, "GitHub Actions", f"{server.url}/osv", Web(20))
    assert present(path) == about
    assert not list(tmp_path.glob(".*.new"))
