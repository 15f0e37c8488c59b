"""Facts kept between runs, in the cache."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from tidegate.cache import Cache
from tidegate.languages import registry


class CachedFacts:
    """Encoded facts by blob and language; the extractor's version is part of where they are kept."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._namespaces = {
            language.NAME: f"facts/{language.NAME}/{language.VERSION}" for language in registry.LANGUAGES
        }

    def load(self, blob: str, language: str) -> bytes | None:
        return self._cache.get_many(self._namespaces[language], [blob]).get(blob)

    def save(self, items: Mapping[tuple[str, str], bytes]) -> None:
        by_language: dict[str, dict[str, bytes]] = defaultdict(dict)
        for (blob, language), data in items.items():
            by_language[language][blob] = data
        for language, found in by_language.items():
            self._cache.put_many(self._namespaces[language], found)
