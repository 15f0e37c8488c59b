"""In how many places code imports a package."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Content, RepositoryBuilder

from tidegate.dependencies import uses as module
from tidegate.dependencies.uses import Uses, uses
from tidegate.git import Repository
from tidegate.program.trees import GitTree


def counted(folder: Path, ecosystem: str, names: list[str], files: dict[str, Content]) -> dict[str, Uses]:
    builder = RepositoryBuilder(folder)
    builder.commit("all", {"README.md": "x\n", **files})
    with Repository.open(folder) as repository:
        return uses(GitTree(repository.tree(builder.git("rev-parse", "HEAD^{tree}"))), ecosystem, names)


def count(folder: Path, ecosystem: str, name: str, files: dict[str, Content]) -> Uses:
    return counted(folder, ecosystem, [name], files)[name]


@pytest.mark.parametrize(
    ("name", "code", "places"),
    [
        ("requests", "import requests\n", 1),
        ("requests", "import os, requests as r, sys\n", 1),
        ("requests", "from requests.adapters import HTTPAdapter\n", 1),
        ("requests", "def f():\n    import requests\n    from requests import get\n", 2),
        ("requests", "# import requests\nx = 'import requests'\n", 0),
        ("requests", "import requests_oauthlib\nfrom requestsx import y\nfrom .requests import z\n", 0),
        ("pillow", "from PIL import Image\nimport PIL.Image\n", 2),
        ("google-genai", "from google import genai\nimport google.genai.types\n", 2),
        ("google-genai", "from google import (auth, genai)\n", 1),
        ("google-genai", "from google import auth\nimport genai\n", 0),
        ("ruamel-yaml", "from ruamel.yaml import YAML\n", 1),
        ("python-dateutil", "from dateutil import parser\n", 1),
    ],
)
def test_python(tmp_path: Path, name: str, code: str, places: int) -> None:
    assert count(tmp_path, "PyPI", name, {"app.py": code}) == Uses(places)


@pytest.mark.parametrize(
    ("name", "code", "places"),
    [
        ("lodash", "import _ from 'lodash'\nconst get = require(\"lodash/get\")\n", 2),
        ("lodash", "import {\n  map,\n} from 'lodash';\nimport 'lodash';\n", 2),
        ("lodash", "const x = await import( 'lodash' )\nexport * from 'lodash'\n", 2),
        ("lodash", "import x from 'lodash-es'\nimport y from './lodash'\nconst z = 'lodash'\n", 0),
        ("@scope/http", "import { get } from '@scope/http/get'\n", 1),
        ("@scope/http", "import { get } from '@scope/https'\n", 0),
    ],
)
def test_javascript(tmp_path: Path, name: str, code: str, places: int) -> None:
    assert count(tmp_path, "npm", name, {"src/app.ts": code}) == Uses(places)


def test_what_only_tests_import_is_not_used(tmp_path: Path) -> None:
    files: dict[str, Content] = {
        "tests/test_app.py": "import requests\n",
        "examples/app.py": "import requests\n",
        "notes.txt": "import requests\n",
        "worker/app.py": "import requests\n",
    }
    assert count(tmp_path, "PyPI", "requests", files) == Uses(1)


def test_a_bound_that_is_reached_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, Content] = {f"part{n}.py": "import requests\n" for n in range(5)}
    monkeypatch.setattr(module, "MOST_FILES", 3)
    assert count(tmp_path / "files", "PyPI", "requests", files) == Uses(3, complete=False)
    monkeypatch.setattr(module, "MOST_FILES", 9)
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    monkeypatch.setattr(module, "_MOST_BYTES", 20)
    assert count(tmp_path / "bytes", "PyPI", "requests", files) == Uses(2, complete=False)


def test_nothing_to_look_for(tmp_path: Path) -> None:
    assert counted(tmp_path / "none", "PyPI", [], {"a.py": "import os\n"}) == {}
    other = counted(tmp_path / "go", "Go", ["x.example/y"], {"a.go": "package a\n"})
    assert other == {"x.example/y": Uses(0)}
