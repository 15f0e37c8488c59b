"""Published packages at pinned versions, brought into the data folder once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

_SECONDS = 600.0


class FetchError(Exception):
    """``str(error)`` says what could not be fetched, and what the client said."""


def source(project: str, version: str, data: Path) -> Path:
    """The unpacked source distribution of one release. It is never imported.

    pip asks a source distribution for its metadata, in an environment of its own, before it keeps it.
    """
    folder = data / "sources" / f"{project}-{version}"
    if folder.is_dir():
        return folder
    archive = _downloaded(project, version, "--no-binary", data / "archives" / f"{project}-{version}")
    unpacked = data / "unpacked" / f"{project}-{version}"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpack(archive, unpacked)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _only_folder(unpacked).rename(folder)
    return folder


def wheel(project: str, version: str, data: Path) -> Path:
    """The unpacked wheel of one release: what is installed. Nothing of it is imported or run."""
    folder = data / "wheels" / f"{project}-{version}"
    if folder.is_dir():
        return folder
    kept = data / "archives" / f"{project}-{version}-wheel"
    archive = _downloaded(project, version, "--only-binary", kept)
    fresh = data / "unpacked" / f"{project}-{version}-wheel"
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(fresh)  # noqa: S202 - zipfile itself takes ".." and drives out of names
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh.rename(folder)
    return folder


def _downloaded(project: str, version: str, kind: str, folder: Path) -> Path:
    """The archive that pip keeps; ``kind`` is its option that leaves out the other sort."""
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
          kind, ":all:", "--dest", str(folder), f"{project}=={version}"])  # fmt: skip
    return next(folder.iterdir())


def bring(releases: Iterable[tuple[str, str]], data: Path) -> None:
    """Fetch several at once. One that fails says so when it is asked for by ``source``."""

    def one(release: tuple[str, str]) -> None:
        with suppress(FetchError):
            source(*release, data)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, releases))


def unpack(archive: Path, folder: Path) -> None:
    """Nothing lands outside of ``folder``."""
    folder.mkdir(parents=True)
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)  # noqa: S202 - zipfile itself takes ".." and drives out of names
        return
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")


def files_at(repository: str, commit: str, folder: str, data: Path) -> dict[str, bytes]:
    """The files that lie in one folder of a public repository ("owner/name") at a commit, by name.

    A bare repository that is already there as ``data/git/owner+name`` is asked first.
    """
    git = data / "git" / repository.replace("/", "+")
    if not git.is_dir():
        git.mkdir(parents=True)
        _run(["git", "init", "--quiet", "--bare", str(git)])
    there = ["git", f"--git-dir={git}"]
    if subprocess.run([*there, "cat-file", "-e", commit], capture_output=True, check=False).returncode:
        _run([*there, "fetch", "--quiet", "--depth=1", f"https://github.com/{repository}", commit])
    top = commit if folder == "." else f"{commit}:{folder}"
    listed = subprocess.run([*there, "ls-tree", "-z", top], capture_output=True, check=True).stdout.decode()
    rows = (row.partition("\t") for row in listed.split("\0") if row)
    blobs = {name: entry.split()[2] for entry, _, name in rows if entry.split()[0] in ("100644", "100755")}
    return {
        name: subprocess.run([*there, "cat-file", "blob", oid], capture_output=True, check=True).stdout
        for name, oid in blobs.items()
    }


def _only_folder(folder: Path) -> Path:
    inside = [path for path in folder.iterdir() if path.is_dir()]
    return inside[0] if len(inside) == 1 else folder


def environment(name: str, requirements: tuple[str, ...], not_after: str, data: Path) -> Path:
    """The Python of a virtual environment that has ``requirements`` as they were on a day (ISO)."""
    folder = data / "environments" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made = folder / "made-for"
    wanted = "\n".join((not_after, *requirements))
    if made.is_file() and made.read_text("utf-8") == wanted:
        return python
    uv = [sys.executable, "-m", "uv", "--quiet"]
    _run([*uv, "venv", "--clear", "--python", "3.11", str(folder)])
    _run(
        [
            *uv,
            "pip",
            "install",
            "--python",
            str(python),
            "--exclude-newer",
            f"{not_after}T00:00:00Z",
            *requirements,
        ]
    )
    made.write_text(wanted, "utf-8")
    return python


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"{' '.join(command[2:])} took longer than {_SECONDS:.0f} s") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise FetchError(f"{' '.join(command[2:])} failed: {lines[-1]}")
