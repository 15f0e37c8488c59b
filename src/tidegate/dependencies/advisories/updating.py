"""Fetches OSV's feed of an ecosystem, where it has changed, and makes the store from it."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.installing import install, present, unfinished, writing
from tidegate.dependencies.advisories.store import About
from tidegate.dependencies.online.web import Response, Web
from tidegate.documents.addresses import without_credentials

BUCKET = "https://storage.googleapis.com/osv-vulnerabilities"
SECONDS = 900.0  # for one ecosystem
SIZE_LIMIT = 4 * 1024 * 1024 * 1024  # bytes of one feed


def update(path: Path, ecosystem: str, bucket: str, web: Web, *, force: bool = False) -> tuple[About, bool]:
    """The store at ``path`` from ``<bucket>/<ecosystem>/all.zip``, and whether it is new.

    A feed that the server calls unchanged is not fetched. Raise WebError, FeedError, TidegateError.
    """
    url = f"{bucket.rstrip('/')}/{quote(ecosystem)}/all.zip"
    with writing(path):
        old = present(path)
        known = old.etag if old is not None and old.source == without_credentials(url) else None
        with unfinished(path) as file, web.get(url, {"If-None-Match": known} if known else {}) as answer:
            if answer.status == 304 and old is not None:
                return old, False
            with file.open("wb") as written:
                for piece in answer.pieces(SIZE_LIMIT):
                    written.write(piece)
            return install(path, ecosystem, _origin(url, answer), Feed(file), force=force), True


def _origin(url: str, answer: Response) -> Origin:
    return Origin(
        without_credentials(url), _day(answer.headers.get("last-modified")), answer.headers.get("etag")
    )


def _day(text: str | None) -> str | None:
    """The day of an HTTP date; ``None`` where it is none."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC).date().isoformat() if text else None
    except (ValueError, OverflowError):
        return None
