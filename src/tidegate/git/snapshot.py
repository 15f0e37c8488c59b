"""The index, the work tree and a merge as tree objects, so that everything after is tree against tree.

Nothing is written to the repository: objects and a copy of the index live in a ``Scratch``. No filter and
no merge driver of the user's configuration runs, because attributes that the head writes would choose it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from functools import cached_property
from pathlib import Path

from tidegate.git.errors import MergeConflict, ObjectError
from tidegate.git.files import LFS_SIZE, LFS_START, kind_of
from tidegate.git.objects import BLOB_LIMIT, Object, Objects
from tidegate.git.process import Git, GitFailed, clean_environment, decode_path, encode_path, settings
from tidegate.git.revisions import Revision
from tidegate.git.scratch import Scratch
from tidegate.git.status import STATUS, Touched, parse_status, unfinished_merge
from tidegate.model.change import FileKind
from tidegate.model.errors import RepositoryError, UsageError
from tidegate.model.paths import display

SETTINGS = r"^(core\.(filemode|symlinks)|filter\..*\.(clean|process|required)|merge\..*\.driver)$"


class Snapshots:
    """Makes trees from what is no commit yet."""

    def __init__(self, git: Git, contents: Git, objects: Objects, scratch: Scratch) -> None:
        self._git = git  # its environment, like that of ``contents``, already includes the scratch
        self._contents = contents
        self._objects = objects
        self._scratch = scratch
        self._layout = scratch.layout

    def index(self) -> str:
        """The tree of what is staged. Raises RepositoryError while a merge is not resolved."""
        self._scratch.copy_index()
        return self._write_tree()

    def work_tree(self) -> tuple[str, list[str]]:
        """The tree of the work tree, files that are not tracked (and not ignored) included; limits."""
        self._scratch.copy_index()
        git = self._at_work_tree()
        printed = git.run(*STATUS)
        limits: list[str] = []
        lines = [line for touched in parse_status(printed) if (line := self._index_line(touched, limits))]
        if lines:
            git.run("update-index", "-z", "--index-info", stdin=b"".join(lines))
        return self._write_tree(), limits

    def merge(self, ours: Revision, theirs: Revision) -> str:
        """The tree that merging ``theirs`` into ``ours`` gives. Raises MergeConflict."""
        git = self._contents.at(self._contents.directory, self._harmless())
        arguments = ("--write-tree", "-z", "--name-only", "--no-messages", ours.oid, theirs.oid)
        try:
            status, printed, _ = git.ask("merge-tree", *arguments, expected=(0, 1))
        except GitFailed as error:
            if error.status == 129:
                raise RepositoryError("this git cannot merge trees", "install git 2.38 or newer") from error
            raise
        tree, *paths = decode_path(printed).split("\0")[:-1]
        if status:
            raise MergeConflict(ours.name, theirs.name, tuple(paths))
        return tree

    def _at_work_tree(self) -> Git:
        top = self._layout.work_tree
        if top is None:
            raise UsageError("a bare repository has no work tree", "name a range, such as main..feature")
        return self._git.at(top, self._own_index() | self._harmless() | {"GIT_WORK_TREE": str(top)})

    def _own_index(self) -> dict[str, str]:
        return {"GIT_INDEX_FILE": str(self._scratch.index)}

    def _write_tree(self) -> str:
        git = self._git.at(self._git.directory, self._own_index())
        try:
            return git.run("write-tree", "--missing-ok").decode().strip()
        except GitFailed as error:
            if "unmerged" not in error.stderr:
                raise
            raise unfinished_merge("a file in the index") from error

    @cached_property
    def _settings(self) -> dict[str, str]:
        """What the repository's and the user's configuration says of SETTINGS."""
        printed = self._git.ask("config", "-z", "--get-regexp", SETTINGS, expected=(0, 1)).output
        pairs = (pair.partition("\n") for pair in decode_path(printed).split("\0")[:-1])
        return {name: value for name, _, value in pairs}

    def _harmless(self) -> dict[str, str]:
        """Settings that turn the user's filters off and let the user's merge drivers report a conflict."""
        values = {"clean": "", "process": "", "required": "false", "driver": "exit 1"}
        names = ((name, name.rpartition(".")[2]) for name in self._settings)
        pairs = [(name, values[last]) for name, last in names if last in values]
        return settings(self._git.environment, pairs)

    def _index_line(self, touched: Touched, limits: list[str]) -> bytes | None:
        """What ``update-index`` must be told of one path, if anything."""
        if touched.path.endswith("/"):
            limits.append(f"{display(touched.path)} is a repository of its own and was left out")
            return None
        mode, oid = self._entry(touched, limits)
        return b"%s %s 0\t%s\0" % (mode.encode(), oid.encode(), encode_path(touched.path))

    def _entry(self, touched: Touched, limits: list[str]) -> tuple[str, str]:
        """Mode and object of one path as it is in the work tree."""
        path = self._path(touched.path)
        gone = ("000000", "0" * hashlib.new(self._layout.object_format).digest_size * 2)
        if touched.mode == "000000":  # git looked; a symlink on the way could lead elsewhere
            return gone
        try:
            status = path.lstat()
            if touched.mode == "160000":
                return "160000", _submodule_head(path) or touched.index_oid
            if stat.S_ISLNK(status.st_mode):
                return "120000", self._scratch.write_blob(os.fsencode(path.readlink()))
            if stat.S_ISREG(status.st_mode):
                return self._mode(touched, status), self._content(path, status, touched.index_oid)
        except (FileNotFoundError, NotADirectoryError):
            return gone
        except OSError as error:
            limits.append(f"{display(touched.path)} cannot be read: {error.strerror}")
            return (touched.index_mode, touched.index_oid) if touched.index_mode != "000000" else gone
        return gone

    def _path(self, path: str) -> Path:
        assert self._layout.work_tree is not None
        return self._layout.work_tree / (os.fsdecode(encode_path(path)) if os.name == "posix" else path)

    def _mode(self, touched: Touched, status: os.stat_result) -> str:
        known = touched.index_mode if touched.index_mode != "000000" else "100644"
        if known == "120000":
            return "100644" if self._settings.get("core.symlinks") != "false" else "120000"
        if self._settings.get("core.filemode") == "false":
            return known
        return "100755" if status.st_mode & stat.S_IXUSR else "100644"

    def _content(self, path: Path, status: os.stat_result, index_oid: str) -> str:
        committed = self._committed(index_oid)
        if committed is not None and kind_of(committed) is FileKind.LFS_POINTER:
            return self._scratch.write_blob(lfs_pointer(path))
        if status.st_size > BLOB_LIMIT:
            return self._announce(path, status)
        content = path.read_bytes()
        if committed is not None and b"\r\n" not in committed and b"\0" not in content:
            # the checkout made CRLF of LF, so it is no change
            content = content.replace(b"\r\n", b"\n")
        return self._scratch.write_blob(content)

    def _announce(self, path: Path, status: os.stat_result) -> str:
        """An id for a file that is too large to be read, and so not worth a copy."""
        identity = f"{path}\0{status.st_size}\0{status.st_mtime_ns}".encode("utf-8", "surrogateescape")
        oid = hashlib.new(self._layout.object_format, identity).hexdigest()
        self._objects.announce(Object(oid, "blob", status.st_size))
        return oid

    def _committed(self, oid: str) -> bytes | None:
        try:
            return self._objects.blob(oid) if oid.strip("0") else None
        except ObjectError:
            return None


def lfs_pointer(path: Path) -> bytes:
    """What Git LFS commits in place of the file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    if size < LFS_SIZE and (content := path.read_bytes()).startswith(LFS_START):
        return content  # the pointer itself was checked out
    return LFS_START + f"oid sha256:{digest}\nsize {size}\n".encode()


def _submodule_head(path: Path) -> str | None:
    try:
        environment = clean_environment() | {"GIT_CEILING_DIRECTORIES": str(path.parent)}
        return Git(path, environment).run("rev-parse", "HEAD").decode().strip()
    except RepositoryError:
        return None
