"""Every name in a library file is a name of the package that is installed: what rots turns red here.

The packages live in an environment of their own beside the one that runs the tests: ``make test`` makes it
from requirements/knowledge.lock. They are asked in another process, by tests/installed.py, all at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import installed
import msgspec
import pytest
import yaml
from named import named, references
from packaging.specifiers import SpecifierSet

from tidegate.knowledge.schema import Library
from tidegate.knowledge.store import files, load_library, parse_library
from tidegate.knowledge.tables import Tables

LIBRARIES = {file.stem: load_library(file) for file in files("libraries")}
UNCHECKED: Mapping[str, str] = yaml.safe_load(Path(__file__).with_name("unchecked.yaml").read_text("utf-8"))
ENVIRONMENT = Path(sys.prefix).with_name(Path(sys.prefix).name + "-knowledge")

TYPES = "types: {numbers.Number: [], numbers.Rational: {extends: [numbers.Number]}}"


class Answers(msgspec.Struct):
    """See tests/installed.py."""

    versions: dict[str, str | None]
    verdicts: dict[str, tuple[str, str] | None]
    strangers: list[tuple[int | str, list[str]]]
    there: list[str]


def ask(libraries: Mapping[str, Library]) -> Answers:
    """What the installed packages say of the files; those of ours tell what the types in them are."""
    every = Tables()
    for library in (*LIBRARIES.values(), *libraries.values()):
        every.add(library)
    asked = [named(library) for library in libraries.values()]
    question = {
        "roots": [library.library for library in libraries.values()],
        "types": every.types | _told(every.libraries, "classes"),
        "made": _told(every.libraries, "made"),
        "special": _special(every.libraries),
        "own": list(_told(libraries.values(), "made")),
        "references": sorted(set[str]().union(*(each.references for each in asked))),
        "arguments": [pair for each in asked for pair in each.pairs()],
    }
    return _answered(msgspec.json.encode(question))


def _told(libraries: Iterable[Library], key: str) -> dict[str, str]:
    return {
        reference: like
        for library in libraries
        for path, like in getattr(library.existence, key).items()
        for reference in references(library, [path])
    }


def _special(libraries: Iterable[Library]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for library in libraries:
        for name, given in library.types.items():
            for base in given.get("extends", ()) if isinstance(given, dict) else ():
                if base in library.types:
                    found[base].append(name)
    return found


def _answered(question: bytes) -> Answers:
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    assert python.is_file(), (
        f"{ENVIRONMENT} is missing: `make test` makes it from requirements/knowledge.lock"
    )
    done = subprocess.run(
        [python, "-I", installed.__file__], input=question, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
    return msgspec.json.decode(done.stdout, type=Answers)


def rotten(library: Library, given: Answers) -> Iterator[str]:
    """What the file says of names and the package does not."""
    version = given.versions[library.library]
    if version is None:
        yield "is not installed: add it to the group knowledge in pyproject.toml, or to unchecked.yaml"
        return
    if version not in SpecifierSet(library.versions.replace("*", "")):
        yield f"is of versions {library.versions}, and {version} is installed"
        return
    exempt = set(_marked(library, version))
    asked = named(library)
    for reference in sorted(asked.references):
        verdict = given.verdicts[reference]
        if verdict is not None and not any(_within(reference, each) for each in exempt):
            yield f"{reference} is {verdict[0]}: {verdict[1]}"
    for argument, takers in asked.pairs():
        if (argument, takers) in given.strangers:
            yield f"none of {', '.join(takers)} takes the argument {argument}"


def _marked(library: Library, version: str) -> Iterator[str]:
    """The references that ``existence`` says need not be there."""
    existence = library.existence
    yield from references(library, existence.platforms)
    yield from references(library, existence.dynamic)
    for versions, paths in existence.only_in.items():
        if version not in SpecifierSet(versions):
            yield from references(library, paths)


def _within(reference: str, other: str) -> bool:
    """Whether it is the other, or a part of it."""
    return reference == other or reference.startswith((f"{other}.", f"{other}(", f"{other}["))


def stale(library: Library, given: Answers) -> Iterator[str]:
    """What ``existence`` says and is not so, or is not about anything in the file."""
    existence, asked = library.existence, named(library).references
    version = given.versions[library.library] or "0"
    made = references(library, existence.made)
    yield from (f"{each} is made up, and is there" for each in sorted(made & set(given.there)))
    for versions, paths in existence.only_in.items():
        for each in references(library, paths) if version not in SpecifierSet(versions) else ():
            if given.verdicts.get(each, "unasked") is None:
                yield f"{each} is said to be in {versions} only, and {version} has it"
    for each in references(library, existence.dynamic):
        if any((given.verdicts[other] or "?")[0] != "dynamic" for other in asked if _within(other, each)):
            yield f"{each} is said to be dynamic, and is not"
    told = (*existence.platforms, *existence.dynamic, *existence.made, *existence.classes)
    spoken_of = references(
        library, (*told, *(path for paths in existence.only_in.values() for path in paths))
    )
    for each in sorted(spoken_of):
        if not any(_within(reference, each) for reference in asked):
            yield f"{each} is named nowhere else in the file"


def problems(libraries: Mapping[str, Library], given: Answers) -> list[str]:
    return [
        f"{name}.yaml: {problem}"
        for name, library in libraries.items()
        for problem in (*rotten(library, given), *stale(library, given))
    ]


def test_each_name_is_a_name_of_its_package() -> None:
    checked = {name: library for name, library in LIBRARIES.items() if name not in UNCHECKED}
    assert problems(checked, ask(checked)) == []
    apart = [name for name in checked if name.partition(".")[0] not in sys.stdlib_module_names]
    assert len(apart) >= 200


def test_what_is_not_checked_is_not_installed() -> None:
    """A reason that holds no longer is no reason."""
    left_out = {name: library for name, library in LIBRARIES.items() if name in UNCHECKED}
    assert all(version is None for version in ask(left_out).versions.values())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('sinks: {path: ["json.Member[loads,dump].Argument[0,s:,obj:]"]}', None),
        ('sinks: {path: ["json.Member[loads,lodes].Argument[0]"]}', "json.lodes is missing"),
        ('sinks: {path: ["json.Member[detect_encoding].Argument[0,text:]"]}', "takes the argument text"),
        ('sinks: {path: ["json.Member[loads].Argument[text:]"]}', None),  # it takes any keyword
        ('sinks: {path: ["json.Member[loads].Argument[1]"]}', "takes the argument 1"),
        ("types: {json.JSONDecoder: []}\nsources: {file: ['json.JSONDecoder.Member[strict]']}", None),
        ("types: {json.JSONDecoder: []}\nsources: {file: ['json.JSONDecoder.Member[lax]']}", "has no lax"),
        (f"{TYPES}\nsources: {{file: ['numbers.Number.Member[numerator]']}}", None),
        (f"{TYPES}\nsources: {{file: ['numbers.Number.Member[denominators]']}}", "has no denominators"),
        ("types: {json.Decoder: []}", "json.Decoder is missing"),
        ("types: {json.Decoder: []}\nexistence: {made: {json.Decoder: json.JSONDecoder}}", None),
        (
            "types: {json.JSONDecoder: []}\nexistence: {made: {json.JSONDecoder: json.JSONEncoder}}",
            "is made up",
        ),
        ("sources: {file: [json.old]}\nexistence: {only_in: {'<3': [json.old]}}", None),
        (
            "sources: {file: [json.loads]}\nexistence: {only_in: {'<3': [json.loads]}}",
            "is said to be in <3 only",
        ),
        ("sources: {file: [json.old]}\nexistence: {only_in: {'>=3': [json.old]}}", "json.old is missing"),
        ("sources: {file: [json.old]}\nexistence: {platforms: [json.old]}", None),
        ("sources: {file: [json.loads]}\nexistence: {dynamic: [json.loads]}", "is said to be dynamic"),
        ("existence: {platforms: [json.old]}", "json.old is named nowhere else"),
        (
            "misuses: [{weakness: x, call: json.loads, where: [{argument: 'cls:', refers: [json.Old]}]}]",
            "json.Old is",
        ),
        ("versions: '<3'", "is of versions <3"),
    ],
)
def test_what_has_rotted_is_named(text: str, problem: str | None) -> None:
    library = parse_library(f"library: json\n{text}", "json.yaml")
    found = problems({"json": library}, ask({"json": library}))
    assert found == [] if problem is None else problem in "".join(found)


def test_what_answers_every_name_tells_nothing_of_them() -> None:
    text = "library: unittest.mock\ntypes: {unittest.mock.Mock: []}\n"
    text += "sources: {file: ['unittest.mock.Mock.Member[a]']}"
    library = parse_library(text, "mock.yaml")
    (problem,) = problems({"mock": library}, ask({"mock": library}))
    assert "unittest.mock.Mock().a is dynamic" in problem
    marked = f"{text}\nexistence: {{dynamic: ['unittest.mock.Mock.Member[a]']}}"
    library = parse_library(marked, "mock.yaml")
    assert problems({"mock": library}, ask({"mock": library})) == []


def test_what_is_not_installed_is_named() -> None:
    library = parse_library("library: no_such_package", "no_such_package.yaml")
    (problem,) = problems({"no_such_package": library}, ask({"no_such_package": library}))
    assert "is not installed: add it to the group knowledge" in problem
