"""Draw the report of the demo: `python demo/picture.py build/demo docs/report.svg` after `make demo`."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tidegate.check import CheckOptions, check
from tidegate.reports import render

_WIDTH = 80
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)  # would be fetched from elsewhere


def picture(repository: Path) -> str:
    """The coloured report as SVG, without anything that a reader's browser would fetch."""
    result = check(CheckOptions(directory=repository, revision_range="main..refunds"))
    console = Console(record=True, width=_WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(render("text", result, color=True, width=_WIDTH)))
    drawn = console.export_svg(title="tidegate check main..refunds", unique_id="report")
    return _FONT.sub("", drawn).replace("Fira Code", "ui-monospace, Menlo, Consolas")


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(Path(sys.argv[1])), "utf-8")
