# ruff: noqa: E501
"""What addresses carry beside where they lead (passwords, tokens) is in no report, whatever is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cli.program import run

TOKEN = "Zq7mT0pSecretTokenXw9"
URL = f"https://robot:{TOKEN}@git.example/shop/lib.git?token={TOKEN}"
ARCHIVE = f"https://robot:{TOKEN}@files.example/lib-1.0.tar.gz?sig={TOKEN}#access={TOKEN}"
SSH = f"ssh://robot:{TOKEN}@git.example/shop/lib.git"
JS = {"a": f"git+{URL}", "b": ARCHIVE, "c": f"odd+{URL}", "d": SSH, "e": f"npm:@x/y@{ARCHIVE}"}


def lock(address: str) -> str:
    entry = {"version": "1.0.0", "resolved": address, "dependencies": {"gone": address}}
    return json.dumps({"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": entry}})


FILES = {
    "requirements.txt": f"-i {ARCHIVE}\n-r {ARCHIVE}\nlib @ git+{URL}\n{ARCHIVE}\n-e git+{URL}#egg=two\nbad {URL}\n{URL}\n",
    "package.json": json.dumps({"dependencies": JS}),
    "package-lock.json": lock(ARCHIVE),
    "npm-shrinkwrap.json": lock(f"git+{URL}#{'a' * 40}"),
    "yarn.lock": f'# yarn lockfile v1\n\n"a@{ARCHIVE}":\n  version "1.0.0"\n  resolved "{ARCHIVE}"\n  dependencies:\n'
    f'    b "{URL}"\n\n"c@{URL}":\n  resolved "{URL}"\n',
    "pnpm-lock.yaml": f"lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: {URL}\n"
    f"        version: {URL}\npackages:\n  a@{URL}:\n    resolution: {{tarball: '{ARCHIVE}'}}\nsnapshots:\n  b@{URL}: {{}}\n",
    "bun.lock": json.dumps({"lockfileVersion": 1, "packages": {"a": [f"a@git+{URL}", {}, "x"], f"b@{URL}": [URL]}}),
    "deno.lock": json.dumps({"version": "5", "remote": {ARCHIVE: "x"}, "specifiers": {f"npm:a@{URL}": "1"}}),
    "pyproject.toml": f'[project]\nname = "s"\nversion = "1"\ndependencies = ["lib @ git+{URL}", "x {URL}"]\n'
    f'[tool.poetry.dependencies]\nfoo = {{git = "{URL}"}}\nbar = {{url = "{ARCHIVE}"}}\n',
    "poetry.lock": f'[[package]]\nname = "a"\nversion = "1"\n[package.source]\ntype = "git"\nurl = "{URL}"\n[metadata]\n',
    "uv.lock": f'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = {{ git = "{URL}" }}\n'
    f'[[package]]\nname = "b"\nversion = "1"\nsource = {{ registry = "{ARCHIVE}" }}\n',
    "pdm.lock": f'[metadata]\n[[package]]\nname = "a"\nversion = "1"\ngit = "{URL}"\n[[package]]\nname = "b"\nurl = "{ARCHIVE}"\n',
    "pylock.toml": f'lock-version = "1.0"\n[[packages]]\nname = "a"\nvcs = {{ type = "git", url = "{URL}" }}\n'
    f'[[packages]]\nname = "b"\narchive = {{ url = "{ARCHIVE}" }}\n',
    "Pipfile": f'[[source]]\nname = "x"\nurl = "{ARCHIVE}"\n[packages]\na = {{git = "{URL}"}}\nb = {{file = "{ARCHIVE}"}}\n',
    "setup.cfg": f"[options]\ninstall_requires =\n    lib @ git+{URL}\n    bad {URL}\n",
    "setup.py": f"from setuptools import setup\nsetup(install_requires=['lib @ git+{URL}', 'bad {URL}'])\n",
    "Cargo.toml": f'[package]\nname = "s"\n[dependencies]\na = {{ git = "{URL}" }}\nb = {{ registry-index = "{URL}" }}\n',
    "Cargo.lock": f'version = 3\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "git+{URL}#{"a" * 40}"\n'
    f'dependencies = ["gone 1.0 (git+{URL})"]\n',
    "Gemfile": f"source '{URL}'\ngem 'a', git: '{URL}'\ngem 'b', '{URL}'\n",
    "Gemfile.lock": f"GIT\n  remote: {URL}\n  revision: abc\n  specs:\n    a (1.0)\n      bad {URL}\n\nDEPENDENCIES\n  a!\n",
    "composer.json": json.dumps({"repositories": [{"type": "vcs", "url": URL}], "require": {"a/b": f"dev-x#{URL}"}}),
    "composer.lock": json.dumps({"packages": [{"name": "a/b", "version": "1", "source": {"type": "git", "url": URL}}]}),
    "go.mod": f"module {URL}\n\nrequire {URL} v1.0.0\nreplace a => {URL} v1\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_report_has_them(tmp_path: Path, name: str) -> None:
    repository = RepositoryBuilder(tmp_path / "repository")
    repository.commit("base", {"README.md": "# App\n"})
    repository.branch("change")
    repository.commit("head", {name: FILES[name]})
    made = {one: tmp_path / one for one in ("json", "sarif", "markdown", "text")}
    outputs = [word for one, path in made.items() for word in ("--output", f"{one}={path}")]
    run(["check", "-C", str(repository.path), *outputs, "main..change"])
    for path in made.values():
        text = path.read_text("utf-8")
        assert text
        assert TOKEN not in text, text[max(text.find(TOKEN) - 200, 0) : text.find(TOKEN) + 60]
