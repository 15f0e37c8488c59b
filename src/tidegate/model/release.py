"""What a release holds, held against the ledger (``tidegate.release/1``)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tidegate.model.proof import Proof, Verdict


class Standing(StrEnum):
    """How a change of a release stands."""

    PROVED = "proved"
    BYPASSED = "bypassed"  # by a break-glass, which somebody else reviewed since
    REVIEW_DUE = "review-due"  # a break-glass that is to be reviewed yet
    UNDETERMINED = "undetermined"
    NOT_PROVED = "not-proved"


class Signed(StrEnum):
    """What the tag's signature is."""

    FITS = "fits"
    BROKEN = "broken"  # it is not one over this tag
    UNKNOWN = "unknown"  # it could not be told
    NONE = "none"


class TagSignature(msgspec.Struct, frozen=True, kw_only=True):
    """``person`` is whose key it was when the tag says that it was made; ``None``: nobody's."""

    signed: Signed
    person: str | None = None
    key: str | None = None
    why: str = ""


class Contained(msgspec.Struct, frozen=True, kw_only=True):
    """A commit that landed, with as many ``commits`` as it brought, itself included."""

    commit: str
    title: str
    commits: int
    standing: Standing
    proof: Proof


class ReleaseEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that landed after ``since`` up to ``commit``. ``since_tag`` is the tag that was taken for it."""

    schema: str = "tidegate.release/1"
    tag: str
    commit: str
    since: str | None
    since_tag: str | None
    signature: TagSignature
    accepted_by: tuple[str, ...] = ()  # managers, by events of the ledger
    commits: int
    changes: tuple[Contained, ...]
    limits: tuple[str, ...] = ()

    @property
    def answer(self) -> Verdict:
        """Of all together: one that is not proved is enough for a no."""
        standings = {one.standing for one in self.changes}
        if Standing.NOT_PROVED in standings or self.signature.signed is Signed.BROKEN:
            return Verdict.NOT_PROVED
        unclear = standings & {Standing.UNDETERMINED, Standing.REVIEW_DUE}
        return Verdict.UNDETERMINED if unclear or self.limits else Verdict.PROVED
