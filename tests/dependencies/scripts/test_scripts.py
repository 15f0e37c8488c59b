"""Commands of files → the packages that they install: by kind of file, by installer, and what is none."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest

from tidegate.dependencies.scripts import is_script, read
from tidegate.dependencies.scripts.installers import catalogue
from tidegate.dependencies.versions import key
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Origin, Scope


def found(text: str, path: str = "setup.sh") -> list[Dependency]:
    return list(read(Source(path, text.encode())).dependencies)


def names(text: str, path: str = "setup.sh") -> list[str]:
    """ "name version-or-range" of each."""
    return [" ".join(filter(None, (one.name, one.version or one.requirement))) for one in found(text, path)]


def test_a_whole_entry() -> None:
    text = "set -e\npip install --index-url https://me:secret@mirror.example/simple requests==2.31.0\n"
    assert found(text) == [
        Dependency(
            ecosystem="PyPI",
            name="requests",
            version="2.31.0",
            requirement="==2.31.0",
            direct=True,
            scope=Scope.BUILD,
            location="https://mirror.example/simple",
            key="pip install requests",
            group="pip install",
            line=2,
        )
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip install a 'b>=1' \"c[x]==2\" d~=1.0", ["a", "b >=1", "c 2", "d ~=1.0"]),
        ("pip3.12 install -U a", ["a"]),
        ("/opt/venv/bin/pip install a", ["a"]),
        ("$VENV/bin/pip install a", ["a"]),
        ("$(PYTHON) -m pip install a", ["a"]),
        ("python3 -m pip --quiet install a -r more.txt -c limits.txt b", ["a", "b"]),
        ("sudo -H -u app pip install a", ["a"]),
        ("PIP_NO_CACHE_DIR=1 pip install a && pip install b; pip install c || true", ["a", "b", "c"]),
        ("if ! command -v x; then pip install a; fi", ["a"]),
        ("bash -lc 'cd /x && pip install a==1'", ["a 1"]),
        ('eval "pip install a"', ["a"]),
        ("docker compose exec -T web pip install a", ["a"]),
        ("ssh host 'cd /x && pip install a'", ["a"]),
        ('OUT="$(timeout 5 pip install a)"', ["a"]),
        ("(cd x && pip install a) > log 2>&1", ["a"]),
        ("pip install a 2>&1 | tail -3", ["a"]),
        ("pip install a 2>/dev/null || true", ["a"]),
        ("pip install -Ur more.txt a", ["a"]),
        ("pip install a>=1.0", ["a"]),  # what follows ">" is a file
        ("uv pip install a==1", ["a 1"]),
        ("uv add a b", ["a", "b"]),
        ("uv tool install ruff==0.6.1 --with pkg", ["ruff 0.6.1", "pkg"]),
        ("uvx ruff@0.6.1 check .", ["ruff 0.6.1"]),
        ("uvx ruff@latest check .", ["ruff"]),
        ("uvx --from black==24.1.0 blackd --port 1", ["black 24.1.0"]),
        ("uv run --with httpx pytest tests", ["httpx"]),
        ("uv run pip install a", ["a"]),
        ("pipx install poetry==1.8.0", ["poetry 1.8.0"]),
        ("pipx run --spec build pyproject-build .", ["build"]),
        ("poetry add a@1.0", ["a 1.0"]),
        ("npm install -g a@1.2.3 @scope/b@^2 c@latest", ["a 1.2.3", "@scope/b ^2", "c"]),
        ("npm i --prefix web a", ["a"]),
        ("npx --yes create-thing@1.0.0 my-app --flag x", ["create-thing 1.0.0"]),
        ("npx -p typescript tsc --init", ["typescript"]),
        ("npm exec --package=a -- b", ["a"]),
        ("pnpm dlx degit user/repo", ["degit"]),
        ("pnpm add -D a", ["a"]),
        ("yarn dlx a", ["a"]),
        ("yarn global add a", ["a"]),
        ("bunx a", ["a"]),
        ("gem install bundler -v 2.4.1 --no-document", ["bundler 2.4.1"]),
        ("gem install rake:13.0.6", ["rake 13.0.6"]),
        ("go install example.com/tools/cmd/lint@v1.59.0", ["example.com/tools/cmd/lint v1.59.0"]),
        ("cargo install ripgrep --version 14.0.0 --locked", ["ripgrep 14.0.0"]),
        ("cargo install just@1.2.3", ["just 1.2.3"]),
        ("pip install a==$VERSION 'b[x]==${V}'", ["a", "b"]),
        ("pip install a  # don't pip install b", ["a"]),
    ],
)
def test_commands(command: str, expected: list[str]) -> None:
    assert names(command) == expected


@pytest.mark.parametrize(
    "command",
    [
        "echo pip install a",
        "echo 'pip install a'",
        "sudo tee 'pip install a'",
        "# pip install a",
        "grep 'npm install' x | sort",
        "pip install -r requirements.txt",
        "pip install .",
        "pip install -e .[dev] ../lib /tmp/a.whl ~/b",
        'pip install $PACKAGES ${MORE} "$(cat list)" `cat list`',
        "pip install tox-${{ matrix.version }} {{ package }}",
        "pip freeze",
        "pip uninstall a",
        "uv pip sync x.txt",
        "uv sync --group dev",
        "poetry install --with dev",
        "npm install",
        "npm ci && npm run build -- --x",
        "npm install ./local file:../x",
        "yarn install --frozen-lockfile",
        "yarn build",
        "go install ./cmd/x",
        "go install ./...",
        "go test example.com/a",
        "cargo build --release",
        "apt-get install -y curl python3-pip",
        "cat <<EOF\npip install a\nEOF",
        "pip",
        "python -m pip",
        "npx",
        "uvx --from",
    ],
)
def test_what_installs_nothing_of_a_name(command: str) -> None:
    assert names(command) == []


def test_git_and_addresses() -> None:
    (one,) = found("pip install git+https://me:secret@git.example/acme/x@abc123#egg=x\n")
    assert (one.name, one.origin, one.location, one.revision) == (
        "x",
        Origin.GIT,
        "git+https://git.example/acme/x",
        "abc123",
    )
    (two,) = found("npm install acme/tool#v1\n")
    assert (two.name, two.origin, two.revision) == ("tool", Origin.GIT, "v1")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("pip install git+https://git.example/acme/x.git@main", "x"),
        ("pip install https://files.example/acme-1.2.tar.gz", "acme"),
        ("npm i -g https://git.example/acme/tool/tarball/4c54b3bc704cfb3e96cec2d24854caca3df0b3b6", "tool"),
        ("npm i -g https://files.example/acme-tool-1.0.0.tgz", "acme-tool"),
        ("npm i git@git.example:acme/tool.git", "tool"),
    ],
)
def test_an_address_is_called_after_what_it_is_of(command: str, name: str) -> None:
    assert [one.name for one in found(command)] == [name]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "Dockerfile",
            "RUN --mount=type=cache,target=/x pip install \\\n  a \\\n # no\n  b && npm i -g c\n",
            "abc",
        ),
        ("web/prod.Dockerfile", 'FROM x\nRUN ["pip", "install", "a"]\nENV X="pip install b"\n', "a"),
        ("Dockerfile.dev", "RUN <<EOF\npip install a\nEOF\nLABEL x=pip install b\n", "a"),
        ("Dockerfile", "ONBUILD run pip install a\nCMD npx b\n", "ab"),
        ("Makefile", "X = pip install no\nx: y\n\t-@pip install a\n\t$(PIP) install b $(C)\n", "ab"),
        ("justfile", "x:\n    pip install a\n", "a"),
        ("Procfile", "web: pip install a && gunicorn app\n", "a"),
        (
            "tox.ini",
            "[testenv]\ndeps = no\ncommands =\n    pip install a\ncommands_pre = - pip install b\n",
            "ab",
        ),
        ("package.json", json.dumps({"scripts": {"x": "npx a && vite", "y": "tsc"}, "npx": "npx b"}), "a"),
        (".devcontainer/devcontainer.json", '{// c\n"postCreateCommand": {"x": "pip install a"},}', "a"),
        (
            ".github/workflows/x.yml",
            "jobs:\n  x:\n    steps:\n    - name: pip install no\n      run: pip install a\n",
            "a",
        ),
        (".github/workflows/x.yaml", "x:\n- run: |\n    cd x\n    pip install a\n    uvx b\n", "ab"),
        ("action.yml", "runs:\n  steps:\n  - run: >-\n      pip install\n      a\n", "a"),
        (".gitlab-ci.yml", "test:\n  script:\n  - pip install a\n  - [pip install b]\n", "ab"),
        (
            ".circleci/config.yml",
            "steps:\n- run:\n    name: pip install no\n    command: pip install a\n",
            "a",
        ),
        (
            "docker-compose.yml",
            "services:\n  x:\n    command: sh -c 'pip install a'\n    image: pip install b\n",
            "a",
        ),
        (
            "compose.yaml",
            'services:\n  x:\n    command: ["sh", "-c", "pip install a"]\n    args: [npx, b]\n',
            "ab",
        ),
        (".pre-commit-config.yaml", "repos:\n- hooks:\n  - {id: npx no, entry: npx a --fix}\n", "a"),
        (".husky/pre-commit", "npx a\n", "a"),
        ("Jenkinsfile", "steps {\n  sh 'pip install a'\n  sh(script: \"npx b\")\n  echo 'npx no'\n}\n", "ab"),
        ("deno.json", '{"tasks": {"x": "npx a", "y": {"command": "npx b"}}}', "ab"),
    ],
)
def test_kinds_of_files(path: str, text: str, expected: str) -> None:
    assert "".join(names(text, path)) == expected


@pytest.mark.parametrize(
    "path", ["README.md", "docs/install.rst", "app.py", "setup.cfg", "notes.txt", "x.yml"]
)
def test_prose_and_code_are_no_scripts(path: str) -> None:
    assert not is_script(path)


def test_lines() -> None:
    commands = "        pip install a\n        pip install b \\\n          c\n"
    text = f"jobs:\n  x:\n    steps:\n\n    - run: |\n{commands}"
    assert [(one.name, one.line) for one in found(text, ".github/workflows/x.yml")] == [
        ("a", 6),
        ("b", 7),
        ("c", 8),
    ]
    container = "FROM x\nRUN pip install \\\n  a \\\n  b\n"
    assert [(one.name, one.line) for one in found(container, "Dockerfile")] == [("a", 3), ("b", 4)]


def test_the_same_twice_is_one() -> None:
    assert names("pip install a\npip install a\npip install a==1\n") == ["a", "a 1"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/x.yml", "a: [\n"),
        (".github/workflows/x.yml", "[" * 200 + "]" * 200),
        ("package.json", '{"scripts": {"a": "npx b"}'),
        ("setup.sh", "<<<<<<< ours\npip install a\n"),
        ("setup.sh", "pip install a\n" * 2_001),
    ],
)
def test_what_cannot_be_read_says_so(path: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(Source(path, text.encode()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x.sh", "pip install " + "a " * 9_000),
        ("x.sh", "pip install " + "a " * 200_000),
        ("x.sh", ("pip install " + "a " * 9_000 + "\n") * 20),
        ("x.sh", "".join(f"pip install {' '.join(f'a{n}x{m}' for m in range(2_000))}\n" for n in range(90))),
        ("x.sh", "pip install 'a \\\n" * 20_000),
        ("x.sh", "pip install 'a\n" * 1_900),
        ("x.sh", "`" * 100_000 + " pip install a"),
        ("x.sh", "bash -c '" * 5_000 + "pip install a"),
        ("x.sh", "sudo " * 50_000 + "pip install a"),
        ("x.sh", "{{" * 100_000 + "pip install a"),
        ("x.sh", "cat <<A\n" + "pip install b\n" * 100_000),
        (".github/workflows/x.yml", "run: &a [pip]\n" + "".join(f"k{n}: *a\n" for n in range(20_000))),
        ("Makefile", "\t" + "$(" * 100_000),
    ],
)
def test_hostile_texts_end_soon(path: str, text: str) -> None:
    start = time.process_time()
    with suppress(Unreadable):
        read(Source(path, text.encode()))
    assert time.process_time() - start < 10


def test_the_catalogue_says_what_is_judged() -> None:
    known = catalogue()
    assert all(key(one.ecosystem, "v1.0.0" if one.ecosystem == "Go" else "1.0.0") for one in known.installers)
    commands = [command for one in known.installers for command in one.commands]
    assert len(commands) == len(set(commands))
