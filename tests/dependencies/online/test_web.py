from __future__ import annotations

import time

import pytest
from answering import Answer, Request, Server

from tidegate.dependencies.online import web as module
from tidegate.dependencies.online.web import Web, WebError, proxy_for


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(module, "_PAUSE", 0.01)


def test_what_fails_for_a_moment_is_asked_again() -> None:
    answers = iter(
        [Answer(status=503), Answer(status=429, headers={"Retry-After": "0"}), Answer(b'{"a": 1}')]
    )
    with Server(lambda _: next(answers)).running() as server:
        assert Web(10).json(server.url, {"question": 1}) == {"a": 1}
        assert [one.method for one in server.requests] == ["POST"] * 3
        assert server.requests[-1].body == b'{"question":1}'


def test_what_goes_on_failing_is_given_up() -> None:
    with Server(lambda _: Answer(status=500)).running() as server:
        with pytest.raises(WebError, match="cannot be reached: too many 500 error responses"):
            Web(10).json(server.url)
        assert len(server.requests) == 4


def test_absent_is_an_answer() -> None:
    with Server(lambda _: Answer(status=404)).running() as server:
        assert Web(10).json(server.url) is None


@pytest.mark.parametrize("status", [204, 400, 403, 404])
def test_other_statuses_are_none(status: int) -> None:
    with (
        Server(lambda _: Answer(status=status)).running() as server,
        pytest.raises(WebError, match=str(status)),
        Web(10).get(server.url),
    ):
        pass


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"a"', b"[" * 100_000])
def test_what_is_no_json(body: bytes) -> None:
    with Server(lambda _: Answer(body)).running() as server, pytest.raises(WebError, match="no JSON"):
        Web(10).json(server.url)


def test_an_answer_that_is_too_large() -> None:
    with (
        Server(lambda _: Answer(b"x" * 1000)).running() as server,
        Web(10).get(server.url) as answer,
        pytest.raises(WebError, match="more than 999 bytes"),
    ):
        list(answer.pieces(999))


def test_an_answer_that_ends_too_early() -> None:
    with (
        Server(lambda _: Answer(b"x" * 1000, length=2000)).running() as server,
        Web(10).get(server.url) as answer,
        pytest.raises(WebError),
    ):
        list(answer.pieces(10_000))


def test_the_time_ends() -> None:
    def slowly(_: Request) -> Answer:
        time.sleep(0.3)
        return Answer(b"{}")

    with Server(slowly).running() as server:
        web = Web(0.1)
        with pytest.raises(WebError):
            web.json(server.url)
        with pytest.raises(WebError, match=r"within 0.1 seconds"):
            web.json(server.url)


def test_nobody_listens() -> None:
    with Server(lambda _: Answer()).running() as server:
        url = server.url
    with pytest.raises(WebError, match="cannot be reached"):
        Web(10).json(url)


def test_credentials_are_sent_and_not_shown() -> None:
    with Server(lambda _: Answer(status=403)).running() as server:
        with pytest.raises(WebError) as error, Web(10).get(server.url.replace("//", "//me:secret@")):
            pass
        assert server.requests[0].headers["authorization"] == "Basic bWU6c2VjcmV0"
        assert "secret" not in str(error.value)


def test_a_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(lambda _: Answer(b"{}")).running() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert Web(10).json("http://advisories.example/x") == {}
        assert proxy.requests[0].path == "http://advisories.example/x"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "http://proxy.example:3128"),
        ("http://a.example/x", "http://other.example"),
        ("https://inside.example/x", None),
        ("nonsense", None),
    ],
)
def test_proxies_of_the_environment(url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "other.example")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert proxy_for(url) == expected
