"""`python -m tidegate.dependencies.replacements FOLDER --date 2026-09-21`: what replaces packages of npm.

FOLDER is the unpacked npm package `module-replacements`. What is kept are facts: which package, what replaces
it, since which version of an engine; none of its sentences and none of its code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

import tidegate.knowledge.replacements as shipped
from tidegate.knowledge.replacements import By, Kind, Replacement

# The lists, the first of which counts where several name a package.
_LISTS = {"native": Kind.NATIVE, "micro-utilities": Kind.LINES, "preferred": Kind.PREFERRED}
_ENGINES = {"nodejs": "Node.js", "deno": "Deno", "bun": "Bun", "chrome": "Chrome"}  # the first that has it
_LEAST = 100  # packages; fewer are not that list
_HEADER = """\
# source: module-replacements {version}
# date: {date}
# licence: {licence}, {copyright}; facts alone are kept
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """2 where the folder does not hold the package."""
    options = _parser().parse_args(arguments)
    try:
        head = _head(options.folder, options.date)
        found = kept({name: _read(options.folder / "manifests" / f"{name}.json") for name in _LISTS})
    except (OSError, msgspec.DecodeError, KeyError) as error:
        sys.stderr.write(f"{options.folder}: not the package module-replacements: {error}\n")
        return 2
    if len(found) < _LEAST:
        sys.stderr.write(f"{options.folder}: only {len(found)} packages; {_LEAST} or more are expected\n")
        return 2
    target: Path = options.into / "npm.txt"
    target.write_text(head + "".join(_line(name, found[name]) for name in sorted(found)), "utf-8")
    sys.stdout.write(f"{target}: {len(found)} packages\n")
    return 0


def kept(lists: Mapping[str, Mapping[str, Any]]) -> dict[str, Replacement]:
    """What the lists say, by package. Raise KeyError where one has another shape."""
    found: dict[str, Replacement] = {}
    for name, kind in _LISTS.items():
        known = lists[name]["replacements"]
        for package, mapping in lists[name]["mappings"].items():
            by = [known[one] for one in mapping["replacements"]]
            if (said := _replacement(kind, by)) is not None:
                found.setdefault(package, said)
    return found


def _replacement(kind: Kind, by: Sequence[Mapping[str, Any]]) -> Replacement | None:
    """Of what the language has, one that is called a removal says that nothing is left to do."""
    named = tuple(_by(one) for one in by if one["type"] != "removal")
    if named:
        return Replacement(kind, named)
    return Replacement(Kind.NEEDLESS) if kind is Kind.NATIVE else None


def _by(one: Mapping[str, Any]) -> By:
    what = one.get("replacementModule") or one["id"].partition("::")[2] or one["id"]
    return By(" ".join(str(what).split()), next(_since(one), None))


def _since(one: Mapping[str, Any]) -> Iterator[str]:
    versions = {engine["engine"]: engine["minVersion"] for engine in one.get("engines", ())}
    return (f"{name} {versions[engine]}" for engine, name in _ENGINES.items() if engine in versions)


def _head(folder: Path, day: date) -> str:
    about = _read(folder / "package.json")
    lines = (folder / "LICENSE").read_text("utf-8").splitlines()
    owner = next(line.strip() for line in [*lines, "no copyright is named"] if "copyright" in line.lower())
    return _HEADER.format(version=about["version"], date=day, licence=about["license"], copyright=owner)


def _read(file: Path) -> dict[str, Any]:
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])


def _line(name: str, said: Replacement) -> str:
    fields = [field for one in said.by for field in (one.what, one.since or "")]
    return "\t".join([name, said.kind.value, *fields]) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tidegate.dependencies.replacements", description=__doc__)
    parser.add_argument("folder", type=Path, help="the unpacked package")
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="of the version's release")
    into = Path(shipped.__file__).parent
    parser.add_argument("--into", type=Path, default=into, help="the folder in which the data is written")
    return parser


if __name__ == "__main__":
    sys.exit(main())
