"""The ledger of a repository, with all that is needed to read and to write it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tidegate.config import disk
from tidegate.config.loading import load
from tidegate.config.settings import DEFAULTS, Settings
from tidegate.git import Repository
from tidegate.git.process import SECONDS
from tidegate.git.revisions import Revision
from tidegate.ledger.chain import Signed
from tidegate.ledger.people import Team, team
from tidegate.ledger.signing.keys import require
from tidegate.ledger.signing.openpgp import Keyring
from tidegate.ledger.signing.signer import Signer
from tidegate.ledger.store import Appended, Shared, Store, anchor
from tidegate.model.errors import UsageError
from tidegate.model.event import Payload, decoded, encoded, event


class Opened(msgspec.Struct, frozen=True):
    """``name`` is what the repository is called in events; ``base`` the tip whose rules hold.

    ``config`` is a file that stands for the base's settings; ``certificates`` are those of authorities for
    time stamps, in PEM; ``anchors`` other places that have the ledger.
    """

    repository: Repository
    store: Store
    team: Team
    keyring: Keyring
    name: str
    base: Revision | None
    certificates: str | None = None
    config: Path | None = None
    anchors: tuple[Shared, ...] = ()

    def sign(self, payload: Payload, actor: str, signer: Signer) -> Signed:
        """An event of now. Raise UsageError where its parts do not fit, TidegateError where nobody signs."""
        known, now = self.store.known(), datetime.now(UTC)
        position, seen = known.position, self.store.seen(known)
        try:
            said = event(payload, actor=actor, repository=self.name, after=position, at=now, seen=seen)
            content = encoded(said)
            decoded(content)
        except ValueError as reason:
            raise UsageError(f"that is no event: {reason}", "see docs/ledger.md") from None
        return Signed(content, signer.sign(content).encode())

    def append(self, payload: Payload, actor: str, signer: Signer) -> Appended:
        """Sign an event of now, and let it stand at the end of the ledger. Raise TidegateError."""
        signed = self.sign(payload, actor, signer)
        try:
            return self.store.append(signed)
        except ValueError as reason:
            raise UsageError(str(reason), "see docs/ledger.md") from None


@contextmanager
def opened(
    directory: Path, *, config: Path | None = None, branch: str | None = None, seconds: float | None = None
) -> Iterator[Opened]:
    """Settings and people are those of the tip of ``branch``, by default the default branch.

    Raise TidegateError.
    """
    with Repository.open(directory, seconds=seconds or SECONDS) as repository:
        base = repository.revision(branch) if branch else repository.default_branch()
        with within(repository, _settings(repository, config, base), base, config) as found:
            yield found


@contextmanager
def within(
    repository: Repository, settings: Settings, base: Revision | None, config: Path | None = None
) -> Iterator[Opened]:
    """The ledger of an open repository. Raise TidegateError."""
    require()
    people = team(repository, base.oid) if base else Team(())
    shared = Shared(_remote(repository, settings.ledger.remote), settings.ledger.ref)
    name = settings.ledger.repository or called(repository)
    with Store(repository.layout, shared) as store, Keyring(people.openpgp) as keyring:
        yield Opened(
            repository,
            store,
            people,
            keyring,
            name,
            base,
            settings.ledger.certificates,
            config,
            tuple(anchor(one.remote, one.ref) for one in settings.ledger.anchors),
        )


def _remote(repository: Repository, remote: str) -> str | None:
    """A remote that git knows, or an address; ``None``: the ledger is here alone."""
    is_address = "/" in remote or ":" in remote
    return remote if is_address or repository.configured(f"remote.{remote}.url") else None


def called(repository: Repository) -> str:
    """What the address of ``origin`` says ("github.com/acme/shop", of a folder its name), else the folder.

    So all clones of one repository call it the same.
    """
    address = repository.configured("remote.origin.url")
    if address and "://" in address:
        return _plain(address.partition("://")[2].rpartition("@")[2])
    if address and ":" in address.partition("/")[0]:  # as ssh writes it: git@host:path
        host, _, path = address.partition(":")
        return _plain(f"{host.rpartition('@')[2]}/{path}")
    if address:
        return _plain(address.rstrip("/").rpartition("/")[2])
    place = repository.layout.work_tree or repository.layout.git_directory
    return _plain(place.name)


def _plain(name: str) -> str:
    return name.strip("/").removesuffix(".git")


def _settings(repository: Repository, config: Path | None, base: Revision | None) -> Settings:
    if config is not None:
        return load(disk.reader(config), str(config))
    return load(repository.tree(base.tree).read) if base else DEFAULTS
