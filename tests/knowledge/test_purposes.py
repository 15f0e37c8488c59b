"""What is said of packages: of ones that exist, each once, and of ones that are for something."""

from __future__ import annotations

from itertools import chain

import pytest

from tidegate.dependencies.names import normal
from tidegate.knowledge.popular import popular
from tidegate.knowledge.purposes import _packaged as packaged
from tidegate.knowledge.purposes import are_together, purpose_of, purposes

ECOSYSTEMS = ("PyPI", "npm")


def named(ecosystem: str) -> list[str]:
    return list(chain.from_iterable(one.packages[ecosystem] for one in purposes().values()))


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_every_package_is_one_that_people_use(ecosystem: str) -> None:
    known = popular(ecosystem)
    assert known is not None
    assert [name for name in named(ecosystem) if name not in known.ranks] == []


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_each_stands_once_and_as_names_are_compared(ecosystem: str) -> None:
    names = named(ecosystem)
    assert [name for name in names if names.count(name) > 1] == []
    assert [name for name in names if name != normal(ecosystem, name)] == []


def test_there_are_enough() -> None:
    for ecosystem in ECOSYSTEMS:
        assert sum(len(one.packages[ecosystem]) > 1 for one in purposes().values()) >= 60
    alone = (one for one in purposes().values() if all(len(names) < 2 for names in one.packages.values()))
    assert [one.id for one in alone] == []


def test_what_is_said_beside_is_said_of_them() -> None:
    _, read = packaged()
    for ecosystem, groups in read.together.items():
        assert [name for group in groups for name in group if name not in named(ecosystem)] == []
        assert [group for group in groups if len(group) < 2] == []


def test_a_purpose_is_found_by_its_package() -> None:
    pillow = purpose_of("PyPI", "pillow")
    assert pillow is not None
    assert (pillow.id, pillow.words) == ("image-processing", "image processing")
    assert "sharp" in pillow.packages["npm"]
    assert purpose_of("npm", "pillow") is None


def test_together() -> None:
    assert are_together("PyPI", "bcrypt", "passlib")
    assert not are_together("PyPI", "requests", "httpx")
    assert not are_together("npm", "bcrypt", "passlib")
