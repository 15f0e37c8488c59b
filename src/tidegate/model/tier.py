"""How risky a change is."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
