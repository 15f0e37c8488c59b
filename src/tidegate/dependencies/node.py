"""What the JavaScript formats share: the ways in which a dependency may be asked for, and where it came from.

Source: npm's documentation of package.json, "dependencies"; the protocols of Yarn, pnpm and Bun.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import msgspec

from tidegate.dependencies import versions
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.model.dependency import Origin, Scope

ECOSYSTEM = "npm"
SECTIONS = {
    "dependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.OPTIONAL,
    "peerDependencies": Scope.RUNTIME,
    "devDependencies": Scope.DEV,
}
LONGEST_NAME = 400  # characters; the npm registry allows 214
_GIT = ("git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:")
_FOLDER = ("file:", "link:", "portal:", "exec:", "./", "../", "/", "~/")
_AFTER = {"npm:", "jsr:", "workspace:", "patch:"}  # what follows says more
_PROTOCOL = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_SHORTHAND = re.compile(r"^[A-Za-z0-9_-][\w.-]*/[\w.-]+(?:#.*)?$", re.DOTALL)
_SNAPSHOT = re.compile(r"/(?:tar\.gz|legacy\.tar\.gz|tarball|zip)/([0-9a-f]{40})$")
# How registries lay out their archives; GitHub's ends with the archive's hash.
_REGISTRY = re.compile(r"/-/|/download/(?:@[^/]+/)?[^/]+/[^/]+/[0-9a-f]{40,64}$")


class Spec(msgspec.Struct, frozen=True):
    """What a manifest asks for under a name; fields as of ``Dependency``."""

    name: str
    requirement: str | None = None
    version: str | None = None
    origin: Origin = Origin.REGISTRY
    location: str | None = None
    revision: str | None = None


def parse(name: str, spec: str) -> Spec:
    """Read ``"name": "spec"``. Raise Unreadable for a protocol that is not known."""
    text = spec.strip()
    protocol = _PROTOCOL.match(text)
    if text.startswith(_FOLDER) or (protocol and len(protocol[1]) == 1):
        return Spec(name, origin=Origin.PATH, location=text, requirement=text)
    if protocol and protocol[0] in _AFTER:
        return _protocol(name, protocol[0], text[protocol.end() :])
    if text.startswith(_GIT) or _SHORTHAND.match(text) or (protocol and protocol[1] in ("http", "https")):
        origin, location, revision = resolved(text if protocol or "@" in text else f"github:{text}")
        return Spec(name, origin=origin, location=location, revision=revision, requirement=None)
    if protocol and protocol[0] not in ("catalog:", "runtime:"):
        raise Unreadable(f"{name[:80]} is asked for by {protocol[0][:80]!r}, which is not known")
    return Spec(name, requirement=text or "*", version=pinned(text))


def _protocol(name: str, protocol: str, rest: str) -> Spec:
    if protocol == "workspace:":
        return Spec(name, origin=Origin.PATH, requirement=f"workspace:{rest}")
    if protocol == "patch:":
        return parse(*split(unquote(rest.partition("#")[0])))
    other, separate, asked = rest.rpartition("@")
    if not separate or not other:  # a range alone, or a name alone
        is_name = rest.startswith("@") or (protocol == "npm:" and versions.is_range(ECOSYSTEM, rest) is False)
        other, asked = (rest, "") if is_name else (name, rest)
    if protocol == "jsr:":
        other = f"@jsr/{other.removeprefix('@').replace('/', '__')}"
    return Spec(other, requirement=asked or "*", version=pinned(asked))


def requirement(name: str, spec: str | None) -> str | None:
    """The range that a spec asks for, as a manifest's reader gives it; ``None`` for an address."""
    try:
        return parse(name, spec).requirement if spec is not None else None
    except Unreadable:
        return None


def pinned(requirement: str) -> str | None:
    """The only version that a range allows, where it is written as one."""
    bare = requirement.strip().removeprefix("=").strip().removeprefix("v")
    return bare if versions.key(ECOSYSTEM, bare) is not None else None


def split(descriptor: str) -> tuple[str, str]:
    """``@scope/name@rest`` → name and rest."""
    at = descriptor.find("@", 1)
    return (descriptor, "") if at < 0 else (descriptor[:at], descriptor[at + 1 :])


def resolved(address: str) -> tuple[Origin, str, str | None]:
    """Where a lock file says that something came from: origin, address without credentials, revision."""
    bare, _, fragment = address.partition("#")
    if bare.startswith(_FOLDER):
        return Origin.PATH, bare, None
    if found := _SNAPSHOT.search(bare.partition("?")[0]):
        return Origin.GIT, without_credentials(bare), found[1]
    if bare.startswith(_GIT) or bare.endswith(".git"):
        return Origin.GIT, without_credentials(bare), fragment.removeprefix("commit=") or None
    is_registry = _REGISTRY.search(bare.partition("?")[0])
    return Origin.REGISTRY if is_registry else Origin.URL, without_credentials(bare), None
