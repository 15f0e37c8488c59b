"""Writing: many at once, ended anywhere, on a full disk, and shared with others."""

from __future__ import annotations

import copy
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import events
import ledgers
import msgspec
import pytest
from ledgers import LedgerBuilder, public
from repositories import RepositoryBuilder

from tidegate.git.layout import find_layout
from tidegate.ledger.chain import START, Signed
from tidegate.ledger.store import REF, LedgerError, Shared, Store
from tidegate.model import event as ev
from tidegate.model.canonical import canonical
from tidegate.model.errors import RepositoryError

WRITER = """
import sys
from pathlib import Path
from tidegate.git.layout import find_layout
from tidegate.ledger.chain import Signed
from tidegate.ledger.store import Store
folder = Path(sys.argv[2])
with Store(find_layout(Path(sys.argv[1]))) as store:
    for file in sorted(folder.glob("*.event")):
        signed = Signed(file.read_bytes(), file.with_suffix(".signature").read_bytes())
        print(store.append(signed).id, flush=True)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerBuilder:
    return LedgerBuilder(tmp_path / "shop")


def _prepared(ledger: LedgerBuilder, folder: Path, count: int, who: str) -> list[Signed]:
    """Events that are signed and wait to be appended, each in files of its own."""
    folder.mkdir()
    found = []
    for number in range(count):
        signed = ledger.sign(events.APPROVAL, who)
        (folder / f"{number:03}.event").write_bytes(signed.content)
        (folder / f"{number:03}.signature").write_bytes(signed.signatures)
        found.append(signed)
    return found


def _writer(ledger: LedgerBuilder, folder: Path, *before: str) -> subprocess.Popen[bytes]:
    words = [*before, sys.executable, "-c", WRITER, str(ledger.path), str(folder)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def test_writers_at_once_lose_nothing_and_sign_once(ledger: LedgerBuilder, tmp_path: Path) -> None:
    ledger.write(events.SEEN, "ci")
    writers = {}
    for who in ("anna", "ben", "boss"):
        signed = _prepared(ledger, tmp_path / who, 5, who)
        writers[who] = (signed, _writer(ledger, tmp_path / who))
    for signed, process in writers.values():
        printed, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
        assert printed.decode().split() == [one.id for one in signed]
    found = ledger.verify()
    assert (found.wrong, found.counting) == ((), 16)


@pytest.mark.parametrize("moment", range(12))
def test_whoever_is_killed_leaves_a_whole_ledger_with_all_that_he_was_told(
    moment: int, ledger: LedgerBuilder, tmp_path: Path
) -> None:
    first = ledger.write(events.SEEN, "ci")
    signed = _prepared(ledger, tmp_path / "queue", 12, "anna")
    process = _writer(ledger, tmp_path / "queue")
    assert process.stdout is not None
    told = [process.stdout.readline().decode().strip()]
    time.sleep(moment * 0.007)
    _kill_session(process.pid)
    told += process.communicate()[0].decode().split()
    found = ledger.verify()
    assert found.wrong == ()
    written = _ids(ledger)
    assert written[: len(told) + 1] == [first.id, *told]  # what was told is there, in order
    assert len(written) <= len(told) + 2  # and of the one that was being written, all or nothing
    _unlock(ledger)
    ledger.write(events.APPROVAL, "ben")
    assert ledger.verify().counting == len(written) + 1
    assert set(written) <= {first.id, *(one.id for one in signed)}


@pytest.mark.parametrize("step", range(1, 9))
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_each_call_of_git_nothing_is_half_written(
    step: int, when: str, ledger: LedgerBuilder, tmp_path: Path
) -> None:
    """A git of our own, first on the path, ends the writer before or after its n-th call."""
    _prepared(ledger, tmp_path / "queue", 2, "anna")
    real = subprocess.run(["which", "git"], check=True, capture_output=True).stdout.decode().strip()
    count, folder = tmp_path / "count", tmp_path / "bin"
    folder.mkdir()
    count.write_text("")
    shim = folder / "git"
    ending = "kill -9 $PPID"
    shim.write_text(
        f"#!/bin/sh\nprintf x >> {count}\nn=$(wc -c < {count})\n"
        f'if [ "$n" -eq {step} ] && [ {when} = before ]; then {ending}; exit 1; fi\n'
        f'{real} "$@"\nstatus=$?\n'
        f'if [ "$n" -eq {step} ] && [ {when} = after ]; then {ending}; fi\nexit $status\n'
    )
    shim.chmod(0o755)
    process = _writer(ledger, tmp_path / "queue", "env", f"PATH={folder}:{os.environ['PATH']}")
    printed, _ = process.communicate(timeout=60)
    told = printed.decode().split()
    written = _ids(ledger)
    assert written[: len(told)] == told
    assert len(written) <= len(told) + 1
    found = ledger.verify()
    assert (found.wrong, found.counting) == ((), len(written))


@pytest.mark.parametrize("size", [0, 1, 40, 41, 200, 1024, 4096])
def test_a_full_disk_is_told_and_changes_nothing(size: int, ledger: LedgerBuilder, tmp_path: Path) -> None:
    ledger.write(events.SEEN, "ci")
    before = ledger.verify()
    folder = tmp_path / "queue"
    folder.mkdir()
    for number, one in enumerate([ledger.sign(_large(), "anna")]):
        (folder / f"{number}.event").write_bytes(one.content)
        (folder / f"{number}.signature").write_bytes(one.signatures)
    process = _writer(ledger, folder, "prlimit", f"--fsize={size}")
    printed, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert printed == b""
    assert b"git hash-object" in said or b"git update-ref" in said
    _unlock(ledger)
    assert ledger.verify() == before
    ledger.write(events.APPROVAL, "anna")
    assert ledger.verify().counting == 2


class Narrow:
    """A git of our own, first on the path: its n-th call has no room to write, nor has what that calls."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder / "bin", folder / "count"
        self._folder.mkdir()
        self._real = shutil.which("git")

    def run(
        self, words: list[str], when: str = "false", instead: str = "trap '' XFSZ; ulimit -f 0"
    ) -> subprocess.CompletedProcess[str]:
        self._count.write_text("")
        shim = self._folder / "git"
        shim.write_text(
            f"#!/bin/sh\nprintf x >> {self._count}\nn=$(wc -c < {self._count})\n"
            f'if {when}; then {instead}; fi\nexec {self._real} "$@"\n'
        )
        shim.chmod(0o755)
        path = {"PATH": f"{self._folder}:{os.environ['PATH']}"}
        return subprocess.run(words, env=os.environ | path, capture_output=True, text=True, check=False)

    @property
    def calls(self) -> int:
        return len(self._count.read_text())


def test_wherever_appending_finds_no_room_nothing_is_half_written(
    ledger: LedgerBuilder, tmp_path: Path
) -> None:
    git, step, failed = Narrow(tmp_path), 1, 0
    while True:
        (signed,) = _prepared(ledger, tmp_path / str(step), 1, "anna")
        words = [sys.executable, "-c", WRITER, str(ledger.path), str(tmp_path / str(step))]
        before, done = _ids(ledger), git.run(words, f"[ $n -eq {step} ]")
        if git.calls < step:
            break
        failed += done.returncode != 0
        assert _ids(ledger) == (before if done.returncode else [*before, signed.id])
        assert ledger.verify().wrong == ()
        if done.returncode:
            assert git.run(words).returncode == 0
        assert _ids(ledger)[-1] == signed.id
        step += 1
    assert failed >= 2  # the object, and the ref


SYNC = """
import sys
from pathlib import Path
from tidegate.git.layout import find_layout
from tidegate.ledger.store import Shared, Store
with Store(find_layout(Path(sys.argv[1])), Shared(sys.argv[2])) as store:
    store.sync()
"""


def test_wherever_sharing_finds_no_room_nothing_is_lost(
    ledger: LedgerBuilder, remote: Path, tmp_path: Path
) -> None:
    one, other = (Clone(ledger, remote, tmp_path / name) for name in ("one", "other"))
    one.write("anna")
    one.sync()
    other.sync()
    mine, theirs = one.write("anna"), other.write("ben")
    other.sync()
    git, step, failed = Narrow(tmp_path), 1, 0
    while True:
        here, there = tmp_path / f"here-{step}", tmp_path / f"there-{step}"
        shutil.copytree(one.path, here)
        shutil.copytree(remote, there)
        words = [sys.executable, "-c", SYNC, str(here), str(there)]
        done = git.run(words, f"[ $n -eq {step} ]")
        failed += done.returncode != 0
        assert set(_ids(ledger, one.path)) <= set(_ids(ledger, here))
        assert set(_ids(ledger, remote)) <= set(_ids(ledger, there))
        assert _whole(ledger, here)
        if git.calls < step:
            break
        assert git.run(words).returncode == 0
        assert _ids(ledger, here) == _ids(ledger, there)
        assert _ids(ledger, here)[1:] == [theirs.id, mine.id]
        step += 1
    assert failed >= 4  # what is fetched, its ref, what is moved, what is pushed


def _whole(ledger: LedgerBuilder, path: Path) -> bool:
    """Nothing is wrong with a clone's ledger, and git misses nothing."""
    clone = copy.copy(ledger)
    clone.path = path
    ledger.builder.git("-C", str(path), "fsck", "--strict", "--no-dangling")
    return not clone.verify().wrong


def test_what_a_full_disk_is_called(ledger: LedgerBuilder, tmp_path: Path) -> None:
    _prepared(ledger, tmp_path / "queue", 1, "anna")
    words = [sys.executable, "-c", WRITER, str(ledger.path), str(tmp_path / "queue")]
    instead = "echo 'fatal: unable to write: No space left on device' >&2; exit 128"
    told = Narrow(tmp_path).run(words, 'echo "$*" | grep -q hash-object', instead).stderr
    assert f"the disk of {ledger.path / '.git'} is full: git hash-object" in told


def test_a_remote_that_never_takes_it_is_no_race(ledger: LedgerBuilder, remote: Path, tmp_path: Path) -> None:
    """What a remote says then sounds as if somebody else had been faster."""
    one = Clone(ledger, remote, tmp_path / "one")
    one.write("anna")
    (remote / f"{REF}.lock").parent.mkdir(exist_ok=True)
    (remote / f"{REF}.lock").write_text("")
    with pytest.raises(RepositoryError, match="does not take"):
        one.sync()
    (remote / f"{REF}.lock").unlink()
    one.sync()


def _large() -> ev.Payload:
    """It does not become small by compressing."""
    import random

    noise = "".join(random.Random(7).choices("0123456789abcdef", k=8000))
    return ev.Refusal(subject=events.SUBJECT, reason=noise)


def test_objects_may_have_long_ids(tmp_path: Path) -> None:
    ledger = LedgerBuilder(tmp_path / "shop", "--object-format=sha256")
    ledger.usual()
    assert ledger.verify().counting == 7
    assert len(ledger.end.commit or "") == 64
    ledger.builder.git("fsck", "--strict")


def test_an_event_that_is_too_large_is_refused(ledger: LedgerBuilder) -> None:
    large = ev.FindingRef(rule="r", fingerprints={str(n): "x" * 500 for n in range(20)})
    signed = ledger.sign(msgspec.structs.replace(events.DECISION, findings=(large,) * 120), "ci")
    with ledger.store as store, pytest.raises(ValueError, match="bytes"):
        store.append(signed)


def test_a_lock_that_somebody_left_is_named(ledger: LedgerBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidegate.git.reference.LOCKED_SECONDS", 0.1)
    ledger.write(events.SEEN, "ci")
    lock = ledger.path / ".git" / f"{REF}.lock"
    lock.write_text("")
    with pytest.raises(RepositoryError, match="is locked") as caught:
        ledger.write(events.APPROVAL, "anna")
    assert str(lock) in str(caught.value)
    lock.unlink()
    ledger.write(events.APPROVAL, "anna")


def test_an_event_that_is_none_is_not_written(ledger: LedgerBuilder) -> None:
    signed = ledger.sign(events.APPROVAL, "anna")
    with ledger.store as store:
        for wrong in (signed.content + b"\n", b"{}", b""):
            with pytest.raises(ValueError, match=r"event"):
                store.append(Signed(wrong, signed.signatures))
        assert store.head is None


def test_git_alone_shows_an_event_and_openssh_alone_verifies_it(
    ledger: LedgerBuilder, tmp_path: Path
) -> None:
    ledger.usual()
    message = ledger.builder.git("log", "-1", "--skip=4", "--format=%b", REF).splitlines()
    (tmp_path / "event").write_text(message[1])
    (tmp_path / "signature").write_text("\n".join(message[2:]) + "\n")
    (tmp_path / "signers").write_text(f"anna {public('anna')}\n")
    words = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(tmp_path / "signers"),
        "-I",
        "anna",
        "-n",
        "tidegate-ledger",
    ]
    with (tmp_path / "event").open("rb") as event:
        subprocess.run(
            [*words, "-s", str(tmp_path / "signature")], stdin=event, check=True, capture_output=True
        )
    ledger.builder.git("fsck", "--strict")
    ledger.builder.git("gc", "--quiet", "--prune=now")
    assert ledger.verify().counting == 7


class Clone:
    """Somebody's clone of one shared repository."""

    def __init__(self, ledger: LedgerBuilder, remote: Path, path: Path, ref: str = REF) -> None:
        ledger.builder.git("clone", "--quiet", str(remote), str(path))
        self.ledger = ledger
        self.place = Shared(str(remote), ref)
        self.path = path

    def write(self, who: str) -> Signed:
        with Store(find_layout(self.path), self.place) as store:
            signed = self.ledger.sign(events.APPROVAL, who, known=store.known().position)
            store.append(signed)
            return signed

    def sync(self) -> None:
        with Store(find_layout(self.path), self.place) as store:
            store.sync()

    @property
    def head(self) -> str | None:
        with Store(find_layout(self.path), self.place) as store:
            return store.head


@pytest.fixture
def remote(ledger: LedgerBuilder, tmp_path: Path) -> Path:
    path = tmp_path / "remote.git"
    ledger.builder.git("clone", "--quiet", "--bare", str(ledger.path), str(path))
    return path


@pytest.mark.parametrize("ref", [REF, "refs/heads/ledger"])
def test_what_two_wrote_apart_comes_together_without_new_signatures(
    ref: str, ledger: LedgerBuilder, remote: Path, tmp_path: Path
) -> None:
    one, other = (Clone(ledger, remote, tmp_path / name, ref) for name in ("one", "other"))
    written = [one.write("anna"), one.write("anna")]
    one.sync()
    written += [other.write("ben"), other.write("ben"), one.write("anna")]
    one.sync()
    other.sync()
    one.sync()
    assert one.head == other.head is not None
    assert RepositoryBuilder.git(ledger.builder, "--git-dir", str(remote), "rev-parse", ref) == one.head
    ledger.builder.git("fetch", "--quiet", str(remote), f"+{ref}:{REF}")
    found = ledger.verify()
    assert (found.wrong, found.counting) == ((), 5)
    assert sorted(_ids(ledger)) == sorted(signed.id for signed in written)


def test_what_another_version_wrote_is_shared_as_it_is(
    ledger: LedgerBuilder, remote: Path, tmp_path: Path
) -> None:
    one, other = (Clone(ledger, remote, tmp_path / name) for name in ("one", "other"))
    one.write("anna")
    one.sync()
    said = json.loads(ledger.sign(events.APPROVAL, "ben", known=START).content) | {"mood": "fine"}
    content = canonical(said)
    with Store(find_layout(other.path), other.place) as store:
        store.append(Signed(content, ledgers.signer("ben").sign(content).encode()))
    other.sync()
    one.sync()
    assert one.head == other.head
    ledger.builder.git("fetch", "--quiet", str(remote), f"+{REF}:{REF}")
    found = ledger.verify()
    assert (found.wrong, [trouble.number for trouble in found.unsure]) == ((), [2])


def test_a_shared_ledger_that_was_rewritten_or_deleted_is_not_taken(
    ledger: LedgerBuilder, remote: Path, tmp_path: Path
) -> None:
    one = Clone(ledger, remote, tmp_path / "one")
    one.write("anna")
    one.write("anna")
    one.sync()
    head = one.head
    ledger.builder.git("--git-dir", str(remote), "update-ref", REF, f"{head}^")
    with pytest.raises(RepositoryError):
        one.sync()
    assert one.head == head
    ledger.builder.git("--git-dir", str(remote), "update-ref", "-d", REF)
    with pytest.raises(LedgerError, match="is gone"):
        one.sync()
    assert one.head == head


def test_a_remote_that_refuses_is_told(ledger: LedgerBuilder, remote: Path, tmp_path: Path) -> None:
    hook = remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    one = Clone(ledger, remote, tmp_path / "one")
    one.write("anna")
    with pytest.raises(RepositoryError, match="does not take"):
        one.sync()
    with (
        Store(find_layout(one.path), Shared(str(tmp_path / "none"))) as store,
        pytest.raises(RepositoryError),
    ):
        store.sync()
    with Store(find_layout(one.path)) as store, pytest.raises(LedgerError, match="no remote"):
        store.sync()


def _ids(ledger: LedgerBuilder, path: Path | None = None) -> list[str]:
    there = "-C", str(path or ledger.path)
    if not ledger.builder.git(*there, "for-each-ref", REF):
        return []
    printed = ledger.builder.git(*there, "log", "--reverse", "--format=%s", REF)
    return [line.split()[2] for line in printed.splitlines()]


def _unlock(ledger: LedgerBuilder) -> None:
    """What the message says to do where git itself was ended."""
    (ledger.path / ".git" / f"{REF}.lock").unlink(missing_ok=True)


def _kill_session(session: int) -> None:
    """Everything that a process started, as when a container ends."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                os.kill(int(folder.name), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
