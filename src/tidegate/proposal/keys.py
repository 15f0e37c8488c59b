"""Public keys that git on this machine, or commits, name as somebody's. No private key is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tidegate.git import Repository
from tidegate.git.signatures import signed
from tidegate.ledger.signing.keys import Refused
from tidegate.ledger.signing.sshsig import BEGIN, public_key
from tidegate.model.change import Commit
from tidegate.model.people import ssh_key
from tidegate.model.proposal import Proposed

_TYPES = ("ssh-", "ecdsa-", "sk-")
_LONGEST = 1_000_000  # bytes of a file of signers

Keys = list[tuple[str, Proposed]]  # whose, by address, and the key


def known(repository: Repository, commits: Iterable[Commit]) -> Keys:
    """The own key, then those that git on this machine trusts, then those that commits were signed with."""
    return [*_own(repository), *_trusted(repository), *_of_commits(repository, commits)]


def _own(repository: Repository) -> Iterator[tuple[str, Proposed]]:
    address, said = repository.configured("user.email"), repository.configured("user.signingKey")
    if address is None or said is None or repository.configured("gpg.format") != "ssh":
        return
    key = _key(said.removeprefix("key::")) or _key(_text(_public(Path(said).expanduser())))
    if key is not None:
        yield address, Proposed(key, "git signs with it on this machine (user.signingKey)")


def _public(file: Path) -> Path:
    return file if file.suffix == ".pub" else file.with_name(f"{file.name}.pub")


def _trusted(repository: Repository) -> Iterator[tuple[str, Proposed]]:
    """Of the file by which git verifies signatures: ``ADDRESS[,ADDRESS] [OPTIONS] TYPE KEY [COMMENT]``."""
    said = repository.configured("gpg.ssh.allowedSignersFile")
    for line in _text(Path(said).expanduser()).splitlines() if said else ():
        principals, _, rest = line.strip().partition(" ")
        words = rest.split()
        place = next((n for n, word in enumerate(words) if word.startswith(_TYPES)), None)
        if principals.startswith("#") or place is None or "cert-authority" in words[:place]:
            continue
        if (key := _key(" ".join(words[place : place + 2]))) is not None:
            why = "git on this machine trusts it (gpg.ssh.allowedSignersFile)"
            yield from ((address.strip('"'), Proposed(key, why)) for address in principals.split(","))


def _of_commits(repository: Repository, commits: Iterable[Commit]) -> Iterator[tuple[str, Proposed]]:
    """Whoever makes a commit may say whose it is: such a key is shown, and not set."""
    listed = list(commits)
    raw = repository.raw_commits([commit.id for commit in listed])
    counted: Counter[tuple[str, str]] = Counter()
    for commit in listed:
        found = signed(raw.get(commit.id, b""))
        if found is not None and found[1].startswith(BEGIN):
            with suppress(Refused):
                counted[commit.committer_email, public_key(found[1])] += 1
    for (address, key), count in counted.most_common():
        why = f"signed {count} commit{'' if count == 1 else 's'} with this address: is it theirs?"
        yield address, Proposed(key, why, sure=False)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(_LONGEST).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _key(line: str) -> str | None:
    """``TYPE BASE64``, without the comment, which tells of the machine."""
    if not line.strip().startswith(_TYPES):
        return None
    try:
        return ssh_key(line).text
    except ValueError:
        return None
