"""What values of settings may be, each with the words of a message that refuses another."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta


def a_text(words: str, pattern: str) -> Meta:
    """A text of the form ``pattern``, in ``words`` for people."""
    return Meta(pattern=pattern, extra={"is": words}, max_length=1000)


Reason = Annotated[str, a_text("a reason in words", r"\S")]
Name = Annotated[str, a_text("a dotted name such as acme.auth.login_required", r"^[^\s.]+(\.[^\s.]+)*$")]
Word = Annotated[str, a_text("a word such as sql-injection", r"^[a-z][a-z0-9_-]*$")]
PathGlob = Annotated[str, a_text("a path glob such as services/**", r"^[^\s#](.*\S)?$")]
NameGlob = Annotated[str, a_text("a name such as user_* or *.email", r"^[^\s]+$")]
RouteGlob = Annotated[str, a_text("a route such as /api/**", r"^/[^\s]*$")]
Fingerprint = Annotated[str, a_text("a fingerprint, as `tidegate explain` prints it", r"^\S{8,}$")]
Algorithm = Annotated[
    str, a_text("an algorithm such as tidegate/shape-1", r"^[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*-[0-9]+$")
]
Package = Annotated[
    str, a_text("a package such as PyPI:requests or npm:@scope/name", r"^[A-Za-z. -]+:[^\s:]+(:[^\s:]+)?$")
]
PackageGlob = Annotated[str, a_text("packages such as npm:@acme/*", r"^[A-Za-z. -]+:[^\s]+$")]
Licence = Annotated[str, a_text("an SPDX licence such as Apache-2.0", r"^[A-Za-z0-9.+-]+$")]
Learned = Annotated[
    str,
    a_text(
        "a date such as 2026-01-31, a month such as 2026-01, or a model such as claude-sonnet-4-5",
        r"^(\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|[A-Za-z]\S*)$",
    ),
]
TrailerKey = Annotated[str, a_text("a trailer's key such as Assisted-by", r"^[A-Za-z][A-Za-z0-9-]*$")]
Place = Annotated[str, a_text("a path such as policies/organisation.yaml", r"^[^\s-](.*\S)?$")]
PinnedPath = Annotated[
    str,
    a_text(
        "a path from the top, without . or .. in it, such as policies/organisation.yaml",
        r"^(?!/)(?!(.*/)?\.{0,2}(/|$))[^\s-](.*\S)?$",
    ),
]
Sha256 = Annotated[str, a_text("64 hexadecimal digits", r"^[0-9a-f]{64}$")]
CommitId = Annotated[str, a_text("a whole commit id", r"^([0-9a-f]{40}|[0-9a-f]{64})$")]
Day = Annotated[date, Meta(extra={"is": "a date such as 2027-01-31"})]
RepositoryName = Annotated[str, a_text("a name such as acme/shop", r"^\S+$")]
Remote = Annotated[str, a_text("a remote such as origin, or an address", r"^[^\s-]\S*$")]
Ref = Annotated[str, a_text("a whole ref such as refs/heads/ledger", r"^refs/([^\s~^:?*\[\\]+)$")]
Certificates = Annotated[
    str,
    Meta(pattern="-----BEGIN CERTIFICATE-----", max_length=100_000, extra={"is": "certificates in PEM"}),
]
