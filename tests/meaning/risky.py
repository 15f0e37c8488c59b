"""Changes that make a program less safe, often without touching the line that becomes dangerous."""

from __future__ import annotations

from meaning.checks import CHECKS
from meaning.conditions import NARROWED
from meaning.controls import CONTROLS
from meaning.flows import FLOWS
from meaning.gutted import GUTTED
from meaning.inherited import UNASKED
from meaning.labels import SEEN
from meaning.missing import MISSING
from meaning.mounted import LOST
from meaning.permissions import PERMISSIONS
from meaning.quiet import NOTICED
from meaning.settings import SETTINGS, SUPPRESSED
from meaning.swapped import SWAPPED

RISKY = (
    *FLOWS,
    *SWAPPED,
    *CHECKS,
    *CONTROLS,
    *PERMISSIONS,
    *NARROWED,
    *UNASKED,
    *GUTTED,
    *LOST,
    *MISSING,
    *SETTINGS,
    *SUPPRESSED,
    *NOTICED,
    *SEEN,
)
