"""Print the schema: ``python -m tidegate.reports.schema [trace|event|review|release] > FILE``."""

from __future__ import annotations

import sys

from tidegate.reports.schema import generated

if __name__ == "__main__":
    sys.stdout.write(generated(*sys.argv[1:2]))
