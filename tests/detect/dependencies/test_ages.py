from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask, package_lock
from detect.dependencies.registry import ask_knowing

LOCK = "package-lock.json"
WEEK = "dependencies:\n  minimum_age: 7\n"
RULE = "dependency-too-young"


def ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


APP = """
[[package]]
name = "shop"
version = "1.0"
source = { virtual = "." }
dependencies = [{ name = "click" }]
"""


def uv_lock(*times: str, version: str = "8.1.7") -> str:
    """A lock file with one package, its files uploaded then."""
    files = "\n".join(
        f'    {{ url = "https://mirror.example/click.whl", hash = "sha256:{n}a", upload-time = "{time}" }},'
        for n, time in enumerate(times)
    )
    head = 'version = 1\nrevision = 3\n\n[[package]]\nname = "click"\n'
    return (
        f'{head}version = "{version}"\nsource = {{ registry = "https://mirror.example/simple" }}\n'
        f"wheels = [\n{files}\n]\n\n{APP}"
    )


def locked(folder: Path, *times: str, config: str = WEEK) -> Answer:
    base = uv_lock(ago(500), version="8.1.6")
    return ask(folder, {"uv.lock": base}, {"uv.lock": uv_lock(*times)}, config)


def test_a_version_of_this_week(tmp_path: Path) -> None:
    answer = locked(tmp_path, ago(2))
    assert (answer.decision, answer.rules()) == ("review", [RULE])
    assert answer.message(RULE) == (
        f"click 8.1.7 came out on {ago(2)[:10]}; the team asks for 7 days, in which a version that was "
        "tampered with is usually found."
    )


@pytest.mark.parametrize("times", [(7,), (400, 1)], ids=["long enough", "a file that came later"])
def test_a_version_that_has_been_out(tmp_path: Path, times: tuple[int, ...]) -> None:
    assert locked(tmp_path, *(ago(days) for days in times)).rules() == []


def test_the_team_did_not_ask(tmp_path: Path) -> None:
    answer = locked(tmp_path, ago(0), config="")
    assert (answer.rules(), answer.gaps) == ([], [])


def test_no_day_is_no_age(tmp_path: Path) -> None:
    answer = ask(tmp_path, {LOCK: package_lock()}, {LOCK: package_lock(("ms", "2.1.3"), asked=["ms"])}, WEEK)
    assert answer.gaps == ["how long versions have been out: the team asks for 7 days"]
    assert answer.decision == "review"


@pytest.mark.parametrize(
    ("days", "config", "rules", "gaps"),
    [
        (2, WEEK, [RULE], 0),
        (30, WEEK, [], 0),
        (2, "", [], 0),
        (2, "dependencies:\n  minimum_age: 7\n  own: ['npm:ms']\n", [], 0),
        (None, WEEK, [], 1),
        (None, "", [], 0),
    ],
)
def test_the_registry_tells(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    days: int | None,
    config: str,
    rules: list[str],
    gaps: int,
) -> None:
    known = {"ms": {"2.1.3": {"publishedAt": ago(days)}}} if days is not None else {}
    head = {LOCK: package_lock(("ms", "2.1.3"), asked=["ms"])}
    answer = ask_knowing(known, monkeypatch, tmp_path, {LOCK: package_lock()}, head, config)
    assert (answer.rules(), len(answer.gaps)) == (rules, gaps)


def test_each_of_two_versions_has_its_own_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"ms": {"2.1.3": {"publishedAt": ago(1)}, "2.0.0": {"publishedAt": ago(900)}}}
    lock = package_lock(("ms", "2.0.0"), ("a/node_modules/ms", "2.1.3"), asked=["ms"])
    answer = ask_knowing(known, monkeypatch, tmp_path, {LOCK: package_lock()}, {LOCK: lock}, WEEK)
    assert "ms 2.1.3 came out on" in answer.message(RULE)


def test_the_later_of_two_days_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a lock file can write any day into it."""
    known = {"click": {"8.1.7": {"publishedAt": ago(1)}}}
    base, head = uv_lock(ago(500), version="8.1.6"), uv_lock(ago(400))
    answer = ask_knowing(known, monkeypatch, tmp_path, {"uv.lock": base}, {"uv.lock": head}, WEEK)
    assert answer.rules() == [RULE]


CARGO = """[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://index.example"
checksum = "00"
"""
COMPOSER = """{"packages": [{"name": "serde", "version": "1.0.0",
 "notification-url": "https://mirror.example/d"}]}"""


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Cargo.lock", CARGO),
        ("go.mod", "module m\n\nrequire serde v1.0.0\n"),
        ("composer.lock", COMPOSER),
        ("gradle.lockfile", "serde:serde:1.0.0=compileClasspath\nempty=\n"),
    ],
)
def test_every_ecosystem_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, content: str
) -> None:
    """What deps.dev has; Packagist it has not, which is no age."""
    release = {"1.0.0": {"publishedAt": ago(1)}, "v1.0.0": {"publishedAt": ago(1)}}
    known = {"serde": release, "serde:serde": release}
    answer = ask_knowing(known, monkeypatch, tmp_path, {"README.md": "x"}, {path: content}, WEEK)
    untold = [why for why in answer.gaps if why.startswith("how long versions have been out")]
    assert (RULE in answer.rules(), len(untold)) == ((False, 1) if path == "composer.lock" else (True, 0))
