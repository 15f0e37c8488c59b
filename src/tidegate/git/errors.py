"""What may go wrong with git, beside the general ``RepositoryError``.

TidegateError
├── MergeConflict        the merge that was asked about does not come out clean: "could not tell"
└── RepositoryError
    └── ObjectError      one object cannot be given
        ├── MissingObject    it is not in this clone (partial or damaged clone)
        └── TooLarge         it is over the size that is read
"""

from __future__ import annotations

from tidegate.model.errors import RepositoryError, TidegateError


class MergeConflict(TidegateError):
    """``paths`` conflict when the two sides are merged, so there is no merged tree to judge."""

    def __init__(self, ours: str, theirs: str, paths: tuple[str, ...]) -> None:
        super().__init__(
            f"{ours} and {theirs} conflict in {len(paths)} file{'' if len(paths) == 1 else 's'}",
            f"bring the branch up to date (git merge {ours}) and check it again",
        )
        self.ours = ours
        self.theirs = theirs
        self.paths = paths


class ObjectError(RepositoryError):
    """``oid`` names the object that cannot be given."""

    def __init__(self, oid: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.oid = oid


class MissingObject(ObjectError):
    def __init__(self, oid: str) -> None:
        super().__init__(
            oid, f"object {oid} is not in this clone", "fetch it: git fetch --refetch --no-filter"
        )


class TooLarge(ObjectError):
    """``size`` is the object's size in bytes, ``limit`` the size that is read."""

    def __init__(self, oid: str, size: int, limit: int) -> None:
        super().__init__(oid, f"object {oid} has {size} bytes, more than the {limit} that are read", "")
        self.size = size
        self.limit = limit
