"""Changes of manifests and lock files, asked about through the command line, with fresh advisories."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records import archive
from repositories import RepositoryBuilder

from tidegate.cli.program import run
from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.installing import install, writing

Files = Mapping[str, str | None]

LODASH: dict[str, Any] = {
    "id": "GHSA-0000-0000-0001",
    "modified": "2024-05-01T00:00:00Z",
    "published": "2019-04-07T00:29:00Z",
    "summary": "Prototype pollution",
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.0/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N"}],
    "affected": [
        {
            "package": {"ecosystem": "npm", "name": "lodash"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "4.17.20"}]}],
        }
    ],
}
JINJA = LODASH | {
    "id": "PYSEC-0000-1",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "jinja2"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}],
        }
    ],
}
UPLOAD = LODASH | {
    "id": "GHSA-0000-0000-0002",
    "affected": [
        {
            "package": {"ecosystem": "GitHub Actions", "name": "acme/upload"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.1.0"}]}],
        }
    ],
}


def stores(folder: Path) -> None:
    """Advisories of PyPI, npm and GitHub Actions as of today."""
    for ecosystem, record in (("PyPI", JINJA), ("npm", LODASH), ("GitHub Actions", UPLOAD)):
        feed = Feed(archive(folder / f"{ecosystem}.zip", [record]))
        path = Holdings(folder).path(ecosystem)
        path.parent.mkdir(parents=True, exist_ok=True)
        with writing(path):
            install(path, ecosystem, Origin("a test", datetime.now(UTC).date().isoformat()), feed, force=True)


class Answer:
    """The JSON report of one change."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.report = report
        self.decision = report["decision"]
        self.codes = [reason["code"] for reason in report["reasons"]]
        self.gaps = [gap["why"] for gap in report["coverage"]["not_analysed"]]

    def rules(self, status: str = "introduced") -> list[str]:
        return sorted(one["rule"] for one in self.report["findings"] if one["status"] == status)

    def message(self, rule: str) -> str:
        (found,) = [one["message"] for one in self.report["findings"] if one["rule"] == rule]
        return str(found)


def ask(folder: Path, base: Files, head: Files, config: str = "", *, online: bool = False) -> Answer:
    """What a change from ``base`` to ``head`` is told; ``config`` are the team's settings in base."""
    repository = RepositoryBuilder(folder)
    settings = {".tidegate/config.yaml": f"version: 1\n{config}"} if config else {}
    repository.commit("base", {"README.md": "# App\n", **settings, **base})
    repository.branch("feature")
    repository.commit("head", head)
    report = folder / "report.json"
    asking = ["--online"] if online else []
    run(["check", "-C", str(folder), *asking, "--output", f"json={report}", "main..feature"])
    return Answer(json.loads(report.read_text("utf-8")))


def package_lock(
    *entries: tuple[str, str] | tuple[str, str, dict[str, Any]], asked: Iterable[str] = ()
) -> str:
    """A lock file of npm with packages in the registry: name, version, and what else the entry says."""
    packages: dict[str, Any] = {"": {"name": "app", "dependencies": dict.fromkeys(asked, "*")}}
    for name, version, *more in entries:
        packages[f"node_modules/{name}"] = {
            "version": version,
            "resolved": f"https://registry.example/{name}/-/{name}-{version}.tgz",
            "integrity": f"sha512-{name}{version}==",
            "license": "MIT",
            **(more[0] if more else {}),
        }
    return json.dumps({"name": "app", "lockfileVersion": 3, "packages": packages}, indent=1)
