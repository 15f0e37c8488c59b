from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from answering import Answer, Request, Server
from records import Record, many, record, until

from tidegate.cache import Cache
from tidegate.dependencies.online.osv_api import OsvApi
from tidegate.dependencies.online.web import Web, WebError


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def service(records: list[Record], at_once: int = 1) -> Server:
    """Plays the service: ``at_once`` ids in an answer, the others on further pages."""

    def listed(query: Any) -> dict[str, Any]:
        names = [one for one in records if one["affected"][0]["package"]["name"] == query["package"]["name"]]
        start = int(query.get("page_token", "0"))
        answer: dict[str, Any] = {}
        if part := names[start : start + at_once]:
            answer["vulns"] = [{"id": one["id"], "modified": one["modified"]} for one in part]
        if start + at_once < len(names):
            answer["next_page_token"] = str(start + at_once)
        return answer

    def answer(request: Request) -> Answer:
        if request.path == "/querybatch":
            queries = json.loads(request.body)["queries"]
            return Answer(json.dumps({"results": [listed(one) for one in queries]}).encode())
        found = [one for one in records if request.path == f"/vulns/{one['id']}"]
        return Answer(json.dumps(found[0]).encode()) if found else Answer(status=404)

    return Server(answer)


def asked(folder: Path, server: Server, *names: str) -> dict[str, list[str]]:
    with Cache.open(folder) as cache:
        found = OsvApi(Web(10), cache, server.url).known("PyPI", names)
    return {name: sorted(one.advisory.id for one in known) for name, known in found.items()}


RECORDS = [
    record("GHSA-1", "my-lib", *until("2"), aliases=["CVE-1"]),
    record("PYSEC-1", "my-lib", *until("2"), aliases=["CVE-1"]),
    record("PYSEC-2", "my-lib", *until("3")),
    record("PYSEC-3", "my-lib", *until("3"), withdrawn="2026-01-01T00:00:00Z"),
    record("PYSEC-4", "other", *until("3")),
]


def test_pages_names_and_what_is_withdrawn(tmp_path: Path) -> None:
    with service(RECORDS).running() as server:
        assert asked(tmp_path, server, "My_Lib", "nothing") == {"my-lib": ["GHSA-1", "PYSEC-1", "PYSEC-2"]}
        first = json.loads(server.requests[0].body)["queries"]
        assert [one["package"]["name"] for one in first] == ["my-lib", "nothing"]


def test_aliases_are_one_bug(tmp_path: Path) -> None:
    with service(RECORDS, 10).running() as server, Cache.open(tmp_path) as cache:
        api = OsvApi(Web(10), cache, server.url)
        numbers = {one.advisory.id: one.bug for one in api.known("PyPI", ["my-lib"])["my-lib"]}
        assert numbers["GHSA-1"] == numbers["PYSEC-1"] != numbers["PYSEC-2"]
        assert api.day is not None


def test_what_did_not_change_is_not_fetched_again(tmp_path: Path) -> None:
    with service(RECORDS, 10).running() as server:
        asked(tmp_path, server, "my-lib")
        before = len(server.requests)
        asked(tmp_path, server, "my-lib")
        assert [one.path for one in server.requests[before:]] == ["/querybatch"]


def test_more_packages_than_one_question_takes(tmp_path: Path) -> None:
    with service(many(3), 10).running() as server:
        names = [f"package-{n}" for n in range(1500)]
        assert sorted(asked(tmp_path, server, *names)) == ["package-0", "package-1", "package-2"]
        assert [len(json.loads(one.body)["queries"]) for one in server.requests[:2]] == [1000, 500]


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"results": []}',
        b'{"results": [5]}',
        b'{"results": [{"vulns": [{}]}]}',
        b'{"results": [{"vulns": [{"id": "A"}]}]}',
        b'{"results": [{"next_page_token": "again"}]}',
    ],
)
def test_what_cannot_be_understood_is_no_answer(tmp_path: Path, body: bytes) -> None:
    with Server(lambda _: Answer(body)).running() as server, pytest.raises(WebError):
        asked(tmp_path, server, "lib")


def test_a_record_that_is_gone_is_no_answer(tmp_path: Path) -> None:
    body = b'{"results": [{"vulns": [{"id": "A"}]}]}'
    with (
        Server(lambda one: Answer(body) if one.method == "POST" else Answer(status=404)).running() as server,
        pytest.raises(WebError, match="an answer is no object"),
    ):
        asked(tmp_path, server, "lib")
