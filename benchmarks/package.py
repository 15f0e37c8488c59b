"""A large published package at a pinned version, unpacked into a folder. Nothing in it is built or run."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

NAME, VERSION, PYTHON = "homeassistant", "2024.3.3", "3.12"


def unpacked(data: Path) -> Path:
    """The folder with the package in ``data``; fetched from PyPI where it is not there yet.

    The wheel, because pip runs a source distribution's build to learn its name.
    """
    folder = data / f"{NAME}-{VERSION}"
    if not folder.is_dir():
        archive = data / f"{NAME}-{VERSION}-py3-none-any.whl"
        if not archive.is_file():
            _fetch(data)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    return folder


def _fetch(data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
         "--python-version", PYTHON, "--dest", str(data), f"{NAME}=={VERSION}"],
        check=True,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    """Path → content of all files of the package, in the order of their paths."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted((folder / NAME).rglob("*"))
        if file.is_file()
    }
