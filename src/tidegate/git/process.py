"""Running git: one environment, one set of switches, a time limit on every call.

Nothing that a repository, its head or its hooks may set is obeyed: no hooks, no file system monitor,
no filters or external programs, no replaced objects, no fetching of missing objects, no prompts.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread, Timer
from typing import IO, NamedTuple

from tidegate.model.errors import RepositoryError

SECONDS = 60.0  # for one call

SWITCHES = (
    "--no-pager",
    "-c", "core.fsmonitor=false",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", f"core.attributesFile={os.devnull}",
    "-c", "core.quotePath=true",
    "-c", "core.splitIndex=false",
)  # fmt: skip

FIXED = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # a git too old for the line above cannot fetch either
    "LC_ALL": "C",
}

# Where a user's or an administrator's configuration is found, and where discovery stops.
KEPT = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")


def clean_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment without what a hook or a user set to point git elsewhere, with our own settings."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_") or name.startswith(KEPT)
    }
    return kept | FIXED


def settings(environment: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Configuration as environment variables, after what ``environment`` already has of them."""
    start = int(environment.get("GIT_CONFIG_COUNT", "0"))
    added = {"GIT_CONFIG_COUNT": str(start + len(pairs))}
    for number, (name, value) in enumerate(pairs, start):
        added |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return added


def decode_path(raw: bytes) -> str:
    """A path as git spells it; bytes that are not UTF-8 become surrogates, on every platform."""
    return raw.decode("utf-8", "surrogateescape")


def encode_path(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


class GitFailed(RepositoryError):
    """git ended with a status that the caller did not expect; ``stderr`` is what it said."""

    def __init__(self, command: str, status: int, stderr: str) -> None:
        said = next((line for line in stderr.splitlines() if line.strip()), f"status {status}")
        super().__init__(f"git {command}: {said.removeprefix('fatal: ')}", "try the same git command by hand")
        self.status = status
        self.stderr = stderr


class Answer(NamedTuple):
    status: int
    output: bytes
    errors: str  # what git said to people


class Git:
    """git in one directory with one environment."""

    def __init__(self, directory: Path, environment: Mapping[str, str], seconds: float = SECONDS) -> None:
        self.directory = directory
        self.environment = dict(environment)
        self.seconds = seconds

    def at(self, directory: Path, environment: Mapping[str, str]) -> Git:
        """git in another directory, or with more in its environment; with the same limit of time."""
        return Git(directory, self.environment | dict(environment), self.seconds)

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """What git prints. Raises GitFailed where it fails, RepositoryError where it takes too long."""
        return self.ask(*arguments, stdin=stdin).output

    def ask(self, *arguments: str, stdin: bytes = b"", expected: Collection[int] = (0,)) -> Answer:
        """As ``run``, where other statuses are answers too."""
        process = self.start(*arguments)
        try:
            output, errors = process.communicate(stdin, timeout=self.seconds)
        except subprocess.TimeoutExpired:
            raise self._too_slow(arguments[0]) from None
        finally:
            stop(process)
        said = errors.decode("utf-8", "surrogateescape")
        if process.returncode not in expected:
            raise GitFailed(arguments[0], process.returncode, said)
        return Answer(process.returncode, output, said)

    @contextmanager
    def lines(self, *arguments: str, stdin: bytes = b"") -> Iterator[IO[bytes]]:
        """What git prints, to be read as it comes; who has read all of it learns of a failure.

        Raises GitFailed then. A block that ends earlier ends git too.
        """
        process = self.start(*arguments, stderr=subprocess.DEVNULL)
        if stdin:
            Thread(target=_feed, args=(process, stdin), daemon=True).start()
        timer = Timer(self.seconds, kill, [process])
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            yield process.stdout
            status = 0 if process.stdout.read(1) else process.wait()
        finally:
            in_time = timer.is_alive()
            timer.cancel()
            stop(process)
        if not in_time:
            raise self._too_slow(arguments[0])
        if status:
            raise GitFailed(arguments[0], status, "")

    def start(self, *arguments: str, stderr: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """Start git with pipes to it. Raises RepositoryError where there is no git."""
        try:
            return subprocess.Popen(
                ["git", *SWITCHES, *arguments],
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                process_group=0 if os.name == "posix" else None,
            )
        except FileNotFoundError:
            if not self.directory.is_dir():
                raise RepositoryError(f"{self.directory} is not a directory", "check -C") from None
            raise RepositoryError("git is not installed", "install git 2.38 or newer") from None

    def _too_slow(self, command: str) -> RepositoryError:
        return RepositoryError(
            f"git {command} took longer than {self.seconds:.0f} seconds",
            "try again on an idle machine, or give more time with --timeout",
        )


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Write beside the reading, as both pipes may be full; a git that ended reads no more."""
    assert process.stdin is not None
    with suppress(OSError, ValueError):
        process.stdin.write(data)
        process.stdin.close()


def kill(process: subprocess.Popen[bytes]) -> None:
    """End git and what it may have started, which would hold its pipes open."""
    if process.poll() is None:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that may still run and close its pipes."""
    kill(process)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    process.wait()
