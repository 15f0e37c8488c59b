"""What a team may say in ``.tidegate/config.yaml``, as types.

The types are the one place where keys, bounds and their explanation stand: the reader, its error
messages and the JSON Schema for editors are derived from them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tidegate.config.tiers import TeamTier
from tidegate.config.words import (
    Algorithm,
    Certificates,
    CommitId,
    Day,
    Fingerprint,
    Learned,
    Licence,
    Name,
    NameGlob,
    Package,
    PackageGlob,
    PathGlob,
    PinnedPath,
    Place,
    Reason,
    Ref,
    Remote,
    RepositoryName,
    RouteGlob,
    Sha256,
    TrailerKey,
    Word,
)


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class PersonalData(_Section, frozen=True):
    """Where data of persons lies."""

    tables: Annotated[tuple[NameGlob, ...], Meta(description="Tables or models: customers, user_*")] = ()
    fields: Annotated[tuple[NameGlob, ...], Meta(description="Fields of a table: *.email, user.phone")] = ()


class InternetFacing(_Section, frozen=True):
    """What everybody on the internet can reach."""

    routes: Annotated[tuple[RouteGlob, ...], Meta(description="Routes: /api/**")] = ()
    paths: Annotated[tuple[PathGlob, ...], Meta(description="Code: services/public/**")] = ()


class ThreatModel(_Section, frozen=True):
    """What the program's own functions and data mean for security."""

    authentication: Annotated[
        tuple[Name, ...],
        Meta(description="Decorators, dependencies, base classes or calls that establish who asks"),
    ] = ()
    authorization: Annotated[
        tuple[Name, ...],
        Meta(description="Decorators, dependencies, base classes or calls that establish that they may"),
    ] = ()
    cryptography: Annotated[
        tuple[Name, ...], Meta(description="Functions, classes or modules that encrypt, sign or keep keys")
    ] = ()
    payment: Annotated[
        tuple[Name, ...], Meta(description="Functions, classes or modules that move money")
    ] = ()
    sanitizers: Annotated[
        dict[Word, tuple[Name, ...]],
        Meta(description="For each kind of sink, functions whose result is safe there"),
    ] = {}
    personal_data: PersonalData = PersonalData()
    internet_facing: InternetFacing = InternetFacing()


class Rule(_Section, frozen=True):
    """How one rule differs from what the tool brings."""

    reason: Annotated[Reason, Meta(description="Why; shown in every report that it changes")]
    enabled: Annotated[bool, Meta(description="false: not reported", extra={"is": "true or false"})] = True
    severity: Annotated[
        Literal["low", "medium", "high", "critical"] | None, Meta(description="Instead of the rule's own")
    ] = None
    at_least: Annotated[
        Literal["low", "medium", "high", "critical"] | None,
        Meta(description="Not lower than this, whatever the rule's own is"),
    ] = None
    paths: Annotated[
        tuple[PathGlob, ...], Meta(description="Only there; globs as in .gitignore, ! takes out again")
    ] = ()


class Extended(_Section, frozen=True):
    """Settings of an organisation, pinned by what they say.

    The file is of this repository, of a ``folder`` of this machine, or of a ``commit`` of another
    ``repository`` of this machine; both are absolute, or seen from this repository.
    """

    path: Annotated[PinnedPath, Meta(description="Such as policies/organisation.yaml")]
    sha256: Annotated[Sha256, Meta(description="Of the file; another one is refused")]
    folder: Annotated[Place | None, Meta(description="Such as /etc/tidegate")] = None
    repository: Annotated[Place | None, Meta(description="Such as ../policies")] = None
    commit: Annotated[CommitId | None, Meta(description="With repository: which commit")] = None


class BreakGlassRules(_Section, frozen=True):
    """Who may pass the gate in an emergency; it is recorded, and somebody else reviews it."""

    roles: Annotated[tuple[Word, ...], Meta(description="Of .tidegate/people.yaml; none: nobody may")] = ()
    review_within_hours: Annotated[
        int, Meta(ge=1, le=168, description="Until when it must be reviewed", extra={"is": "hours, 1 to 168"})
    ] = 24


class SensitivePaths(_Section, frozen=True):
    """Code whose every meaningful change has at least this tier."""

    paths: Annotated[tuple[PathGlob, ...], Meta(min_length=1, description="Globs as in .gitignore")]
    tier: Annotated[Literal["medium", "high", "critical"], Meta(description="At least this")]
    reason: Annotated[Reason, Meta(description="Shown in the report")]


class AcceptedFinding(_Section, frozen=True):
    """A finding that the team lives with for a while.

    It counts only with a reason, a name and a day within the next 366 days: see ``exceptions``.
    """

    fingerprint: Annotated[Fingerprint, Meta(description="As `tidegate explain` prints it")]
    also: Annotated[
        dict[Algorithm, Fingerprint],
        Meta(description="What it is known as where its function was renamed or moved: by algorithm"),
    ] = {}
    reason: Annotated[str, Meta(description="Why it may stay", extra={"is": "a text"})] = ""
    by: Annotated[str, Meta(description="Who answers for it", extra={"is": "a text"})] = ""
    until: Annotated[Day | None, Meta(description="The last day on which it counts")] = None


class Licences(_Section, frozen=True):
    """SPDX licence identifiers. With ``allow``, every other one needs a human; what is denied is refused."""

    allow: Annotated[tuple[Licence, ...], Meta(description="Such as MIT, Apache-2.0")] = ()
    deny: Annotated[tuple[Licence, ...], Meta(description="Such as AGPL-3.0-only")] = ()


class Forbidden(_Section, frozen=True):
    """A package that must not come in."""

    package: Annotated[Package, Meta(description="Such as PyPI:pycrypto")]
    reason: Annotated[Reason, Meta(description="Why; shown in the report")]
    instead: Annotated[tuple[Package, ...], Meta(description="What to use for the same purpose")] = ()


class Dependencies(_Section, frozen=True):
    """What the team asks of packages that come in."""

    advisories_max_age: Annotated[
        int,
        Meta(
            ge=0, le=366, description="Days after which advisories are too old to say that nothing is known"
        ),
    ] = 14
    minimum_age: Annotated[
        int, Meta(ge=0, le=366, description="Days that a version must have been out: a cool-down")
    ] = 0
    own: Annotated[
        tuple[PackageGlob, ...], Meta(description="The organisation's own packages: npm:@acme/*, PyPI:acme-*")
    ] = ()
    assistants_learned_until: Annotated[
        Learned | None,
        Meta(description="Up to when the coding assistants in use have learned, or which model they use"),
    ] = None
    sources: Annotated[
        tuple[NameGlob, ...],
        Meta(description="Hosts that packages may come from; without any, those in base"),
    ] = ()
    preferred: Annotated[
        dict[Word, tuple[Package, ...]],
        Meta(description="By purpose (`tidegate purposes`): what the team uses"),
    ] = {}
    forbidden: tuple[Forbidden, ...] = ()
    licences: Licences = Licences()
    require: Annotated[
        tuple[Literal["pins", "hashes"], ...], Meta(description="What every entry that comes in must have")
    ] = ()


class AttributionRules(_Section, frozen=True):
    """What the team asks of those who say who wrote a change."""

    required_from: Annotated[
        Literal["low", "medium", "high", "critical"] | None,
        Meta(description="From this tier on, somebody must say who wrote every added line"),
    ] = None
    trailers: Annotated[
        Literal["ignore", "require", "forbid"],
        Meta(description="require: what an AI tool wrote says so in a trailer; forbid: no such trailers"),
    ] = "ignore"
    accept: Annotated[
        tuple[TrailerKey, ...], Meta(min_length=1, description="Trailers that count: Assisted-by")
    ] = ("Assisted-by", "Co-authored-by", "Generated-by")


class Anchor(_Section, frozen=True):
    """Another place that has the ledger, to which it is only ever added."""

    remote: Annotated[Remote, Meta(description="A remote's name, or the address of a repository")]
    ref: Annotated[Ref, Meta(description="There; a protected branch such as refs/heads/ledger")] = (
        "refs/tidegate/ledger"
    )


class LedgerPlace(_Section, frozen=True):
    """Where the shared copy of the ledger is, and what this repository is called in it."""

    repository: Annotated[
        RepositoryName | None,
        Meta(description="Such as acme/shop; without it what the address of `origin` says"),
    ] = None
    remote: Annotated[
        Remote, Meta(description="A remote's name, or the address of a repository of its own")
    ] = "origin"
    ref: Annotated[Ref, Meta(description="There; a protected branch such as refs/heads/ledger")] = (
        "refs/tidegate/ledger"
    )
    certificates: Annotated[
        Certificates | None,
        Meta(description="Of authorities for time stamps and of their roots, in PEM, one after the other"),
    ] = None
    anchors: Annotated[
        tuple[Anchor, ...],
        Meta(
            description="Where others may write: what they had cannot be lost here unnoticed", max_length=16
        ),
    ] = ()


class Settings(_Section, frozen=True):
    """Settings of Tidegate, read from the tip of the base branch."""

    version: Annotated[Literal[1], Meta(description="Of this format")]
    extends: Annotated[
        tuple[Extended, ...], Meta(description="Settings of the organisation, which these only tighten")
    ] = ()
    allows: Annotated[
        tuple[Literal["threat-model", "exceptions", "rules", "observe", "break-glass"], ...],
        Meta(description="What those who extend this, or stand in folders below, may say as they like"),
    ] = ()
    mode: Annotated[
        Literal["enforce", "observe"],
        Meta(description="observe: report what would have been decided, and let it pass"),
    ] = "enforce"
    observe_until: Annotated[
        Day | None, Meta(description="With mode observe: the last day on which it holds")
    ] = None
    threat_model: ThreatModel = ThreatModel()
    rules: Annotated[dict[Word, Rule], Meta(description="By the rule's id: see `tidegate rules`")] = {}
    sensitive_paths: tuple[SensitivePaths, ...] = ()
    tiers: Annotated[
        tuple[TeamTier, ...], Meta(description="From the lowest to the highest; all that apply are owed")
    ] = ()
    exceptions: tuple[AcceptedFinding, ...] = ()
    dependencies: Dependencies = Dependencies()
    attribution: AttributionRules = AttributionRules()
    break_glass: BreakGlassRules = BreakGlassRules()
    ledger: LedgerPlace = LedgerPlace()

    def observing(self, today: date) -> date | None:
        """Until when decisions are only observed; ``None`` where they are enforced today."""
        if self.mode == "observe" and self.observe_until and today <= self.observe_until:
            return self.observe_until
        return None


DEFAULTS = Settings(version=1)
