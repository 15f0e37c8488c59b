from __future__ import annotations

import pytest

from tidegate.dependencies.images import host, image
from tidegate.documents.errors import Unreadable

DIGEST = f"sha256:{'0f' * 32}"


@pytest.mark.parametrize(
    ("text", "name", "tag", "digest"),
    [
        ("python", "python", None, None),
        ("python:3.12-slim", "python", "3.12-slim", None),
        ("acme/app:latest", "acme/app", "latest", None),
        ("localhost:5000/app", "localhost:5000/app", None, None),
        ("mirror.example:5000/a/b_c/d:1.0", "mirror.example:5000/a/b_c/d", "1.0", None),
        (f"python@{DIGEST}", "python", None, DIGEST),
        (f"python:3@{DIGEST}", "python", "3", DIGEST),
    ],
)
def test_parts(text: str, name: str, tag: str | None, digest: str | None) -> None:
    found = image(text)
    assert (found.name, found.requirement, found.revision) == (name, tag, digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":1",
        "a:",
        "a b",
        "a@",
        "a@sha256:12",
        "a@b",
        "a//b",
        "/a",
        "a/",
        "a:b c",
        "{{ a }}",
        "$A",
        "-a",
        "a" * 2000,
    ],
)
def test_no_image(text: str) -> None:
    with pytest.raises(Unreadable, match="is no image"):
        image(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("python", None), ("acme/app", None), ("localhost/app", "localhost"), ("a.example/b", "a.example")],
)
def test_the_registry(name: str, expected: str | None) -> None:
    assert host(name) == expected
