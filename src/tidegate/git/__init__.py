"""Everything that git can say; the only place that runs it."""

from tidegate.git.errors import MergeConflict, MissingObject, ObjectError, TooLarge
from tidegate.git.objects import BLOB_LIMIT, Entry
from tidegate.git.repository import Repository
from tidegate.git.tree import Tree

__all__ = [
    "BLOB_LIMIT",
    "Entry",
    "MergeConflict",
    "MissingObject",
    "ObjectError",
    "Repository",
    "TooLarge",
    "Tree",
]
