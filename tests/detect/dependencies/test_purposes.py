"""What comes in for a purpose that something else serves already, asked by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from detect.dependencies.asked import Answer, Files, ask, package_lock

SECOND = "dependency-same-purpose"
OTHER = "dependency-not-preferred"
FILE = "requirements.txt"
USES = {f"app/part{n}.py": "import requests\n" for n in range(3)}
PREFERRED = "dependencies:\n  preferred:\n    http-client: ['PyPI:httpx', 'npm:ky']\n"


def after(folder: Path, base: Files, head: Files, config: str = "") -> Answer:
    return ask(folder, base, head, config)


def added(answer: Answer, name: str) -> dict[str, Any]:
    (found,) = [one for one in answer.report["dependencies"]["added"] if one["name"] == name]
    return dict(found)


def test_a_second_one_is_told_and_only_listed(tmp_path: Path) -> None:
    base = {FILE: "requests==2.32.0\n", **USES, "tests/test_app.py": "import requests\n"}
    answer = after(tmp_path, base, {FILE: "requests==2.32.0\nhttpx==0.28.0\n"})
    assert answer.rules() == [SECOND]
    message = "Adds httpx 0.28.0 for HTTP requests; this repository uses `requests` in 3 places."
    assert answer.message(SECOND) == message
    (found,) = answer.report["findings"]
    assert (found["severity"], found["path"], found["line"]) == ("low", FILE, 2)
    assert found["fix"] == "Use `requests`, as this repository does, or say in the change why it needs both."
    assert SECOND not in answer.codes
    said = added(answer, "httpx")
    assert said["purpose"] == {"id": "http-client", "words": "HTTP requests"}
    assert said["alternatives"] == [
        {"name": "requests", "why": "used", "places": 3, "complete": True, "since": None}
    ]


def test_what_is_known_of_it_is_told_with_it(tmp_path: Path) -> None:
    base = {FILE: "mako==1.3\n", "app.py": "from mako.template import Template\n"}
    answer = after(tmp_path, base, {FILE: "mako==1.3\njinja2==2.10\n"})
    assert answer.message(SECOND) == (
        "Adds jinja2 2.10 for templates; this repository uses `mako` in 1 place; "
        "jinja2 2.10 is affected by PYSEC-0000-1, published 2019-04-07, fixed in 2.10.1."
    )
    fixed = after(tmp_path / "fixed", base, {FILE: "mako==1.3\njinja2==2.10.1\n"})
    assert fixed.message(SECOND).endswith("uses `mako` in 1 place.")


@pytest.mark.parametrize(
    ("base", "head"),
    [
        pytest.param(
            {FILE: "requests==2.32.0\n", **USES},
            {FILE: "httpx==0.28.0\n"},
            id="it replaces the other",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", "tests/test_app.py": "import requests\n"},
            {FILE: "requests==2.32.0\nhttpx==0.28.0\n"},
            id="only tests use the other",
        ),
        pytest.param(
            {FILE: "flask==3.0\n", **USES},
            {FILE: "flask==3.0\nhttpx==0.28.0\n"},
            id="nothing asks for the other",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", "requirements-dev.txt": "ruff==0.9\n", **USES},
            {"requirements-dev.txt": "ruff==0.9\nhttpx==0.28.0\n"},
            id="for development alone",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", "worker/requirements.txt": "httpx==0.28.0\n", **USES},
            {FILE: "requests==2.32.0\nhttpx==0.28.0\n"},
            id="the repository asks for it already",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", **USES},
            {FILE: "requests==2.32.0\nurllib3==2.5.0\n"},
            id="they are used together",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", **USES},
            {FILE: "requests==2.32.0\nopenai==1.0\n    # via -r app.in\nhttpx==0.28.0\n    # via openai\n"},
            id="others pull it in, says the tool that compiled the file",
        ),
        pytest.param(
            {FILE: "nox==2025.1\n", "tasks.py": "import nox\n"},
            {FILE: "nox==2025.1\ninvoke==2.2\n"},
            id="for development by its nature, wherever it stands",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", **USES},
            {FILE: "requests==2.32.0\npillow==11.0.0\n"},
            id="for another purpose",
        ),
        pytest.param(
            {FILE: "requests==2.32.0\n", **USES},
            {FILE: "requests==2.32.0\nhttpx==0.28.0\n", **dict.fromkeys(USES, "import httpx\n")},
            id="nothing uses the other any more",
        ),
    ],
)
def test_nothing_is_told(tmp_path: Path, base: Files, head: Files) -> None:
    answer = after(tmp_path, base, head)
    assert [rule for rule in answer.rules() if rule in (SECOND, OTHER)] == []


def test_a_migration_is_told_as_one(tmp_path: Path) -> None:
    answer = after(tmp_path, {FILE: "requests==2.32.0\n", **USES}, {FILE: "httpx==0.28.0\n"})
    (other,) = added(answer, "httpx")["alternatives"]
    assert (other["name"], other["why"], other["places"]) == ("requests", "replaced", None)


def test_what_others_pull_in_is_nobody_s_choice(tmp_path: Path) -> None:
    base = {"package.json": '{"dependencies": {"axios": "^1"}}', "src/app.ts": "import axios from 'axios'\n"}
    got = ("tool", "1.0.0", {"dependencies": {"got": "^14"}}), ("got", "14.0.0")
    lock = package_lock(("axios", "1.7.0"), *got, asked=["axios"])
    before = package_lock(("axios", "1.7.0"), asked=["axios"])
    answer = after(tmp_path, {**base, "package-lock.json": before}, {"package-lock.json": lock})
    assert SECOND not in answer.rules()
    assert added(answer, "got")["purpose"] is None


def test_npm(tmp_path: Path) -> None:
    base = {
        "package.json": '{"dependencies": {"axios": "^1"}}',
        "src/app.ts": "import axios from 'axios'\n",
        "src/old.js": "const axios = require('axios')\n",
        "src/app.test.ts": "import axios from 'axios'\n",
    }
    head = {"package.json": '{"dependencies": {"axios": "^1", "ky": "^1"}}'}
    answer = after(tmp_path, base, head)
    assert answer.message(SECOND) == "Adds ky ^1 for HTTP requests; this repository uses `axios` in 2 places."


def test_what_the_team_prefers(tmp_path: Path) -> None:
    base = {FILE: "flask==3.0\n", "app.py": "import httpx\n"}
    answer = after(tmp_path, base, {FILE: "flask==3.0\nrequests==2.32.0\n"}, PREFERRED)
    assert answer.rules() == [OTHER]
    assert (answer.decision, OTHER in answer.codes) == ("review", True)
    assert answer.message(OTHER) == (
        "Adds requests 2.32.0 for HTTP requests; the team uses `httpx` for that; "
        "this repository uses `httpx` in 1 place."
    )


@pytest.mark.parametrize(
    ("base", "head", "rules"),
    [
        ({FILE: "flask==3.0\n"}, {FILE: "flask==3.0\nhttpx==0.28.0\n"}, []),
        ({FILE: "requests==2.32.0\n", **USES}, {FILE: "requests==2.32.0\nhttpx==0.28.0\n"}, []),
        ({FILE: "flask==3.0\n"}, {FILE: "flask==3.0\npillow==11.0.0\n"}, []),
        ({"package.json": "{}"}, {"package.json": '{"dependencies": {"ky": "^1"}}'}, []),
        ({"package.json": "{}"}, {"package.json": '{"dependencies": {"axios": "^1"}}'}, [OTHER]),
    ],
)
def test_what_counts_as_preferred(tmp_path: Path, base: Files, head: Files, rules: list[str]) -> None:
    answer = after(tmp_path, base, head, PREFERRED)
    assert [rule for rule in answer.rules() if rule in (SECOND, OTHER)] == rules


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ({"requirements-dev.txt": "ruff==0.9\n"}, {"requirements-dev.txt": "ruff==0.9\nrequests==2.32.0\n"}),
        (
            {"a/requirements.txt": "requests==2.32.0\n", "b/requirements.txt": "flask==3.0\n"},
            {"b/requirements.txt": "flask==3.0\nrequests==2.32.0\n"},
        ),
    ],
)
def test_where_it_is_only_listed(tmp_path: Path, base: Files, head: Files) -> None:
    answer = after(tmp_path, base, head, PREFERRED)
    assert [one["severity"] for one in answer.report["findings"] if one["rule"] == OTHER] == ["low"]
    assert OTHER not in answer.codes


def test_settings_of_head_do_not_count(tmp_path: Path) -> None:
    head = {FILE: "flask==3.0\nrequests==2.32.0\n", ".tidegate/config.yaml": f"version: 1\n{PREFERRED}"}
    assert OTHER not in after(tmp_path, {FILE: "flask==3.0\n"}, head).rules()
