from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.formats.setup_cfg import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "setup_cfg"


def sample(case: str) -> Listing:
    return read(Source("setup.cfg", (SAMPLES / case / "setup.cfg").read_bytes()))


def text(content: str) -> Listing:
    return read(Source("setup.cfg", content.encode()))


def entry(name: str, **fields: Any) -> Dependency:
    known: dict[str, Any] = {"ecosystem": "PyPI", "name": name, "key": name, "direct": True}
    return Dependency(**(known | fields))


def test_lists_extras_and_comments() -> None:
    """``%(images)s`` names another extra, whose packages stand there."""
    assert sample("extras").dependencies == (
        entry("lxml"),
        entry("redis", requirement="<6,>=5"),
        entry("setuptools_scm", requirement=">=6.2", scope=Scope.BUILD, group="build-system"),
        entry("pytest", scope=Scope.DEV),
        entry("coverage", requirement=">=7", scope=Scope.DEV),
        entry("pillow", requirement=">=10", scope=Scope.OPTIONAL, group="images"),
        entry("pytest", scope=Scope.OPTIONAL, group="test"),
        entry("hypothesis", requirement=">=6", scope=Scope.OPTIONAL, group="test"),
    )


def test_markers_and_addresses() -> None:
    assert sample("markers").dependencies[:3] == (
        entry("tomli", requirement=">=2", marker='python_version < "3.11"'),
        entry("pywin32", marker='sys_platform == "win32"'),
        entry("greet", origin=Origin.GIT, location="git+https://git.example/acme/greet", revision="v1.0"),
    )


def test_files() -> None:
    assert sample("files").includes == ("requirements.txt", "requirements/web.txt", "requirements-dev.txt")


def test_settings_of_other_tools() -> None:
    assert sample("tools") == Listing()


def test_one_line() -> None:
    found = text('[options]\ninstall_requires = a; b>=1; python_version < "3.9"\n')
    assert [(one.name, one.marker) for one in found.dependencies] == [
        ("a", None),
        ("b", 'python_version < "3.9"'),
    ]


@pytest.mark.parametrize("content", ["a = 1\n", "[options]\nx\n", "[a]\n[a]\n", "[a]\nb = 1\nb = 2\n"])
def test_no_configuration_file(content: str) -> None:
    with pytest.raises(Unreadable, match="no configuration file"):
        text(content)


def test_what_is_no_requirement() -> None:
    (gap,) = text("[options]\ninstall_requires =\n    a b\n    c\n").gaps
    assert gap.startswith("install_requires: 'a b' is no requirement")
