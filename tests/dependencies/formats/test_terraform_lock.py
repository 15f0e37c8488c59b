from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import terraform_lock
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

SAMPLES = Path(__file__).with_name("samples") / "terraform_lock"


def read(text: str) -> Listing:
    return terraform_lock.read(Source(".terraform.lock.hcl", text.encode()))


def sample(case: str) -> Listing:
    (path,) = (one for one in (SAMPLES / case).rglob("*.hcl"))
    return terraform_lock.read(Source(path.name, path.read_bytes()))


def test_a_provider() -> None:
    assert sample("plain").dependencies[0] == Dependency(
        ecosystem="Terraform",
        name="registry.example/hashicorp/aws",
        version="5.76.0",
        requirement="~> 5.0",
        direct=True,
        scope=Scope.BUILD,
        location="registry.example",
        integrity=(
            "h1:Wq1GYGfSeyyNjsQXgDCsQWrb2UJlTwCYIyDZhFtRFw0=",
            "zh:05b2a0d25fd07c0ea7698abfa0bb5b1b9a0d0d6f6f6de4ea5f6a4b5fbd7c6a7d",
            "zh:1cb9d0ea4f0b8c1c5b1e6e6ac4d6e7a02a0c7f45d9a2b0b5d7c1a0c3e9b6d111",
        ),
        key="registry.example/hashicorp/aws",
        line=4,
    )


@pytest.mark.parametrize(
    ("case", "version", "hashes"),
    [("constraints", "6.12.0", 1), ("platforms", "1.4.0-beta2", 2), ("without-hashes", "0.3.1", 0)],
)
def test_versions_and_hashes(case: str, version: str, hashes: int) -> None:
    (found,) = sample(case).dependencies
    assert (found.version, len(found.integrity)) == (version, hashes)


def test_comments_say_nothing() -> None:
    (found,) = sample("comments").dependencies
    assert (found.name, found.line, len(found.integrity)) == ("registry.example/opentofu/null", 5, 2)
    assert sample("empty") == Listing()


def test_gaps() -> None:
    assert read('provider "a" {\n}\nmodule "b" {\n}\n').gaps == (
        "line 1: 'a' has no version",
        "line 3: a module is not known",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('provider "a" {\n  version = "1"\n', "line 3: the end"),
        ('provider "a" {\n  version = 1\n}\n', "line 2: '1'"),
        ('provider "a" {\n  version = "1"\n  version = "2"\n}\n', "line 3: 'version' stands twice"),
        (
            'provider "a" {\n  version = "1"\n}\nprovider "a" {\n  version = "1"\n}\n',
            "line 4: 'a' is locked twice",
        ),
        ('provider "a" {\n  hashes = ["x" "y"]\n}\n', "line 2: 'y'"),
        ('provider "a" {\n  inner {\n  }\n}\n', "line 2: '{'"),
        ("provider a {\n}\n", "line 1: 'a'"),
        ('{"provider": {}}', "line 1: '{'"),
    ],
)
def test_unreadable(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why.replace("{", r"\{")):
        read(text)


def test_a_long_file() -> None:
    block = 'provider "registry.example/a/p{}" {{\n  version = "1.0.0"\n  hashes = ["h1:a=", "zh:b"]\n}}\n'
    assert len(read("".join(block.format(n) for n in range(5000))).dependencies) == 5000
