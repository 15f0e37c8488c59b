"""Every format against every hostile variant: a format or a variant that is missing in the tables fails.

``REFUSED``: the file as a whole could not be read, and why. ``TOLD``: that, or a gap. ``KEPT``: that, or what
is read is what the intact file says, as far as it is there. ``NOTHING``: the format has nothing of the kind.
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dependencies.formats.test_hostile import FILES, NAMES, format_at, ids, is_told, outcome

from tidegate.dependencies.formats import Format, Role
from tidegate.model.dependency import Dependency, Listing

REFUSED, TOLD, KEPT, NOTHING = "refused", "told", "kept", "nothing"
MEGABYTES = 50
SHAPES = {
    "json": """
        bun_lock composer_json composer_lock deno_lock nuget_lock package_json package_lock pipfile_lock
    """,
    "toml": "cargo_lock cargo_toml pdm_lock pipfile poetry_lock pylock pyproject uv_lock version_catalogue",
    "yaml": "github_actions pnpm_lock pnpm_workspace pre_commit",
    "xml": "nuget_packages nuget_project pom",
    "ini": "setup_cfg",
    "lines": "gemfile gemfile_lock go_mod go_sum go_work gradle_lockfile requirements yarn_lock",
    "python": "setup_py",
    "jsonc": "devcontainer",
    "hcl": "terraform_lock",
    "commands": "dockerfile",
    "gradle": "gradle_build",  # a program, in which most statements ask for nothing
}
EXPECTED = {
    "json": {
        "truncated": TOLD, "duplicate keys": REFUSED, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": REFUSED, "cycle": NOTHING,
    },
    "toml": {
        "truncated": KEPT, "duplicate keys": REFUSED, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": REFUSED, "cycle": NOTHING,
    },
    "yaml": {
        "truncated": KEPT, "duplicate keys": REFUSED, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": REFUSED, "cycle": REFUSED,
    },
    "xml": {
        "truncated": REFUSED, "duplicate keys": REFUSED, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": REFUSED, "cycle": REFUSED,
    },
    "ini": {
        "truncated": KEPT, "duplicate keys": TOLD, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": TOLD, "cycle": NOTHING,
    },
    "lines": {
        "truncated": KEPT, "duplicate keys": KEPT, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": TOLD, "cycle": NOTHING,
    },
    "jsonc": {
        "truncated": TOLD, "duplicate keys": REFUSED, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": REFUSED, "cycle": NOTHING,
    },
    "hcl": {
        "truncated": KEPT, "duplicate keys": KEPT, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": TOLD, "cycle": NOTHING,
    },
    "commands": {
        "truncated": KEPT, "duplicate keys": KEPT, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": TOLD, "cycle": NOTHING,
    },
    "gradle": {
        "truncated": KEPT, "duplicate keys": KEPT, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": KEPT, "cycle": NOTHING,
    },
    "python": {
        "truncated": KEPT, "duplicate keys": TOLD, "merge markers": REFUSED, "50 MB": REFUSED,
        "aliases": TOLD, "cycle": TOLD,
    },
}  # fmt: skip
BOMB = b"a: &a [" + b"x, " * 9 + b"x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (97 + n, 97 + n, b", ".join([b"*%c" % (96 + n)] * 10)) for n in range(1, 12)
)  # fmt: skip
ENTITIES = (
    b"""<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]>\n<project>&l;</project>\n"""
    % b"".join(b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 12))
)
OUTSIDE = b"""<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<project>&e;</project>\n"""
TWICE = {
    "json": lambda content: content.replace(b"{", b'{"twice": 1, "twice": 2,', 1),
    "toml": lambda content: content + b"\n[twice]\na = 1\na = 2\n",
    "yaml": lambda content: content.rstrip(b"\n") + b"\ntwice: 1\ntwice: 2\n",
    "xml": lambda content: content.rstrip()[:-1].rpartition(b"<")[0] + b'<a b="1" b="2"/></project>',
    "ini": lambda content: content + b"\n[twice]\na = 1\na = 2\n",
    "lines": lambda content: content.rstrip(b"\n") + b"\n" + content,
    "gradle": lambda content: content.rstrip(b"\n") + b"\n" + content,
    "commands": lambda content: content.rstrip(b"\n") + b"\n" + content,
    "hcl": lambda content: content.rstrip(b"\n") + b"\n" + content,
    "jsonc": lambda content: content.replace(b"{", b'{"twice": 1, "twice": 2,', 1),
    "python": lambda content: content + b"\nsetup(install_requires=[], install_requires=load())\n",
}
CYCLES = {
    "yaml": b"a: &a [*a]\n",
    "xml": b'<!DOCTYPE p [<!ENTITY e "&e;">]>\n<project>&e;</project>\n',
    "python": b"from setuptools import setup\na = b\nb = a + load()\nsetup(install_requires=a)\n",
}


def shape_of(known: Format) -> str:
    return next(shape for shape, names in SHAPES.items() if known.name in names.split())


def merged(content: bytes) -> bytes:
    half = content[: content.find(b"\n", len(content) // 2) + 1]
    return half + b"<<<<<<< HEAD\n=======\n>>>>>>> other\n" + content[len(half) :]


def cuts(content: bytes) -> Iterator[bytes]:
    """At ends of lines and within lines, spread over the file."""
    ends = [at + 1 for at, byte in enumerate(content) if byte == 10][:-1]
    within = [len(content) * share // 100 for share in (3, 10, 37, 50, 83, 97)]
    yield from (content[:at] for at in {*ends[:: max(1, len(ends) // 12)], *within} if at)


def of_cut(_: str, content: bytes) -> list[bytes]:
    return list(cuts(content))


def of_twice(shape: str, content: bytes) -> list[bytes]:
    return [TWICE[shape](content)]


def of_merge(_: str, content: bytes) -> list[bytes]:
    return [merged(content)]


def of_size(_: str, content: bytes) -> list[bytes]:
    return [content + b" " * (MEGABYTES * 1024 * 1024)]


def of_aliases(shape: str, _: bytes) -> list[bytes]:
    return [ENTITIES, OUTSIDE] if shape == "xml" else [BOMB]


def of_cycle(shape: str, _: bytes) -> list[bytes]:
    return [CYCLES[shape]] if shape in CYCLES else []


VARIANTS: dict[str, Callable[[str, bytes], list[bytes]]] = {
    "truncated": of_cut,
    "duplicate keys": of_twice,
    "merge markers": of_merge,
    "50 MB": of_size,
    "aliases": of_aliases,
    "cycle": of_cycle,
}


def said(one: Dependency) -> tuple[str, str | None, str | None]:
    return one.name, one.version, one.requirement


def is_kept(known: Format, content: bytes, found: Listing | str) -> bool:
    """All but the entry that was cut through are the intact file's; of a lock file none is lost unsaid."""
    if isinstance(found, str) or found.gaps:
        return True
    whole = outcome(known, content)
    assert isinstance(whole, Listing)
    extra = Counter(map(said, found.dependencies)) - Counter(map(said, whole.dependencies))
    return all(name in {one.name for one in whole.dependencies} for name, *_ in list(extra)[:-1])


@pytest.mark.parametrize("known", NAMES.values(), ids=lambda known: known.name)
def test_the_tables_are_whole(known: Format) -> None:
    rows = [shape for shape, names in SHAPES.items() if known.name in names.split()]
    assert len(rows) == 1, "name the format in SHAPES"
    assert EXPECTED[rows[0]].keys() == VARIANTS.keys()
    samples = {path.relative_to(path.parents[1]).parts[0] for path in FILES if format_at(path) is known}
    folders = {ids(path).split("/")[1] for path in FILES if format_at(path) is known}
    assert len(folders) >= 5, samples


def test_no_row_is_of_nothing() -> None:
    assert {name for names in SHAPES.values() for name in names.split()} == NAMES.keys()
    assert EXPECTED.keys() == SHAPES.keys()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("path", FILES, ids=ids)
def test_variants(path: Path, variant: str) -> None:
    known, content = format_at(path), path.read_bytes()
    shape = shape_of(known)
    expected = EXPECTED[shape][variant]
    made = VARIANTS[variant](shape, content)
    assert bool(made and content) is bool(expected != NOTHING and content)
    for hostile in made:
        found = outcome(known, hostile)
        if expected == REFUSED:
            assert isinstance(found, str)
        elif expected == TOLD:
            assert is_told(found)
        else:
            assert is_kept(known, content, found)


# Files of these say where they end; of the others the project may have stood in what is cut off.
_CLOSED = "bun_lock composer_lock deno_lock gemfile_lock gradle_lockfile nuget_lock package_lock pipfile_lock"
_PARTLY = ("pdm_lock",)  # which names what no environment of the project needs, and does not list it
_OPEN = "dependency-locks"  # a folder of Gradle's old files, which do not


@pytest.mark.parametrize("path", [path for path in FILES if format_at(path).role is Role.LOCK], ids=ids)
def test_a_lock_file_that_is_cut_off_is_never_a_short_one(path: Path) -> None:
    """What is lost is told, wherever anything that is left asks for it."""
    known, content = format_at(path), path.read_bytes()
    whole = outcome(known, content)
    assert isinstance(whole, Listing)
    for piece in cuts(content):
        found = outcome(known, piece)
        if isinstance(found, str) or found.gaps:
            continue
        left = {one.name for one in found.dependencies}
        poorer = [one for one in whole.dependencies if one.name in left and not left >= pulled(whole, one)]
        assert len(poorer) < 2 or known.name in _PARTLY  # one was cut through
        assert len(found.dependencies) == len(whole.dependencies) or not _is_closed(path)


def pulled(whole: Listing, one: Dependency) -> set[str]:
    names = {other.key: other.name for other in whole.dependencies}
    return {names[key] for key in one.requires}


def _is_closed(path: Path) -> bool:
    return format_at(path).name in _CLOSED.split() and _OPEN not in path.parts


@pytest.mark.parametrize("known", NAMES.values(), ids=lambda known: known.name)
def test_a_large_file_is_refused_before_it_is_taken_apart(known: Format) -> None:
    content = b" " * (MEGABYTES * 1024 * 1024)
    outcome(known, b"")  # the reader's own modules are no part of the question
    tracemalloc.start()
    try:
        assert "larger" in str(outcome(known, content))
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()
