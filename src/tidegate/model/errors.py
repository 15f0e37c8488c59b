"""What may go wrong, in one tree. Each error says what, where, and the next step.

TidegateError            the tool could not do its work (exit status 2)
├── UsageError           the command's words do not fit
├── RepositoryError      not a repository, unknown revision, a clone without the base
├── ConfigurationError   .tidegate/ cannot be read or does not fit its schema
└── KnowledgeError       a knowledge file does not fit its schema
"""

from __future__ import annotations


class TidegateError(Exception):
    """``str(error)`` is one line: what is wrong and where; ``hint`` is the next step."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(TidegateError):
    pass


class RepositoryError(TidegateError):
    pass


class ConfigurationError(TidegateError):
    pass


class KnowledgeError(TidegateError):
    pass
