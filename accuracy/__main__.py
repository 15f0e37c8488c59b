"""`python -m accuracy [QUESTION ...] [--data DIR] [--only NAME] [--json|--record]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import msgspec

from accuracy import (
    advisories,
    attribution,
    callers,
    checking,
    entry_points,
    judging,
    names,
    ordinary,
    rates,
    reading,
    suite,
    tables,
)
from accuracy.applications import Application, read_applications
from accuracy.fetch import FetchError, bring
from accuracy.releases import read_pairs
from tidegate.dependencies.advisories.feeds import FeedError

QUESTIONS = (
    "attribution",
    "cases",
    "dependencies",
    "names",
    "ordinary",
    "reading",
    "releases",
    "entry-points",
    "callers",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where something could not be fetched or run: the figures are then of the rest."""
    options = _parser().parse_args(arguments)
    data = options.data.expanduser().resolve()
    os.environ["TIDEGATE_CACHE_DIR"] = str(data / "cache")
    failures: list[str] = []
    if options.record:
        return _record(options.only)
    answers = {name: _answer(name, data, options.only, failures) for name in options.questions or QUESTIONS}
    if options.json:
        document = {name: rows for name, (rows, _) in answers.items()} | {"failures": failures}
        sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(document)).decode()}\n")
    else:
        shown = (f"{name}\n{show(rows)}\n" for name, (rows, show) in answers.items())
        sys.stdout.write("\n".join(shown))
    for failure in failures:
        sys.stderr.write(f"accuracy: {failure}\n")
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accuracy", description=__doc__)
    parser.add_argument("questions", nargs="*", type=_question, metavar="|".join(QUESTIONS))
    parser.add_argument(
        "--data", type=Path, default=Path("~/.cache/tidegate-accuracy"), help="what is fetched stays here"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        help="a project, application, batch or weakness",
    )
    parser.add_argument("--record", action="store_true", help="keep the first run of new batches of cases")
    parser.add_argument("--json", action="store_true", help="everything that was found, as JSON")
    return parser


def _question(word: str) -> str:
    if word not in QUESTIONS:
        raise argparse.ArgumentTypeError(f"not one of {', '.join(QUESTIONS)}: {word}")
    return word


def _answer(
    question: str, data: Path, only: Collection[str], failures: list[str]
) -> tuple[list[Any], Callable[[Any], str]]:
    if question == "attribution":
        return attribution.answered(attribution.labels(tuple(only))), attribution.shown
    if question == "cases":
        return judging.judged(_programs(only)), rates.shown
    if question == "dependencies":
        return _each([data], advisories.evaluated, failures), advisories.shown
    if question == "names":
        return _names(data, only, failures), names.shown
    if question in ("ordinary", "reading"):
        return _packages(question, data, only, failures)
    if question == "releases":
        pairs = [pair for pair in read_pairs() if not only or pair.project in only]
        bring(((pair.project, version) for pair in pairs for version in (pair.vulnerable, pair.fixed)), data)
        return _each(pairs, lambda pair: checking.checked(pair, data), failures), tables.releases
    applications = [one for one in read_applications() if not only or one.name in only]
    if question == "entry-points":
        return _each(
            applications, lambda one: entry_points.compared(one, data), failures
        ), tables.entry_points
    return _callers(tuple(applications), data, failures), tables.callers


def _names(data: Path, only: Collection[str], failures: list[str]) -> list[Any]:
    locks = [lock for lock in names.lock_files() if not only or lock.repository in only]
    about = [names.labelled(data), names.typos("PyPI"), names.typos("npm")]
    return [*about, *_each(locks, lambda lock: names.read(lock, data), failures)]


def _packages(
    question: str, data: Path, only: Collection[str], failures: list[str]
) -> tuple[list[Any], Callable[[Any], str]]:
    packages = [package for package in ordinary.read_packages() if not only or package.project in only]
    if question == "ordinary":
        return _each(packages, lambda package: ordinary.checked(package, data), failures), ordinary.shown
    return _each(packages, lambda package: reading.read(package, data), failures), reading.shown


def _programs(only: Collection[str]) -> list[suite.Program]:
    return [one for one in suite.programs() if not only or {*only} & {one.batch, one.weakness, one.name}]


def _record(only: Collection[str]) -> int:
    """Run batches of cases, and keep the figures of those that ran for the first time."""
    rows = judging.judged(_programs(only))
    kept = ", ".join(rates.record(rows))
    sys.stdout.write(f"{rates.shown(rows)}\nrecorded: {kept or 'nothing new'}\n")
    return 0


def _each(items: Sequence[Any], work: Callable[[Any], Any], failures: list[str]) -> list[Any]:
    """One that cannot be had does not keep the others from being measured."""
    done = []
    for item in items:
        try:
            done.append(work(item))
        except (FetchError, FeedError) as error:
            failures.append(str(error))
    return done


def _callers(applications: tuple[Application, ...], data: Path, failures: list[str]) -> list[Any]:
    try:
        return callers.compared(applications, data)
    except FetchError as error:
        failures.append(str(error))
        return []


if __name__ == "__main__":
    sys.exit(main())
