from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats import devcontainer
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "devcontainer"


def read(document: Any) -> Listing:
    return devcontainer.read(Source("devcontainer.json", json.dumps(document).encode()))


def sample(case: str) -> Listing:
    (path,) = (SAMPLES / case).rglob("*.json")
    return devcontainer.read(Source(path.name, path.read_bytes()))


def test_a_feature() -> None:
    assert sample("image").dependencies[1] == Dependency(
        ecosystem="devcontainer",
        name="registry.example/devcontainers/features/node",
        requirement="1",
        direct=True,
        scope=Scope.DEV,
        location="registry.example",
        key="registry.example/devcontainers/features/node",
    )


def test_the_image() -> None:
    found = sample("image").dependencies[0]
    assert (found.ecosystem, found.name, found.requirement, found.scope) == (
        "Docker",
        "mirror.example/devcontainers/python",
        "1-3.12-bullseye",
        Scope.DEV,
    )


def test_digests() -> None:
    assert all(one.revision and not one.requirement for one in sample("digests").dependencies)


@pytest.mark.parametrize(("case", "path"), [("build", "../../docker/Dockerfile"), ("own", "Dockerfile")])
def test_the_dockerfile_is_read_too(case: str, path: str) -> None:
    assert sample(case).includes == (path,)


def test_features_of_ones_own_and_archives() -> None:
    (found,) = sample("own").dependencies
    assert (found.origin, found.location) == (
        Origin.URL,
        "https://mirror.example/features/devcontainer-feature-go.tgz",
    )
    assert "token" not in found.key


def test_what_others_decide() -> None:
    found = read({"dockerComposeFile": ["a.yml", "b.yml"], "image": "a:${localEnv:TAG}"})
    assert len(found.untold) == 3
    assert "b.yml" in found.untold[1]


@pytest.mark.parametrize(
    ("document", "gap"),
    [
        ({"image": 1}, "its image is no text"),
        ({"image": "a b"}, "'a b' is no image"),
        ({"features": ["a"]}, "features is no object"),
        ({"features": {"a b": {}}}, "'a b' is no image"),
        ({"build": {"dockerfile": 1}}, "its dockerfile is no text"),
    ],
)
def test_gaps(document: Any, gap: str) -> None:
    assert read(document).gaps == (gap,)


@pytest.mark.parametrize("document", [[], 1, "text", None])
def test_unreadable(document: Any) -> None:
    with pytest.raises(Unreadable):
        read(document)
