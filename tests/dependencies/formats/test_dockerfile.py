from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import dockerfile, format_of
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

SAMPLES = Path(__file__).with_name("samples") / "dockerfile"
DIGEST = "sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1"


def read(text: str) -> Listing:
    return dockerfile.read(Source("Dockerfile", text.encode()))


def images(listing: Listing) -> list[str]:
    return [
        f"{one.name}:{one.requirement}@{one.revision}" if one.revision else f"{one.name}:{one.requirement}"
        for one in listing.dependencies
    ]


def sample(path: str) -> Listing:
    return dockerfile.read(Source(path, (SAMPLES / path).read_bytes()))


def test_an_image_by_its_digest() -> None:
    assert sample("digest/app.Dockerfile").dependencies[0] == Dependency(
        ecosystem="Docker",
        name="registry.example:5000/acme/base",
        requirement="2.4",
        revision=DIGEST,
        direct=True,
        scope=Scope.BUILD,
        location="registry.example:5000",
        key="registry.example:5000/acme/base",
        line=1,
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("plain/Dockerfile", ["python:3.12-slim"]),
        ("digest/app.Dockerfile", [f"registry.example:5000/acme/base:2.4@{DIGEST}", "nginx:latest"]),
        (
            "stages/Dockerfile",
            [
                "docker/dockerfile:1.7",
                "node:20.11-alpine",
                "python:3.12-slim-bookworm",
                "registry.example/astral-sh/uv:0.5.4",
                "registry.example/tools/wheels:None",
            ],
        ),
        ("heredocs/Containerfile", ["debian:12-slim", "debian:12", "busybox:1.36"]),
        (
            "windows/Dockerfile.windows",
            ["mirror.example/windows/servercore:ltsc2022", "mirror.example/windows/nanoserver:ltsc2022"],
        ),
        (
            "platforms/docker/Dockerfile",
            ["registry.example/acme/base:1.0", "registry.example/acme/base:1.0-arm"],
        ),
    ],
)
def test_the_samples(path: str, expected: list[str]) -> None:
    assert images(sample(path)) == expected


def test_lines_and_keys() -> None:
    found = sample("heredocs/Containerfile").dependencies
    assert [(one.key, one.line) for one in found] == [("debian", 1), ("debian #2", 16), ("busybox", 20)]


@pytest.mark.parametrize(
    ("text", "expected", "untold"),
    [
        ("ARG TAG=1\nFROM a:${TAG}\n", ["a:1"], []),
        ("ARG TAG='1 2'\nARG TAG=3\nFROM a:$TAG\n", ["a:3"], []),
        ("FROM a:${TAG:-7}\n", ["a:7"], []),
        ("ARG TAG=\nFROM a:${TAG:-7}\n", ["a:7"], []),
        ("ARG TAG=\nFROM a${TAG-:7}\n", ["a:None"], []),
        ("ARG TAG\nFROM a:1${TAG:+-slim}\n", ["a:1"], []),
        ("ARG TAG=2\nFROM a:1${TAG:+-slim}\n", ["a:1-slim"], []),
        ("ARG BASE\nFROM ${BASE}\n", [], ["FROM ${BASE}: the file does not say BASE"]),
        ("FROM a\nARG BASE=b\nFROM $BASE\n", ["a:None"], ["FROM $BASE: the file does not say BASE"]),
        ("ARG A=1.2\nFROM a:${A%.*}\n", [], ["FROM a:${A%.*}: the file does not say what that is"]),
        ("FROM a:$TARGETARCH\n", [], ["FROM a:$TARGETARCH: the file does not say TARGETARCH"]),
        ("FROM a AS x-arm\nFROM x-$TARGETARCH\n", ["a:None"], []),
        ("FROM a\nCOPY --from=$B x y\n", ["a:None"], ["COPY from $B: the file does not say what that is"]),
        ("FROM a AS one\nFROM ONE\nCOPY --from=One x y\nCOPY --from=1 x y\n", ["a:None"], []),
        ("FROM b AS later\n# FROM c\n  # FROM d\nfrom a\n", ["b:None", "a:None"], []),
        ("FROM a\nRUN true \\\n\n# FROM b\n  FROM c\nFROM d\n", ["a:None", "d:None"], []),
        ("FROM a\nRUN true \\\\\nFROM b\n", ["a:None", "b:None"], []),
        ('FROM a\nRUN cat "<<EOF"\nFROM b\nRUN x \\\nEOF\n', ["a:None", "b:None"], []),
        ("FROM a\nRUN x <<A y <<'B'\nFROM b\nA\nFROM c\nB\nFROM d\n", ["a:None", "d:None"], []),
        ("FROM a\nRUN echo \x0cEOF\x0cFROM b\n", ["a:None"], []),
        ("FROM scratch\nCOPY --from=scratch a b\n", [], []),
    ],
)
def test_what_a_file_says(text: str, expected: list[str], untold: list[str]) -> None:
    found = read(text)
    assert (images(found), list(found.untold), found.gaps) == (expected, untold, ())


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("FROM\nFROM a\n", "line 1: FROM '' is no image"),
        ("FROM a AS\n", "line 1: FROM 'a AS' is no image"),
        ("FROM a b c d\n", "line 1: FROM 'a b c d' is no image"),
        ("FROM {{ image }}:1\n", "line 1: FROM '{{ image }}:1' is no image"),
        ("FROM a:b:c\n", "line 1: 'a:b:c' is no image"),
        ("FROM a@sha256:12\n", "line 1: 'a@sha256:12' is no image"),
        ("FROM a\nINSTALL b\n", "line 2 is no instruction"),
        ("FROM a\nRUN <<EOF\nFROM b\n", "line 4 is where 'EOF' is missing, which ends a text"),
    ],
)
def test_gaps(text: str, gap: str) -> None:
    assert gap in read(text).gaps


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "RUN true\n", "ARG A=1\n"])
def test_nothing_is_built(text: str) -> None:
    with pytest.raises(Unreadable, match="FROM"):
        read(text)


def test_a_long_file() -> None:
    stages = "".join(f"FROM i{n}:1 AS s{n}\nRUN --mount=x y <<E\n$\nE\n" for n in range(999))
    text = "FROM a AS s\n" + stages + "COPY --from=s5 a b\n" * 20_000 + "COPY --from=x:1 a b\n" * 20_000
    assert len(read(text).dependencies) == 21_000
    assert read("FROM a\n" + "RUN " + "'" * 200_001 + '"<<' * 50_000 + "\n").dependencies
    with pytest.raises(Unreadable, match="1000 stages"):
        read("FROM a\n" * 1001)


@pytest.mark.parametrize("name", ["Dockerfile.dockerignore", "docs/Dockerfile.md", "dockerfiles/readme.txt"])
def test_names_of_other_things(name: str) -> None:
    assert format_of(name) is None
