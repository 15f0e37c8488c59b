"""The command line. Nothing heavy is imported here: ``tidegate --version`` must answer at once."""

from __future__ import annotations

import gc
import sys

_FEW_COLLECTIONS = 400_000  # objects made in between: most of what a command makes, it needs to the end


def main() -> None:
    """Run the command that the process was started with, and exit with its status."""
    gc.set_threshold(_FEW_COLLECTIONS)
    from tidegate.cli.program import run

    sys.exit(run(sys.argv[1:]))
