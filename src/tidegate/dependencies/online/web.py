"""Requests over HTTP: repeated where that may help, within a time limit, through the environment's proxy."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from tidegate import __version__
from tidegate.documents.addresses import host, without_credentials
from tidegate.model.errors import TidegateError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

ANSWER_LIMIT = 32 * 1024 * 1024  # bytes of one answer that is read whole
_CONNECT, _READ = 10.0, 30.0  # seconds to reach a server; between two pieces of an answer
_ATTEMPTS = 3  # after the first
_PAUSE = 0.5  # seconds before the second attempt; twice as many before each that follows
_LONGEST_PAUSE = 20  # seconds, whatever a server asks for
_PIECE = 256 * 1024
_PASSING = (408, 429, 500, 502, 503, 504)  # statuses that another attempt may not have
_AGENT = f"tidegate/{__version__}"


class WebError(TidegateError):
    """No answer could be had; the message says of whom and why."""


class Response:
    """One answer; ``headers`` by names in lower case."""

    def __init__(self, web: Web, url: str, response: BaseHTTPResponse) -> None:
        self.url = url
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self._web = web
        self._response = response

    def pieces(self, limit: int) -> Iterator[bytes]:
        """The content as it comes. Raise WebError beyond ``limit`` bytes, or where it ends too early."""
        size = 0
        with told(self.url):
            for piece in self._response.stream(_PIECE):
                size += len(piece)
                if size > limit:
                    raise WebError(f"{without_credentials(self.url)} answers more than {limit:,} bytes")
                self._web.remaining(self.url)
                yield piece


class Web:
    """Asks for at most ``seconds`` altogether."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._pools: dict[str | None, PoolManager] = {}

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Response]:
        """Raise WebError where there is no answer of 2xx or 304."""
        with self._ask("GET", url, None, headers or {}) as response:
            yield response

    def json(self, url: str, body: object = None) -> object:
        """What a service answers to a GET, or to a POST of ``body``; ``None`` for 404. Raise WebError."""
        content = None if body is None else msgspec.json.encode(body)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        with self._ask("POST" if content else "GET", url, content, headers, absent=404) as response:
            if response.status == 404:
                return None
            try:
                return msgspec.json.decode(b"".join(response.pieces(ANSWER_LIMIT)))
            except (msgspec.DecodeError, RecursionError) as error:
                raise WebError(f"{url} answers what is no JSON: {error}") from error

    def post(self, url: str, body: bytes, kind: str, limit: int) -> bytes:
        """What a service answers to ``body``, of a media type, in ``limit`` bytes at most. Raise WebError."""
        with self._ask("POST", url, body, {"Content-Type": kind}) as response:
            return b"".join(response.pieces(limit))

    def remaining(self, url: str) -> float:
        """Seconds that are left. Raise WebError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise WebError(
                f"{without_credentials(url)} did not answer within {self._seconds:g} seconds",
                "try again, or give it more with --timeout",
            )
        return left

    @contextmanager
    def _ask(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], absent: int = 304
    ) -> Iterator[Response]:
        from urllib3 import Retry, Timeout

        left = self.remaining(url)
        retries = Retry(
            total=_ATTEMPTS,
            redirect=5,
            allowed_methods=None,  # asking changes nothing, whatever the method
            status_forcelist=_PASSING,
            backoff_factor=_PAUSE,
            backoff_max=min(_LONGEST_PAUSE, left),
            retry_after_max=int(min(_LONGEST_PAUSE, left)),
        )
        with told(url):
            response = self._pool(url).request(
                method,
                url,
                body=body,
                headers={"User-Agent": _AGENT, **_authorization(url), **headers},
                timeout=Timeout(connect=min(_CONNECT, left), read=min(_READ, left)),
                retries=retries,
                preload_content=False,
            )
        try:
            if response.status not in (200, absent):
                raise WebError(
                    f"{without_credentials(url)} answers {response.status} {response.reason or ''}"
                )
            yield Response(self, url, response)
        finally:
            response.close()

    def _pool(self, url: str) -> PoolManager:
        """A pool of connections, through the proxy that the environment names for such an address."""
        from urllib3 import PoolManager, ProxyManager

        proxy = proxy_for(url)
        if proxy not in self._pools:
            self._pools[proxy] = ProxyManager(proxy) if proxy else PoolManager()
        return self._pools[proxy]


def proxy_for(url: str) -> str | None:
    """What ``https_proxy``, ``http_proxy``, ``all_proxy`` and ``no_proxy`` say, or the system's settings."""
    from urllib.request import getproxies, proxy_bypass

    name = host(url)
    if name is None or proxy_bypass(name):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.partition(":")[0].lower()) or proxies.get("all")
    return proxy if not proxy or "://" in proxy else f"http://{proxy}"


def _authorization(url: str) -> dict[str, str]:
    """Credentials that stand in an address are sent as a header."""
    from urllib3.util import make_headers, parse_url

    with told(url):
        auth = parse_url(url).auth
    return make_headers(basic_auth=auth) if auth else {}


@contextmanager
def told(url: str) -> Iterator[None]:
    """What goes wrong on the way, in words, without what an address may hold of secrets."""
    from urllib3.exceptions import HTTPError, MaxRetryError

    try:
        yield
    except (HTTPError, OSError) as error:
        reason = error.reason if isinstance(error, MaxRetryError) and error.reason else error
        words = str(reason).rpartition(": ")[2] if isinstance(reason, HTTPError) else str(reason)
        raise WebError(
            f"{without_credentials(url)} cannot be reached: {words or type(reason).__name__}",
            "look at the network and its proxy (https_proxy), or use a mirror",
        ) from error
