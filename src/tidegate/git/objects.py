"""The object database, read through one long-lived ``git cat-file`` process."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable
from threading import Event, Lock, Thread

import msgspec

from tidegate.git.errors import MissingObject, TooLarge
from tidegate.git.process import Git, decode_path, kill, stop
from tidegate.model.errors import RepositoryError

BLOB_LIMIT = 4 * 1024 * 1024  # bytes of a file that is read
TREE_LIMIT = 64 * 1024 * 1024  # bytes of one directory's listing

KINDS = {"04": "tree", "16": "commit"}  # by the first two digits of a mode; the others are blobs


class Object(msgspec.Struct, frozen=True):
    """What the database says of an object: ``kind`` is blob, tree, commit or tag; ``size`` in bytes."""

    oid: str
    kind: str
    size: int


class Entry(msgspec.Struct, frozen=True):
    """One name in a directory.

    ``mode`` has six digits ("100644", "100755", "120000" a symlink, "040000", "160000" a submodule);
    ``kind`` is "blob", "tree" or "commit" (a submodule); ``size`` in bytes is given for blobs that
    are in this clone.
    """

    name: str
    mode: str
    kind: str
    oid: str
    size: int | None = None


class Objects:
    """Objects by id, or by any name that git resolves. Safe to use from several threads."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._directories: dict[str, dict[str, Entry]] = {}
        self._announced: dict[str, Object] = {}
        self._watch = Watch(git.seconds)

    def close(self) -> None:
        with self._lock:
            self._watch.close()
            self._end()

    def restart(self) -> None:
        """Use git's environment as it is now, from the next question on."""
        with self._lock:
            self._end()

    def announce(self, known: Object) -> None:
        """Let an object that stands nowhere be found, but, being over every limit, not be read."""
        self._announced[known.oid] = known

    def find(self, name: str) -> Object | None:
        """The object that a revision, or an id, names; ``None`` where there is none (or several)."""
        return self.find_all([name])[0]

    def find_all(self, names: list[str]) -> list[Object | None]:
        if any("\n" in name or not name for name in names):
            raise ValueError("a name of an object is one line that is not empty")
        found: list[Object | None] = []
        for start in range(0, len(names), 200):  # replies of one step fit into a pipe
            found += self._find_some(names[start : start + 200])
        return found

    def blob(self, oid: str, limit: int = BLOB_LIMIT) -> bytes:
        """A blob's bytes. Raises MissingObject; TooLarge over ``limit`` bytes, without reading it."""
        return self._contents(oid, limit)

    def blobs(self, oids: list[str], limit: int = BLOB_LIMIT) -> dict[str, bytes]:
        """The bytes of those that are in this clone and not over ``limit`` bytes."""
        found = zip(oids, self.find_all(oids), strict=True)
        there = [(oid, known.size) for oid, known in found if known is not None and known.size <= limit]
        contents: dict[str, bytes] = {}
        for start in range(0, len(there), 200):  # questions of one step fit into a pipe
            contents.update(self._contents_of(there[start : start + 200]))
        return contents

    def directory(self, oid: str) -> dict[str, Entry]:
        """The entries of a tree object by name, without sizes. Raises as ``blob`` does."""
        listing = self._directories.get(oid)
        if listing is None:
            listing = parse_tree(self._contents(oid, TREE_LIMIT), len(oid) // 2)
            self._directories[oid] = listing
        return listing

    def learn(self, tree: str, paths: Iterable[str]) -> None:
        """Read the directories on the way to ``paths`` together, level by level, for later questions."""
        level = {tree: [path.split("/")[:-1] for path in paths]}
        while level:
            fresh = [oid for oid in level if oid not in self._directories]
            for oid, raw in self.blobs(fresh, TREE_LIMIT).items():
                self._directories[oid] = parse_tree(raw, len(oid) // 2)
            below: dict[str, list[list[str]]] = {}
            for oid, ways in level.items():
                listing = self._directories.get(oid, {})
                for way in ways:
                    entry = listing.get(way[0]) if way else None
                    if entry is not None and entry.kind == "tree":
                        below.setdefault(entry.oid, []).append(way[1:])
            level = below

    def entry(self, tree: str, path: str) -> Entry | None:
        """What stands at a path below a tree object, without its size; ``None`` for nothing."""
        parent, slash, name = path.rpartition("/")
        listing = self.listing(tree, parent) if parent or not slash else None
        return listing.get(name) if listing else None

    def listing(self, tree: str, directory: str) -> dict[str, Entry] | None:
        """The entries of a directory ("" is the top) below a tree object; ``None`` where it is none."""
        for part in directory.split("/") if directory else ():
            entry = self.directory(tree).get(part)
            if entry is None or entry.kind != "tree":
                return None
            tree = entry.oid
        return self.directory(tree)

    def _find_some(self, names: list[str]) -> list[Object | None]:
        request = b"".join(b"info %s\n" % name.encode("utf-8", "surrogateescape") for name in names)
        with self._lock, self._watch:
            process = self._running()
            _write(process, request)
            replies = [_line(process) for _ in names]
        return [
            self._announced.get(name) or parse_information(reply)
            for name, reply in zip(names, replies, strict=True)
        ]

    def _contents(self, oid: str, limit: int) -> bytes:
        known = self.find(oid)
        if known is None:
            raise MissingObject(oid)
        if known.size > limit:
            raise TooLarge(oid, known.size, limit)
        return self._contents_of([(oid, known.size)])[oid]

    def _contents_of(self, sizes: list[tuple[str, int]]) -> dict[str, bytes]:
        """The contents of objects that are there, by id; ``sizes`` are (id, bytes)."""
        contents: dict[str, bytes] = {}
        with self._lock, self._watch:
            process = self._running()
            _write(process, b"".join(b"contents %s\n" % oid.encode() for oid, _ in sizes))
            for oid, size in sizes:
                _line(process)
                contents[oid] = _exactly(process, size + 1)[:-1]
        return contents

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = self._git.start("cat-file", "--batch-command", stderr=subprocess.DEVNULL)
            self._watch.process = self._process
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            stop(self._process)
            self._process = None


class Watch:
    """Ends a process that does not answer within ``seconds``; entered around each question."""

    def __init__(self, seconds: float) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._seconds = seconds
        self._asked: float | None = None
        self._closed = Event()
        self._thread: Thread | None = None

    def __enter__(self) -> None:
        self._asked = time.monotonic()
        if self._thread is None:
            self._thread = Thread(target=self._look, name="git cat-file watch", daemon=True)
            self._thread.start()

    def __exit__(self, *exception: object) -> None:
        self._asked = None

    def close(self) -> None:
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(min(1.0, self._seconds)):
            asked = self._asked
            if asked is not None and time.monotonic() - asked > self._seconds and self.process:
                kill(self.process)


def parse_information(line: bytes) -> Object | None:
    """One reply of ``cat-file``: "<id> <kind> <size>", or "<name> missing" or "<name> ambiguous"."""
    words = line.split(b" ")
    if len(words) == 3 and words[2].isdigit():
        return Object(words[0].decode(), words[1].decode(), int(words[2]))
    return None


def parse_tree(raw: bytes, oid_length: int) -> dict[str, Entry]:
    """A raw tree object: "<mode> <name>\\0<id of oid_length bytes>", repeated."""
    entries = {}
    position = 0
    while position < len(raw):
        space = raw.index(b" ", position)
        end = raw.index(b"\0", space)
        mode = raw[position:space].decode().zfill(6)
        name = decode_path(raw[space + 1 : end])
        position = end + 1 + oid_length
        entries[name] = Entry(name, mode, KINDS.get(mode[:2], "blob"), raw[end + 1 : position].hex())
    return entries


def _write(process: subprocess.Popen[bytes], request: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(request)
        process.stdin.flush()
    except OSError:
        raise _ended() from None


def _line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        raise _ended()
    return line[:-1]


def _exactly(process: subprocess.Popen[bytes], size: int) -> bytes:
    assert process.stdout is not None
    content = process.stdout.read(size)
    if len(content) != size:
        raise _ended()
    return content


def _ended() -> RepositoryError:
    return RepositoryError(
        "git cat-file ended while objects were read", "look for damaged objects with: git fsck"
    )
