"""Ordinary code: real modules of published packages, brought by a change, in which nothing is to be found."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
import yaml

from accuracy.fetch import wheel
from accuracy.repositories import history
from accuracy.tables import table
from tidegate.check import CheckOptions, check
from tidegate.model.finding import Status

MODULES = Path(__file__).with_name("ordinary.yaml")
_SECONDS = 300.0


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    project: str
    version: str
    modules: tuple[str, ...]


class Ordinary(msgspec.Struct, frozen=True):
    """What one change said that brings a package's modules to the rest of it."""

    project: str
    version: str
    modules: int
    lines: int
    decision: str
    findings: tuple[str, ...]
    limits: tuple[str, ...]


def read_packages(path: Path = MODULES) -> tuple[Package, ...]:
    """Raise msgspec.ValidationError where the file does not fit."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), tuple[Package, ...])


def checked(package: Package, data: Path) -> Ordinary:
    """Raise FetchError where the package cannot be had."""
    whole = wheel(package.project, package.version, data)
    before = data / "without" / f"{package.project}-{package.version}"
    shutil.rmtree(before, ignore_errors=True)
    shutil.copytree(whole, before)
    for module in package.modules:
        (before / module).unlink()
    folder = data / "repositories" / f"ordinary-{package.project}"
    history(folder, [("without", before), ("with", whole)])
    result = check(CheckOptions(directory=folder, revision_range="without..with", timeout=_SECONDS))
    found = [finding for finding in result.findings if finding.status is Status.INTRODUCED]
    return Ordinary(
        package.project,
        package.version,
        len(package.modules),
        sum(len((whole / module).read_bytes().splitlines()) for module in package.modules),
        result.decision,
        tuple(f"{finding.rule} {finding.severity} {finding.path}:{finding.line}" for finding in found),
        result.blast_radius.limits,
    )


def shown(rows: Sequence[Ordinary]) -> str:
    """A table, and every finding by name."""
    lines = [
        (row.project, row.version, str(row.modules), str(row.lines), row.decision, str(len(row.findings)))
        for row in rows
    ]
    modules = sum(row.modules for row in rows)
    total = f"{sum(len(row.findings) for row in rows)} findings in {modules} modules"
    named = [f"  found: {row.project}: {what}" for row in rows for what in row.findings]
    head = ("package", "version", "modules", "lines", "decision", "findings")
    return "\n".join([table(head, lines), total, *named])
