"""The command line. Nothing heavy is imported here: ``tidegate --version`` must answer at once."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the process was started with, and exit with its status."""
    from tidegate.cli.program import run

    sys.exit(run(sys.argv[1:]))
