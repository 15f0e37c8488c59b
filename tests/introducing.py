"""A change of one file or several, and what is found in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.finding import Finding, Status


def introduced(folder: Path, base: Mapping[str, str], head: Mapping[str, str]) -> list[Finding]:
    """What ``head`` brings to a repository that holds ``base``; files that it leaves out stay."""
    repository = RepositoryBuilder(folder / "repository")
    repository.commit("base", dict(base))
    repository.branch("change")
    repository.commit("change", {**base, **head})
    result = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    return [one for one in result.findings if one.status is Status.INTRODUCED]
