"""``.tidegate/*.yaml`` → typed settings.

Settings come from the tip of the base branch (or from ``--config``), never from the head of a change.
"""

from tidegate.config.exceptions import Judged, judge
from tidegate.config.loading import (
    KNOWLEDGE,
    SETTINGS,
    Read,
    SettingsError,
    Words,
    digest,
    knowledge_files,
    load,
    parse,
)
from tidegate.config.settings import DEFAULTS, AcceptedFinding, Rule, SensitivePaths, Settings, ThreatModel

__all__ = [
    "DEFAULTS",
    "KNOWLEDGE",
    "SETTINGS",
    "AcceptedFinding",
    "Judged",
    "Read",
    "Rule",
    "SensitivePaths",
    "Settings",
    "SettingsError",
    "ThreatModel",
    "Words",
    "digest",
    "judge",
    "knowledge_files",
    "load",
    "parse",
]
