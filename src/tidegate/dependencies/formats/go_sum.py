"""Go's ``go.sum`` and ``go.work.sum``: hashes of what may be used, which is more than what is used."""

from __future__ import annotations

from tidegate.dependencies.go import ECOSYSTEM
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing

_MANIFEST = "/go.mod"  # after a version whose go.mod alone is hashed


def read(source: Source) -> Listing:
    lines = ((number, line.split()) for number, line in enumerate(source.lines, 1))
    return Listing(dependencies=tuple(_hashed(number, words) for number, words in lines if words))


def _hashed(number: int, words: list[str]) -> Dependency:
    if len(words) != 3 or ":" not in words[2]:
        raise Unreadable(f"line {number} is no module, version and hash")
    path, version, digest = words
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=path,
        version=version.removesuffix(_MANIFEST),
        integrity=(digest,),
        key=f"{path} {version}",
        group=_MANIFEST.strip("/") if version.endswith(_MANIFEST) else None,
        line=number,
    )
