"""deps.dev and OSV's service, played by a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import answering
import pytest
from answering import Request, Server
from detect.dependencies.asked import Answer, Files, ask

from tidegate.dependencies.online import deps_dev, osv_api, web

Releases = Mapping[str, Mapping[str, Any]]  # what deps.dev says of each version


def _answer(packages: Mapping[str, Releases], request: Request) -> answering.Answer:
    if request.path == "/osv/querybatch":
        count = len(json.loads(request.body)["queries"])
        return answering.Answer(json.dumps({"results": [{}] * count}).encode())
    name, _, version = unquote(request.path).partition("/packages/")[2].partition("/versions/")
    if name not in packages or (version and version not in packages[name]):
        return answering.Answer(status=404)
    releases = packages[name]
    said = releases[version] if version else {"versions": [_listed(*one) for one in releases.items()]}
    return answering.Answer(json.dumps(said).encode())


def _listed(version: str, says: Mapping[str, Any]) -> dict[str, Any]:
    return {"versionKey": {"version": version}, **{key: says[key] for key in says if key != "licenses"}}


@contextmanager
def knowing(
    packages: Mapping[str, Releases], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> Iterator[Server]:
    """Services that know these packages, by name, and no advisory."""
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(web, "_PAUSE", 0.01)
    with Server(lambda request: _answer(packages, request)).running() as server:
        monkeypatch.setattr(osv_api, "ADDRESS", f"{server.url}/osv")
        monkeypatch.setattr(deps_dev, "ADDRESS", f"{server.url}/deps")
        yield server


def ask_knowing(
    packages: Mapping[str, Releases],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    base: Files,
    head: Files,
    config: str = "",
) -> Answer:
    """What a change is told with ``--online``."""
    with knowing(packages, monkeypatch, folder):
        return ask(folder / "repository", base, head, config, online=True)
