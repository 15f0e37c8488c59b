"""Dev containers (``devcontainer.json``): the image, the features put into it, and the Dockerfile it is of.

Source: the Development Containers specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tidegate.dependencies.images import image
from tidegate.dependencies.keys import numbered
from tidegate.dependencies.shapes import mapping
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

ECOSYSTEM = "devcontainer"
_OWN = ("./", "../", "/")


class _Read(msgspec.Struct):
    found: list[Dependency]
    gaps: list[str]
    untold: list[str]


def read(source: Source) -> Listing:
    """Raise Unreadable where it is no object."""
    document = mapping(source.json_with_comments(), "the file")
    state = _Read([], [], list(_composed(document.get("dockerComposeFile"))))
    _image(document.get("image"), state)
    _features(document.get("features"), state)
    return Listing(
        dependencies=tuple(numbered(state.found)),
        includes=tuple(_dockerfile(document, state)),
        gaps=tuple(state.gaps),
        untold=tuple(state.untold),
    )


def _composed(named: Any) -> Iterator[str]:
    for one in named if isinstance(named, list) else [named]:
        if one is not None:
            yield f"the images of {str(one)[:200]}, which this version does not read"


def _image(name: Any, state: _Read) -> None:
    if isinstance(name, str) and "${" in name:
        state.untold.append(f"the image {name[:200]}: the file does not say what is put in there")
    elif name is not None:
        _take(name, state, features=False)


def _features(features: Any, state: _Read) -> None:
    if features is None:
        return
    if not isinstance(features, dict):
        state.gaps.append("features is no object")
        return
    for name in features:
        if not name.startswith(_OWN):
            _take(name, state, features=True)


def _take(written: Any, state: _Read, *, features: bool) -> None:
    try:
        if not isinstance(written, str):
            raise Unreadable("its image is no text")
        state.found.append(_feature(written) if features else image(written, scope=Scope.DEV))
    except Unreadable as error:
        state.gaps.append(str(error))


def _feature(written: str) -> Dependency:
    """In a registry of images, or an archive at an address."""
    if "://" in written:
        location = name = without_credentials(written)
        return Dependency(
            ecosystem=ECOSYSTEM,
            name=name,
            direct=True,
            scope=Scope.DEV,
            origin=Origin.URL,
            location=location,
            key=name,
        )
    return msgspec.structs.replace(image(written, scope=Scope.DEV), ecosystem=ECOSYSTEM)


def _dockerfile(document: dict[str, Any], state: _Read) -> Iterator[str]:
    build = document.get("build")
    named = document.get("dockerFile")
    if isinstance(build, dict):
        named = build.get("dockerfile", named)
    if isinstance(named, str):
        yield named
    elif named is not None:
        state.gaps.append("its dockerfile is no text")
