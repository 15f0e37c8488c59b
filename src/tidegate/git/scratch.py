"""A place outside the repository for objects and an index that only this check needs."""

from __future__ import annotations

import hashlib
import os
import shutil
import zlib
from pathlib import Path

from tidegate.git.layout import Layout


class Scratch:
    """A temporary object directory on top of the repository's own; ``close`` removes it.

    ``repository`` is an empty git directory on those objects. In a partial clone it is asked for contents:
    the clone itself would try to fetch what is missing, and end when it cannot.
    """

    def __init__(self, layout: Layout) -> None:
        import tempfile

        self.layout = layout
        self.directory = Path(tempfile.mkdtemp(prefix="tidegate-"))
        self.objects = self.directory / "objects"
        self.index = self.directory / "index"
        self.repository = self.directory / "repository"
        self.objects.mkdir()
        _lay_out(self.repository, layout.object_format)

    @property
    def environment(self) -> dict[str, str]:
        """git reads the repository's objects and writes new ones here."""
        return {"GIT_OBJECT_DIRECTORY": str(self.objects)} | alternates(self.layout.object_directories)

    def write_blob(self, content: bytes) -> str:
        """Keep a file's bytes as they are: a loose object, as git itself lays them."""
        raw = b"blob %d\0" % len(content) + content
        oid = hashlib.new(self.layout.object_format, raw).hexdigest()
        path = self.objects / oid[:2] / oid[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(raw, 1))
        return oid

    def copy_index(self) -> None:
        """The repository's index, where it has one, to be changed freely.

        The copy is as old as the index: git looks into a file of the index's own second even where size and
        time are as recorded, and with a newer index it would take an edit within that second for no change.
        """
        if not self.layout.index.is_file():
            return
        with self.layout.index.open("rb") as source, self.index.open("wb") as copy:
            shutil.copyfileobj(source, copy)
            status = os.fstat(source.fileno())
        os.utime(self.index, ns=(status.st_atime_ns, status.st_mtime_ns))

    def close(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)


def _lay_out(repository: Path, object_format: str) -> None:
    for name in ("objects", "refs"):
        (repository / name).mkdir(parents=True)
    (repository / "HEAD").write_text("ref: refs/heads/none\n")
    (repository / "config").write_text(
        f"[core]\nrepositoryformatversion = 1\nbare = true\n[extensions]\nobjectFormat = {object_format}\n"
    )


def alternates(directories: tuple[Path, ...]) -> dict[str, str]:
    """The setting that makes git read objects from several directories, in git's quoting."""
    quoted = ('"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"' for path in directories)
    return {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(quoted)}
