"""OSV's own service: what it knows of packages today. Source: https://google.github.io/osv.dev/api/.

A batch of packages is answered with ids and the times of their last change; a record that did not change is
taken from the cache.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec

from tidegate.cache import Cache
from tidegate.dependencies.advisories.bugs import Bugs
from tidegate.dependencies.advisories.osv import Record, record
from tidegate.dependencies.advisories.store import Known
from tidegate.dependencies.names import normal
from tidegate.dependencies.online.web import Web, WebError
from tidegate.dependencies.shapes import items, mapping, text
from tidegate.documents.errors import Unreadable

ADDRESS = "https://api.osv.dev/v1"
NAMESPACE = "osv records"
_AT_ONCE = 1000  # packages in one question: what the service allows
_PAGES = 50  # of answers to one batch
_MOST_RECORDS = 5000
_SIDE_BY_SIDE = 8  # requests

Id = tuple[str, str]  # of a record, and when it was changed


class OsvApi:
    """``day`` is that of the answers (ISO), ``None`` before the first."""

    def __init__(self, web: Web, cache: Cache, address: str | None = None) -> None:
        self.day: str | None = None
        self._web = web
        self._cache = cache
        self._address = address or ADDRESS

    def known(self, ecosystem: str, names: Collection[str]) -> dict[str, list[Known]]:
        """What is known of packages, by their normal names. Raise WebError."""
        wanted = {normal(ecosystem, name): name for name in names}
        try:
            ids = self._ids(ecosystem, wanted)
            records = self._records(sorted({one for found in ids.values() for one in found}))
        except Unreadable as error:
            raise WebError(f"{self._address} answers what cannot be understood: {error}") from error
        self.day = datetime.now(UTC).date().isoformat()
        bugs = Bugs((one.advisory.id, *one.advisory.aliases) for one in records.values())
        return {
            name: known
            for name, found in ids.items()
            if (known := list(_about(ecosystem, name, (records[one] for one in found), bugs)))
        }

    def _ids(self, ecosystem: str, wanted: dict[str, str]) -> dict[str, list[Id]]:
        """By normal name: the records that there are. Names are sent as written, PyPI's as it writes them."""
        found: dict[str, list[Id]] = {}
        waiting = [(name, sent if ecosystem != "PyPI" else name, "") for name, sent in sorted(wanted.items())]
        for _ in range(_PAGES + len(waiting) // _AT_ONCE):
            batch, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            if not batch:
                return found
            queries = [_query(ecosystem, sent, page) for _, sent, page in batch]
            answers = self._asked(f"{self._address}/querybatch", {"queries": queries}).get("results")
            if not isinstance(answers, list) or len(answers) != len(batch):
                raise Unreadable("there are not as many answers as questions")
            for (name, sent, _), one in zip(batch, answers, strict=True):
                answer = mapping(one, "an answer")
                found.setdefault(name, []).extend(_listed(answer))
                if page := text(answer.get("next_page_token")):
                    waiting.append((name, sent, page))
        raise Unreadable(f"there are more than {_PAGES} pages")

    def _records(self, ids: list[Id]) -> dict[Id, Record]:
        if len(ids) > _MOST_RECORDS:
            raise Unreadable(f"there are more than {_MOST_RECORDS:,} records")
        keys = {f"{self._address} {name} {modified}": (name, modified) for name, modified in ids}
        kept = self._cache.get_many(NAMESPACE, keys)
        missing = [key for key in keys if key not in kept]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            fetched = dict(
                zip(missing, pool.map(lambda key: self._content(keys[key][0]), missing), strict=True)
            )
        self._cache.put_many(NAMESPACE, fetched)
        return {keys[key]: record(msgspec.json.decode(content)) for key, content in (kept | fetched).items()}

    def _content(self, name: str) -> bytes:
        return msgspec.json.encode(self._asked(f"{self._address}/vulns/{quote(name, safe='')}"))

    def _asked(self, url: str, body: object = None) -> dict[str, Any]:
        return mapping(self._web.json(url, body), "an answer")


def _query(ecosystem: str, name: str, page: str) -> dict[str, Any]:
    query: dict[str, Any] = {"package": {"ecosystem": ecosystem, "name": name}}
    return query | {"page_token": page} if page else query


def _listed(answer: dict[str, Any]) -> Iterator[Id]:
    for one in items(answer.get("vulns"), "vulns"):
        found = mapping(one, "a record")
        name = text(found.get("id"))
        if name is None:
            raise Unreadable("a record has no id")
        yield name, text(found.get("modified")) or ""


def _about(ecosystem: str, name: str, records: Iterable[Record], bugs: Bugs) -> Iterator[Known]:
    for one in records:
        affected = one.affected.get((ecosystem, name))
        if affected is not None and not one.is_withdrawn:
            yield Known(one.advisory, affected, bugs.of(one.advisory.id))
