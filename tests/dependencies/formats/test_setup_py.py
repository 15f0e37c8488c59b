from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats.setup_py import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "setup_py"


def sample(case: str) -> Listing:
    return read(Source("setup.py", (SAMPLES / case / "setup.py").read_bytes()))


def text(content: str) -> Listing:
    return read(Source("setup.py", f"from setuptools import setup\n{content}\n".encode()))


def entry(name: str, **fields: Any) -> Dependency:
    known: dict[str, Any] = {"ecosystem": "PyPI", "name": name, "key": name, "direct": True}
    return Dependency(**(known | fields))


def test_literals() -> None:
    assert sample("plain") == Listing(
        dependencies=(
            entry("requests", requirement=">=2.31", line=8),
            entry("click", version="8.1.7", requirement="==8.1.7", line=9),
        )
    )


def test_names_sums_and_what_is_added() -> None:
    """All branches count: a file is read, not run."""
    found = {(one.name, one.requirement, one.line) for one in sample("names").dependencies}
    assert found == {
        ("django", ">=4.2", 7),
        ("psycopg", "==3.2.1", 7),
        ("celery", None, 9),
        ("tomli", ">=2", 12),
        ("redis", None, 13),
        ("gunicorn", None, 14),
        ("whitenoise", None, 14),
        ("wheel", None, 17),
    }


def test_extras_through_a_table() -> None:
    found = {(one.name, one.scope, one.group) for one in sample("extras").dependencies}
    assert {("sphinx", Scope.OPTIONAL, "docs"), ("pytest", Scope.OPTIONAL, "dev")} <= found
    assert {("lxml", Scope.RUNTIME, None), ("pytest", Scope.DEV, None)} <= found


def test_markers_of_extras() -> None:
    assert sample("markers").dependencies[1:] == (
        entry(
            "greet",
            origin=Origin.GIT,
            location="git+https://git.example/acme/greet",
            revision="v1.0",
            line=7,
        ),
        entry("pywin32", marker='sys_platform == "win32"', line=9),
        entry("orjson", scope=Scope.OPTIONAL, group="fast", marker="platform_machine == 'x86_64'", line=9),
    )


@pytest.mark.parametrize(
    ("content", "gap"),
    [
        ("setup(install_requires=open('r.txt').read().split())", "line 2: a part of install_requires"),
        ("setup(install_requires=['a', needed()])", "line 2: a part of install_requires is computed"),
        ("setup(install_requires=[x for x in names])", "line 2: a part of install_requires"),
        ("def f(names):\n    setup(install_requires=names)", "a part of install_requires is computed"),
        ("setup(extras_require={name(): ['a']})", "a part of extras_require is computed"),
        ("setup(**read())", "what setup() is given is computed"),
        ("setup(install_requires=['a b'])", "line 2: 'a b' is no requirement"),
        ("setup(install_requires=['a'", "does not parse"),
        ("run()", "it calls no setup()"),
        (f"setup(install_requires={[f'p{n}' for n in range(1200)]})", "computed"),  # more than facts keep
    ],
)
def test_what_is_computed_is_named(content: str, gap: str) -> None:
    assert any(gap in one for one in text(content).gaps)


def test_what_can_be_read_beside_it_is() -> None:
    assert [one.name for one in text("setup(install_requires=['a', f()])").dependencies] == ["a"]


def test_another_file_of_that_name() -> None:
    assert read(Source("app/setup.py", b"def prepare(app):\n    app.ready = True\n")) == Listing()


def test_a_name_that_holds_itself() -> None:
    found = text("a = ['x']\na = a + b\nb = a + ['y']\nsetup(install_requires=a)")
    assert {one.name for one in found.dependencies} == {"x", "y"}


def test_sums_that_grow_without_end() -> None:
    doubled = "\n".join(f"a{n} = a{n + 1} + a{n + 1}" for n in range(60))
    with pytest.raises(Unreadable, match="more steps"):
        text(f"{doubled}\na60 = ['x']\nsetup(install_requires=a0)")
