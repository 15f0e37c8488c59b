"""Imports that nothing declares: what is told, how loudly, and what is none of anybody's business."""

from __future__ import annotations

from pathlib import Path

import pytest
from detect.dependencies.asked import Answer, ask

RULE = "undeclared-import"
ASKED = {"requirements.txt": "flask==3.1.0\n"}
INVENTED = "import fastjwt_helper\n"


def told(answer: Answer) -> list[tuple[str, str]]:
    """Severity and message of each finding."""
    found = [one for one in answer.report["findings"] if one["rule"] == RULE]
    return [(one["severity"], one["message"]) for one in found]


def test_an_invented_module_is_held_and_explained(tmp_path: Path) -> None:
    answer = ask(tmp_path, ASKED, {"app.py": f"import flask\n{INVENTED}"})
    ((severity, message),) = told(answer)
    assert message.startswith("app.py imports `fastjwt_helper`, which is neither Python's nor this ")
    assert "`fastjwt-helper` is not among the 14,985 most used packages of PyPI" in message
    assert (severity, answer.decision, answer.codes) == ("medium", "review", [RULE])
    (found,) = answer.report["findings"]
    assert (found["path"], found["line"], found["kind"]) == ("app.py", 2, "dependency")


def test_one_that_is_near_a_popular_one_says_so(tmp_path: Path) -> None:
    ((_, message),) = told(ask(tmp_path, ASKED, {"app.py": "import reqeusts\n"}))
    assert "one edit from `requests`" in message or "`requests`" in message


@pytest.mark.parametrize(
    ("line", "package"),
    [
        ("import yaml", "pyyaml"),
        ("from PIL import Image", "pillow"),
        ("import cv2 as cv", "opencv-python"),
        ("from bs4 import BeautifulSoup", "beautifulsoup4"),
        ("from sklearn.svm import SVC", "scikit-learn"),
        ("from dateutil import parser", "python-dateutil"),
        ("import jwt", "pyjwt"),
        ("from google.cloud import pubsub_v1", "google-cloud-pubsub"),
        ("import google.protobuf.message", "protobuf"),
        ("from azure.identity import DefaultAzureCredential", "the package of that name"),
        ("import httpx", "the package of that name"),
        ("import pgtrigger", "django-pgtrigger"),
    ],
)
def test_of_a_known_package_only_the_declaration_is_missing(tmp_path: Path, line: str, package: str) -> None:
    answer = ask(tmp_path, ASKED, {"app.py": f"{line}\n"})
    ((severity, message),) = told(answer)
    assert f"which comes with {package}: no manifest or lock file declares it." in message
    assert (severity, answer.decision) == ("low", "pass")


@pytest.mark.parametrize(
    ("line", "requirement"),
    [
        ("import yaml", "PyYAML==6.0"),
        ("from PIL import Image", "Pillow"),
        ("import cv2", "opencv-python-headless==4.10"),
        ("import psycopg2", "psycopg2-binary"),
        ("from google.cloud import storage", "google-cloud-storage"),
        ("import google.cloud.storage.blob", "google_cloud_storage"),
        ("from ruamel.yaml import YAML", "ruamel.yaml"),
        ("import dirtyfields", "django-dirtyfields"),
        ("import fastjwt_helper", "fastjwt-helper==1.0"),
        ("import fastjwt_helper", "python-fastjwt-helper==1.0"),
        ("import flask_login", "Flask-Login"),
        ("from django_filters import FilterSet", "django-filter"),
    ],
)
def test_what_is_declared_is_not_told(tmp_path: Path, line: str, requirement: str) -> None:
    base = {"requirements.txt": f"flask==3.1.0\n{requirement}\n"}
    assert told(ask(tmp_path, base, {"app.py": f"{line}\n"})) == []


def test_what_only_a_lock_file_names_is_there(tmp_path: Path) -> None:
    source = 'source = { registry = "https://mirror.example" }'
    lock = f'[[package]]\nname = "fastjwt-helper"\nversion = "1.0"\n{source}\n'
    assert told(ask(tmp_path, ASKED | {"uv.lock": f"version = 1\n{lock}"}, {"app.py": INVENTED})) == []


def test_a_package_that_resembles_a_declared_one_is_not_that(tmp_path: Path) -> None:
    """`django_jwt_helper` is no part of Django, and `requests_helper` none of requests."""
    base = {"requirements.txt": "django\nrequests\ndjangorestframework\n"}
    for module in ("django_jwt_helper", "requests_helper", "rest_framework_jwt_helper"):
        folder = tmp_path / module
        folder.mkdir()
        assert len(told(ask(folder, base, {"app.py": f"import {module}\n"}))) == 1


@pytest.mark.parametrize(
    "head",
    [
        {"app.py": "import os, sys, xml.etree.ElementTree, __future__\n"},
        {"app.py": "import own\n", "src/own/__init__.py": ""},
        {"app.py": "import own.part\n", "src/own/part.py": ""},
        {"app.py": "import own\n", "backend/services/own.py": ""},
        {"app.py": "import own_pb2\n", "protos/own.proto": ""},
        {"app.py": "import own\n", "native/own.pyx": ""},
        {"pkg/__init__.py": "", "pkg/app.py": "from . import other\nfrom .other import x\n"},
        {"app.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import fastjwt_helper\n"},
        {"app.py": "import typing\nif typing.TYPE_CHECKING:\n    import fastjwt_helper\n"},
        {"app.py": "# import fastjwt_helper\nx = 'import fastjwt_helper'\n"},
        {"docs/guide.md": "```python\nimport fastjwt_helper\n```\n"},
    ],
)
def test_python_s_and_the_repository_s_own(tmp_path: Path, head: dict[str, str]) -> None:
    assert told(ask(tmp_path, ASKED, head)) == []


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import orjson\nexcept ImportError:\n    orjson = None\n",
        "try:\n    import tomllib\nexcept ModuleNotFoundError:\n    import tomli as tomllib\n",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import orjson\n",
        "def f():\n    try:\n        import orjson\n    except (KeyError, ImportError):\n        pass\n",
    ],
)
def test_what_is_optional_and_known_is_not_told(tmp_path: Path, code: str) -> None:
    assert told(ask(tmp_path, ASKED, {"app.py": code})) == []


@pytest.mark.parametrize(
    "head",
    [
        {"app.py": "try:\n    import fastjwt_helper\nexcept ImportError:\n    fastjwt_helper = None\n"},
        {"tests/test_app.py": INVENTED},
        {"examples/app.py": INVENTED},
    ],
)
def test_what_is_optional_and_unknown_is_listed(tmp_path: Path, head: dict[str, str]) -> None:
    answer = ask(tmp_path, ASKED, head)
    assert [severity for severity, _ in told(answer)] == ["low"]
    assert answer.decision == "pass"


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    import fastjwt_helper\n",
        "class A:\n    def f(self):\n        def g():\n            from fastjwt_helper.x import y\n",
        "try:\n    import fastjwt_helper\nexcept KeyError:\n    pass\n",
        "import sys\nif sys.version_info > (3, 12):\n    import fastjwt_helper\n",
        "import os; import fastjwt_helper as os2\n",
        "from fastjwt_helper import (\n    a,\n    b,\n)\n",
    ],
)
def test_wherever_it_stands(tmp_path: Path, code: str) -> None:
    assert [severity for severity, _ in told(ask(tmp_path, ASKED, {"app.py": code}))] == ["medium"]


def test_what_base_imports_is_no_news(tmp_path: Path) -> None:
    base = ASKED | {"old.py": f"def f():\n    {INVENTED}", "app.py": "import yaml\n"}
    head = {"app.py": f"import yaml\n{INVENTED}from yaml import x\n"}
    assert told(ask(tmp_path, base, head)) == []


def test_a_module_of_a_namespace_that_base_uses_otherwise_is_news(tmp_path: Path) -> None:
    base = {"requirements.txt": "google-cloud-storage\n", "old.py": "from google.cloud import storage\n"}
    ((_, message),) = told(ask(tmp_path, base, {"app.py": "from google.cloud import bigquery\n"}))
    assert "imports `google.cloud.bigquery`" in message


def test_several_places_are_one_finding(tmp_path: Path) -> None:
    head = {"a.py": INVENTED, "b.py": INVENTED, "c.py": INVENTED, "tests/test_a.py": INVENTED}
    ((severity, message),) = told(ask(tmp_path, ASKED, head))
    assert message.startswith("a.py imports `fastjwt_helper` (and 3 more files)")
    assert severity == "medium"


@pytest.mark.parametrize(
    ("asked", "count"), [('">=3.12"', 1), ('">=3.10"', 0), ('">=3.8,<3.12"', 0), ('"nonsense"', 0)]
)
def test_modules_that_python_no_longer_has(tmp_path: Path, asked: str, count: int) -> None:
    manifest = f'[project]\nname = "app"\nrequires-python = {asked}\ndependencies = ["flask"]\n'
    assert len(told(ask(tmp_path, {"pyproject.toml": manifest}, {"app.py": "import asyncore\n"}))) == count


@pytest.mark.parametrize("base", [{}, {"app/setup.py": "def configure(log):\n    log.info('ready')\n"}])
def test_without_any_manifest_one_sentence(tmp_path: Path, base: dict[str, str]) -> None:
    head = {"app.py": f"{INVENTED}import another_one\nimport requests\n"}
    answer = ask(tmp_path, base, head)
    assert told(answer) == []
    (gap,) = answer.gaps
    assert gap.startswith("which package delivers `another_one`, `fastjwt_helper`, `requests`: there is no")
    assert answer.decision == "pass"


@pytest.mark.parametrize(
    "base",
    [
        {"requirements.txt": "flask\n", "setup.py": "setup(install_requires=find())\n"},
        {"requirements.txt": "flask\n", "environment.yml": "dependencies: [numpy]\n"},
        {"requirements.txt": "<<<<<<< a\n"},
    ],
)
def test_manifests_that_are_not_all_read_accuse_nobody(tmp_path: Path, base: dict[str, str]) -> None:
    answer = ask(tmp_path, base, {"app.py": INVENTED})
    assert told(answer) == []
    assert (answer.codes, answer.decision) == (["not-analysed"], "review")
    assert "which package delivers `fastjwt_helper`: not all of" in answer.gaps[0]


def test_a_known_one_beside_such_manifests_asks_for_nobody(tmp_path: Path) -> None:
    base = {"requirements.txt": "flask\n", "environment.yml": "dependencies: [numpy]\n"}
    assert ask(tmp_path, base, {"app.py": "import yaml\n"}).decision == "pass"


def test_the_organisation_s_own_is_only_listed(tmp_path: Path) -> None:
    config = "dependencies:\n  own: ['PyPI:fastjwt-*']\n"
    assert [one for one, _ in told(ask(tmp_path, ASKED, {"app.py": INVENTED}, config))] == ["low"]


def test_the_manifest_of_the_same_change_counts(tmp_path: Path) -> None:
    head = {"app.py": INVENTED, "requirements.txt": "flask==3.1.0\nfastjwt-helper==1.0\n"}
    assert ask(tmp_path, ASKED, head).rules() == ["suspicious-dependency"]


def test_a_file_that_does_not_parse_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    answer = ask(tmp_path, ASKED, {"app.py": f"{INVENTED}def f(:\n"})
    assert len(told(answer)) == 1
