"""`python -m tidegate.dependencies.popular ECOSYSTEM FILE --date 2026-11`: popularity data from a ranking.

FILE has a name a line, most downloaded first, or is a table with a column "name" (with tabs or commas).
What is kept are the names as they are compared, each once, in order; nothing else of the ranking is.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import tidegate.knowledge.popular as shipped
from tidegate.dependencies.names import normal

COUNT = 15_000  # names that are kept
_LEAST = 1_000  # fewer are no picture of what people use
_HEADER = """\
# source: public download statistics
# date: {date}
# licence: names and their order are facts; no rights are claimed in them
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """2 where the file holds too few names to be of use."""
    options = _parser().parse_args(arguments)
    names = kept(options.ecosystem, ranked(options.file.read_text("utf-8-sig")))
    if len(names) < _LEAST:
        sys.stderr.write(
            f"{options.file}: only {len(names)} names; a ranking of {_LEAST:,} or more is needed\n"
        )
        return 2
    target: Path = options.folder / f"{options.ecosystem}.txt"
    target.write_text(_HEADER.format(date=options.date) + "".join(f"{name}\n" for name in names), "utf-8")
    sys.stdout.write(f"{target}: {len(names)} names\n")
    return 0


def ranked(text: str) -> list[str]:
    """The names of a ranking, in its order."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    separator = next((one for one in "\t," if lines and one in lines[0]), None)
    if separator is None:
        return [line.strip() for line in lines]
    return [row["name"].strip() for row in csv.DictReader(lines, delimiter=separator)]


def kept(ecosystem: str, names: Iterable[str]) -> list[str]:
    """The names as they are compared, each once."""
    return list(dict.fromkeys(normal(ecosystem, name) for name in names))[:COUNT]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tidegate.dependencies.popular", description=__doc__)
    parser.add_argument("ecosystem", help="PyPI, npm, crates.io, …")
    parser.add_argument("file", type=Path, help="the ranking")
    parser.add_argument("--date", type=_month, required=True, help="of when it is, such as 2026-11")
    parser.add_argument(
        "--folder", type=Path, default=Path(shipped.__file__).parent, help="where the data is written"
    )
    return parser


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}", text):
        raise argparse.ArgumentTypeError(f"not a month such as 2026-11: {text}")
    return text


if __name__ == "__main__":
    sys.exit(main())
