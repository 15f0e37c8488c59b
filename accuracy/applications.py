"""The applications, with what their own environment says: routes, and calls while their tests run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import msgspec
import yaml

from accuracy.fetch import FetchError, environment, source
from accuracy.repositories import history

LABELS = Path(__file__).with_name("applications.yaml")
_PROBES = Path(__file__).with_name("probes")
_SECONDS = 1500.0


class Application(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    version: str
    framework: str
    not_after: str  # the day whose versions of everything else are taken (ISO)
    needs: tuple[str, ...]
    folder: str
    listing: str
    tests: tuple[str, ...]
    variables: dict[str, str] = {}


class Listed(msgspec.Struct, frozen=True, array_like=True):
    """A route as the framework lists it; ``file`` and ``line`` of what answers. ``method`` may be ""."""

    method: str
    route: str
    file: str
    line: int
    name: str


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A piece of code that ran: a function, a class body, a module, a comprehension."""

    path: str
    line: int
    name: str


class Call(msgspec.Struct, frozen=True, array_like=True):
    """``line`` and ``instruction`` are the caller's at the call."""

    caller: Place
    line: int
    instruction: str
    callee: Place


class Trace(msgspec.Struct, frozen=True):
    calls: tuple[Call, ...]
    ran: tuple[Place, ...]


def read_applications(path: Path = LABELS) -> tuple[Application, ...]:
    """Raise msgspec.ValidationError where the file does not fit."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), tuple[Application, ...])


def files_of(application: Application, data: Path) -> Path:
    """The sources, as fetched."""
    return source(application.name, application.version, data)


def repository_of(application: Application, data: Path) -> Path:
    """The sources as a repository with one commit."""
    folder = data / "repositories" / f"{application.name}-{application.version}"
    history(folder, [("release", files_of(application, data))])
    return folder


def listing(application: Application, data: Path) -> tuple[Listed, ...]:
    """Raise FetchError where the application does not start."""
    printed = _run(
        application, [str(_PROBES / "routes.py"), application.framework, application.listing], data
    )
    return msgspec.json.decode(printed, type=tuple[Listed, ...])


def trace(application: Application, data: Path) -> Trace:
    """What its tests call, traced once and kept in the data folder."""
    result = data / "traces" / f"{application.name}-{application.version}.json"
    if not result.is_file():
        listing(
            application, data
        )  # tests of an application that does not start would trace nothing, in silence
        result.parent.mkdir(parents=True, exist_ok=True)
        folder = str(files_of(application, data))
        _run(
            application,
            [str(_PROBES / "trace.py"), str(result), folder, *application.tests],
            data,
            failing=True,
        )
    return msgspec.json.decode(result.read_bytes(), type=Trace)


def _run(application: Application, arguments: list[str], data: Path, *, failing: bool = False) -> bytes:
    """What a program prints in the application's environment; tests may fail, which is their affair."""
    python = environment(application.name, application.needs, application.not_after, data)
    folder = files_of(application, data) / application.folder
    try:
        done = subprocess.run(
            [str(python), *arguments],
            cwd=folder,
            env={**os.environ, **application.variables},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"{application.name}: no end after {_SECONDS:.0f} s") from error
    if done.returncode and not failing:
        raise FetchError(f"{application.name}: {os.fsdecode(done.stderr).strip()[-400:]}")
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else b""
