"""Facts kept between runs, in the cache."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from tidegate.cache import Cache
from tidegate.languages import registry


class CachedFacts:
    """Encoded facts by blob and language; the extractor's version is part of where they are kept."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._namespaces = {
            language.NAME: f"facts/{language.NAME}/{language.VERSION}" for language in registry.LANGUAGES
        }

    def load(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
        by_language: dict[str, list[str]] = defaultdict(list)
        for blob, language in keys:
            by_language[language].append(blob)
        return {
            (blob, language): data
            for language, blobs in by_language.items()
            for blob, data in self._cache.get_many(self._namespaces[language], blobs).items()
        }

    def save(self, items: Mapping[tuple[str, str], bytes]) -> None:
        by_language: dict[str, dict[str, bytes]] = defaultdict(dict)
        for (blob, language), data in items.items():
            by_language[language][blob] = data
        for language, found in by_language.items():
            self._cache.put_many(self._namespaces[language], found)
