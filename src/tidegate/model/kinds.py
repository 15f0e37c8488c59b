"""What a change may be about: the kinds that policy asks for, a closed list."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class ChangeKind(StrEnum):
    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    CRYPTOGRAPHY = "cryptography"
    DATA_ACCESS = "data-access"
    DATABASE_SCHEMA = "database-schema"
    ENTRY_POINT_ADDED = "entry-point-added"
    OUTSIDE_CALLS = "outside-calls"
    PERSONAL_DATA = "personal-data"
    PAYMENT = "payment"
    INFRASTRUCTURE = "infrastructure"
    DEPENDENCIES = "dependencies"
    WORKFLOW = "workflow"
    AI_TOOL_CONFIGURATION = "ai-tool-configuration"
    GATE_CONFIGURATION = "gate-configuration"


class About(msgspec.Struct, frozen=True, order=True):
    """One thing that changes and what it is about. ``what`` is its name, ``why`` says how that is known.

    ``compared`` says that what it asks was compared with what it asked: less of it is a finding, and what
    only stands there otherwise means nothing else.
    """

    kind: ChangeKind
    what: str
    why: str
    path: str
    compared: bool = False
