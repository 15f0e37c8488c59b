"""deps.dev: when a package and its version were published, their licences. Source: https://docs.deps.dev/api/v3/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from tidegate.cache import Cache, today
from tidegate.dependencies.names import normal
from tidegate.dependencies.online.web import Web, WebError
from tidegate.dependencies.shapes import items, mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.model.registry import Facts

ADDRESS = "https://api.deps.dev/v3"
NAMESPACE = "deps.dev"
_SYSTEMS = {
    "PyPI": "PYPI",
    "npm": "NPM",
    "Go": "GO",
    "crates.io": "CARGO",
    "Maven": "MAVEN",
    "NuGet": "NUGET",
    "RubyGems": "RUBYGEMS",
}
MOST_PACKAGES = 500
_SIDE_BY_SIDE = 8  # requests


class Package(NamedTuple):
    """``version`` is the one that comes in, where it is known."""

    ecosystem: str
    name: str
    version: str | None


class DepsDev:
    def __init__(self, web: Web, cache: Cache, address: str | None = None) -> None:
        self._web = web
        self._cache = cache
        self._address = address or ADDRESS

    def facts(self, packages: Iterable[Package]) -> dict[Package, Facts]:
        """By normal names; what the service does not know is left out. Raise WebError."""
        wanted = sorted({one for one in packages if one.ecosystem in _SYSTEMS}, key=str)
        if len(wanted) > MOST_PACKAGES:
            raise WebError(f"{len(wanted):,} packages are more than deps.dev is asked for at once")
        try:
            answers = self._answers([url for one in wanted for url in self._urls(one)])
            return {
                one._replace(name=normal(one.ecosystem, one.name)): facts
                for one in wanted
                if (facts := _facts(one, *(answers.get(url) for url in self._urls(one))))
            }
        except Unreadable as error:
            raise WebError(f"{self._address} answers what cannot be understood: {error}") from error

    def _urls(self, package: Package) -> list[str]:
        """Of the package, and of its version."""
        name = quote(normal("PyPI", package.name) if package.ecosystem == "PyPI" else package.name, safe="")
        url = f"{self._address}/systems/{_SYSTEMS[package.ecosystem]}/packages/{name}"
        if package.version is None:
            return [url]
        prefix = "v" if package.ecosystem == "Go" and not package.version.startswith("v") else ""
        return [url, f"{url}/versions/{quote(prefix + package.version, safe='')}"]

    def _answers(self, urls: list[str]) -> dict[str, Any]:
        """Answers are kept for a day, "not known" among them."""
        keys = {f"{today()} {url}": url for url in urls}
        kept = self._cache.get_many(NAMESPACE, keys)
        missing = [key for key in keys if key not in kept]
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            answers = pool.map(lambda key: self._web.json(keys[key]), missing)
            fetched = {key: msgspec.json.encode(one) for key, one in zip(missing, answers, strict=True)}
        self._cache.put_many(NAMESPACE, fetched)
        return {keys[key]: msgspec.json.decode(content) for key, content in (kept | fetched).items()}


def _facts(asked: Package, package: Any, version: Any = None) -> Facts | None:
    if package is None:
        return None
    of_version = mapping(version, "a version") if version is not None else {}
    releases = [
        mapping(one, "a version") for one in items(mapping(package, "a package").get("versions"), "versions")
    ]
    entry = next((one for one in releases if _name(one) == asked.version), {}) | of_version
    days = [day for one in releases if (day := _day(one)) is not None]
    licences = [text(one) for one in items(of_version.get("licenses"), "licenses")]
    return Facts(
        first_release=min(days, default=None),
        published=_day(entry),
        deprecated=_deprecated(entry),
        licences=tuple(one for one in licences if one),
        advisories=tuple(_advisories(of_version)),
    )


def _name(release: dict[str, Any]) -> str | None:
    return text(mapping(release.get("versionKey", {}), "a version's key").get("version"))


def _day(release: dict[str, Any]) -> date | None:
    """When it was published; ``None`` where nobody says."""
    try:
        return date.fromisoformat((text(release.get("publishedAt")) or "")[:10])
    except ValueError:
        return None


def _deprecated(release: dict[str, Any]) -> str | None:
    if not release.get("isDeprecated"):
        return None
    return text(release.get("deprecatedReason")) or "its authors give no reason"


def _advisories(version: dict[str, Any]) -> Iterator[str]:
    for one in items(version.get("advisoryKeys"), "advisoryKeys"):
        if name := text(mapping(one, "an advisory").get("id")):
            yield name
