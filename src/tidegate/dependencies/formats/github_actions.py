"""Workflows of GitHub Actions and composite actions: other people's actions, workflows and images in them.

Source: GitHub's "Workflow syntax" and "Metadata syntax"; Gitea and Forgejo read the same. Actions of the
repository itself (``./…``) are its own code and no dependencies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tidegate.dependencies.images import image
from tidegate.dependencies.revisions import asked
from tidegate.dependencies.shapes import items, mapping, only
from tidegate.dependencies.written import Found, Written
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

ECOSYSTEM = "GitHub Actions"
_ACTION = re.compile(r"(?:(https?://[^/\s@]+)/)?([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)((?:/[^@\s]+)?)@(\S+)")
_IMAGE = "docker://"
_OWN = ("./", "../", ".\\")
_EXPRESSION = "${{"


def read(source: Source) -> Listing:
    """Raise Unreadable for what is neither a workflow nor an action."""
    document = mapping(only(source.yaml_documents(), "documents"), "the file")
    state = Found(Written(source.lines, ("uses", "image", "container")))
    if "jobs" in document:
        for name, job in mapping(document["jobs"], "jobs").items():
            _guarded(state, f"jobs.{name[:80]}", _job, job)
    elif "runs" in document:
        _guarded(state, "runs", _runs, document["runs"])
    else:
        raise Unreadable("it has neither jobs nor runs")
    return state.listing()


def _guarded(state: Found, where: str, take: Callable[[Any, str, Found], None], value: Any) -> None:
    try:
        take(value, where, state)
    except Unreadable as error:
        state.gaps.append(f"{where}: {error}")


def _job(value: Any, where: str, state: Found) -> None:
    job = mapping(value, "the job")
    if "uses" in job:
        _guarded(state, where, _uses, job["uses"])
    if "container" in job:
        _guarded(state, f"{where}.container", _container, job["container"])
    if job.get("services"):
        _guarded(state, f"{where}.services", _services, job["services"])
    _steps(job.get("steps"), where, state)


def _services(value: Any, where: str, state: Found) -> None:
    if isinstance(value, str) and _EXPRESSION in value:
        state.untold.append(f"{where}: {value[:200]}")
        return
    for name, service in mapping(value, "it").items():
        _guarded(state, f"{where}.{name[:80]}", _container, service)


def _runs(value: Any, where: str, state: Found) -> None:
    """What an action runs: steps, its own program, or an image."""
    runs = mapping(value, "it")
    named = runs.get("image")
    if isinstance(named, str) and named.startswith(_IMAGE):
        _image(named, where, state)
    _steps(runs.get("steps"), where, state)


def _steps(value: Any, where: str, state: Found) -> None:
    for number, step in enumerate(items(value, "steps"), 1):
        place = f"{where}, step {number}"
        if not isinstance(step, dict):
            state.gaps.append(f"{place} is no step")
        elif "uses" in step:
            _guarded(state, place, _uses, step["uses"])


def _container(value: Any, where: str, state: Found) -> None:
    name = value.get("image") if isinstance(value, dict) else value
    if not isinstance(name, str):
        raise Unreadable("it names no image")
    if name:  # an empty one is none
        _image(name, where, state)


def _image(written: str, where: str, state: Found) -> None:
    if _EXPRESSION in written:
        state.untold.append(f"{where}: the image {written[:200]}")
        return
    line = state.places.next(written).line
    state.found.append(image(written.removeprefix(_IMAGE), line=line))


def _uses(value: Any, where: str, state: Found) -> None:
    if not isinstance(value, str):
        raise Unreadable("what it uses is no text")
    if value.startswith(_IMAGE):
        _image(value, where, state)
    elif _EXPRESSION in value:
        state.untold.append(f"{where}: {value[:200]}")
    elif not value.startswith(_OWN):
        state.found.append(_action(value, state))


def _action(value: str, state: Found) -> Dependency:
    found = _ACTION.fullmatch(value)
    if found is None:
        raise Unreadable(f"{value[:80]!r} is no action at a revision")
    place = state.places.next(value)
    requirement, revision = asked(found[4], place.comment)
    path = found[2] + found[3]
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=found[2],
        requirement=requirement,
        revision=revision,
        direct=True,
        scope=Scope.BUILD,
        origin=Origin.GIT,
        location=without_credentials(found[1]) if found[1] else None,
        key=path,
        alias=path if found[3] else None,
        line=place.line,
    )
