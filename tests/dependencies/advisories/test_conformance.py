"""The examples that the OSV schema's documentation gives, and what it says of them.

Source: https://ossf.github.io/osv-schema/, "Evaluation" and "Examples" (schema 1.7).
"""

from __future__ import annotations

from typing import Any

import pytest

from tidegate.dependencies.advisories import osv
from tidegate.dependencies.advisories.asked import Asked
from tidegate.dependencies.advisories.store import Known

FIX = "3f38f73218e5e782fe411ccbb3b44a793c0b343a"
BUNDLER = (
    [f"1.14.{n}" for n in range(7)]
    + [f"1.15.0.pre.{n}" for n in range(1, 5)]
    + [f"1.15.{n}" for n in range(5)]
    + ["2.0.0.pre.1", "2.0.0", "2.0.1", "2.0.2", "2.1.0.pre.3"]
)


def ranges(ecosystem: str, kind: str, *events: dict[str, str]) -> tuple[str, dict[str, Any]]:
    return ecosystem, {"ranges": [{"type": kind, "events": list(events)}]}


UNFIXED = ranges("npm", "SEMVER", {"introduced": "0"})
FIXED = ranges("npm", "SEMVER", {"introduced": "0"}, {"fixed": "1.0.2"})
SEVERAL = ranges(
    "npm", "SEMVER", {"introduced": "1.0.0"}, {"fixed": "1.0.2"}, {"introduced": "3.0.0"}, {"fixed": "3.2.5"}
)
LAST = ranges("PyPI", "ECOSYSTEM", {"introduced": "0"}, {"last_affected": "2.1.214"})
UNTIL = ranges("npm", "SEMVER", {"introduced": "0"}, {"fixed": "2.1.214"})
LIMIT = ranges("PyPI", "GIT", {"introduced": "a" * 40}, {"limit": "b" * 40})
ELLIPTIC = ranges("npm", "ECOSYSTEM", {"introduced": "0"}, {"fixed": "6.5.4"})
HTTP = ranges("crates.io", "SEMVER", {"introduced": "0"}, {"fixed": "0.1.20"})
PIKEPDF = (
    "PyPI",
    {
        "ranges": [
            {
                "type": "GIT",
                "repo": "https://github.com/pikepdf/pikepdf",
                "events": [{"introduced": "0"}, {"fixed": FIX}],
            },
            {"type": "ECOSYSTEM", "events": [{"introduced": "2.8.0"}, {"fixed": "2.10.0"}]},
        ],
        "versions": ["2.8.0", "2.8.0.post1", "2.8.0.post2", "2.9.0", "2.9.1", "2.9.2"],
    },
)
RUBY = (
    "RubyGems",
    {
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.14.0"}, {"fixed": "2.1.0"}]}],
        "versions": BUNDLER,
    },
)


@pytest.mark.parametrize(
    ("example", "version", "expected"),
    [
        (UNFIXED, "0.0.1", True),
        (UNFIXED, "99.0.0", True),
        (FIXED, "0.0.0-0", True),
        (FIXED, "1.0.1", True),
        (FIXED, "1.0.2", False),
        (SEVERAL, "0.9.9", False),
        (SEVERAL, "1.0.0", True),
        (SEVERAL, "1.0.2", False),
        (SEVERAL, "2.0.0", False),
        (SEVERAL, "3.0.0", True),
        (SEVERAL, "3.2.4", True),
        (SEVERAL, "3.2.5", False),
        (LAST, "2.1.214", True),
        (LAST, "2.1.215", False),
        (UNTIL, "2.1.213", True),
        (UNTIL, "2.1.214", False),
        (ELLIPTIC, "6.5.3", True),
        (ELLIPTIC, "6.5.4", False),
        (HTTP, "0.1.19", True),
        (HTTP, "0.1.20", False),
        (PIKEPDF, "2.8.0.post1", True),
        (PIKEPDF, "2.9.2", True),
        (PIKEPDF, "2.7.9", False),
        (PIKEPDF, "2.10.0", False),
        *[(RUBY, version, True) for version in BUNDLER],
    ],
)
def test_versions(example: tuple[str, dict[str, Any]], version: str, expected: bool) -> None:
    assert answer(example, Asked(example[0], version)) is expected


@pytest.mark.parametrize(
    ("example", "commit", "expected"),
    [
        (PIKEPDF, FIX, False),
        (PIKEPDF, "0" * 40, None),
        (LIMIT, "a" * 40, True),
        (LIMIT, "b" * 40, False),
        (LIMIT, "c" * 40, None),
    ],
)
def test_commits(example: tuple[str, dict[str, Any]], commit: str, expected: bool | None) -> None:
    assert answer(example, Asked(example[0], revision=commit)) is expected


def answer(example: tuple[str, dict[str, Any]], asked: Asked) -> bool | None:
    ecosystem, affected = example
    made = osv.record(
        {"id": "A", "affected": [{"package": {"ecosystem": ecosystem, "name": "lib"}, **affected}]}
    )
    found = asked.bugs([Known(made.advisory, made.affected[ecosystem, "lib"], 0)])
    return (True if found[0].is_sure else None) if found else False


def test_other_registries_and_releases_are_of_their_ecosystem() -> None:
    """ "Maven:https://…" names a registry, "Debian:7" a release."""
    package = {"ecosystem": "Debian:7", "name": "nginx"}
    document = {"id": "DSA-3029-1", "affected": [{"package": package, "versions": ["1"]}]}
    assert list(osv.record(document).affected) == [("Debian", "nginx")]


def test_a_severity_may_stand_at_the_package() -> None:
    vector = "CVSS:3.1/AV:N/AC:H/PR:H/UI:R/S:U/C:H/I:H/A:N"
    package = {"ecosystem": "Hackage", "name": "x509-validation"}
    severity = [{"type": "CVSS_V3", "score": vector}]
    found = osv.record({"id": "HSEC-2023-0006", "affected": [{"package": package, "severity": severity}]})
    assert (found.advisory.vector, found.advisory.score) == (vector, 5.7)
