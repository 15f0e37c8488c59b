from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from answering import Answer, Request, Server

from tidegate.cache import Cache
from tidegate.dependencies.online.deps_dev import DepsDev, Package
from tidegate.dependencies.online.web import Web, WebError
from tidegate.model.registry import Facts

PACKAGE = {
    "packageKey": {"system": "NPM", "name": "@acme/lib"},
    "versions": [
        {"versionKey": {"version": "1.1.0"}, "publishedAt": "2026-11-02T03:04:05Z", "isDefault": True},
        {
            "versionKey": {"version": "1.0.0"},
            "publishedAt": "2025-01-02T23:59:59Z",
            "isDeprecated": True,
            "deprecatedReason": "use other-lib",
        },
        {"versionKey": {"version": "0.9.0"}},
    ],
}
VERSION = {"licenses": ["MIT", "non-standard"], "advisoryKeys": [{"id": "GHSA-1"}]}
ANSWERS = {
    "/systems/NPM/packages/%40acme%2Flib": PACKAGE,
    "/systems/NPM/packages/%40acme%2Flib/versions/1.0.0": VERSION,
    "/systems/GO/packages/x.example%2Fm": {},
    "/systems/GO/packages/x.example%2Fm/versions/v1.2.0": {"publishedAt": "2026-01-01T00:00:00Z"},
}


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def service() -> Server:
    def answer(request: Request) -> Answer:
        if request.path not in ANSWERS:
            return Answer(status=404)
        return Answer(json.dumps(ANSWERS[request.path]).encode())

    return Server(answer)


def asked(folder: Path, server: Server, *packages: Package) -> dict[Package, Facts]:
    with Cache.open(folder) as cache:
        return DepsDev(Web(10), cache, server.url).facts(packages)


LIB = Package("npm", "@acme/lib", "1.0.0")


def test_what_is_told(tmp_path: Path) -> None:
    with service().running() as server:
        found = asked(
            tmp_path,
            server,
            LIB,
            Package("Go", "x.example/m", "1.2.0"),
            Package("npm", "unknown", "1.0.0"),
            Package("Docker", "image", "1"),
        )
    assert found == {
        LIB: Facts(
            first_release=date(2025, 1, 2),
            published=date(2025, 1, 2),
            deprecated="use other-lib",
            licences=("MIT", "non-standard"),
            advisories=("GHSA-1",),
        ),
        Package("Go", "x.example/m", "1.2.0"): Facts(published=date(2026, 1, 1)),
    }


def test_what_nobody_says_is_unknown(tmp_path: Path) -> None:
    with service().running() as server:
        (facts,) = asked(tmp_path, server, Package("npm", "@acme/lib", None)).values()
    assert (facts.first_release, facts.published, facts.deprecated, facts.licences) == (
        date(2025, 1, 2),
        None,
        None,
        (),
    )


def test_names_are_those_of_their_ecosystem(tmp_path: Path) -> None:
    with service().running() as server:
        asked(tmp_path, server, Package("PyPI", "My.Lib_x", None), Package("NuGet", "My.Lib", None))
        assert sorted(one.path for one in server.requests) == [
            "/systems/NUGET/packages/My.Lib",
            "/systems/PYPI/packages/my-lib-x",
        ]


def test_answers_are_kept(tmp_path: Path) -> None:
    unknown = Package("npm", "unknown", None)
    with service().running() as server:
        first = asked(tmp_path, server, LIB, unknown)
        count = len(server.requests)
        assert asked(tmp_path, server, LIB, unknown) == first
        assert len(server.requests) == count == 3


@pytest.mark.parametrize(
    "body", [b"5", b'{"versions": 5}', b'{"versions": [5]}', b'{"versions": [{"versionKey": 1}]}']
)
def test_what_cannot_be_understood_is_no_answer(tmp_path: Path, body: bytes) -> None:
    with Server(lambda _: Answer(body)).running() as server, pytest.raises(WebError, match="understood"):
        asked(tmp_path, server, LIB)


def test_too_many_are_not_asked(tmp_path: Path) -> None:
    with service().running() as server, pytest.raises(WebError, match=r"more than deps\.dev is asked"):
        asked(tmp_path, server, *(Package("npm", f"p{n}", None) for n in range(600)))
