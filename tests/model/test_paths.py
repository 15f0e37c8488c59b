"""Path classes by a table of names as real projects have them, and printing of hostile names."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.paths import PathClass, classify, display

TABLE = {
    PathClass.PRODUCTION: """
        app.py src/flask/app.py src/flask/testing.py src/werkzeug/test.py django/test/client.py
        numpy/testing/_private/utils.py shop/contest.py shop/latest.py core/attestation.py testing/tool.py
        homeassistant/components/demo/light.py airflow/models/dag.py scripts/release.py manage.py
        app/api/docs/views.py src/docs/render.py polls/tests_runner/main.py noxfile.py wsgi.py
        django/db/migrations/executor.py superset/migrations/shared/utils.py typings/jwt.pyi protest.py
        app/detest/views.py shop/migrations/helpers.py apps/demo/views.py apps/shop/views.py
        contests/views.py mathesar/rpc/databases/setup.py app/examples_store.py snippets/views.py
        src/_pytest/python.py a.test/x.py mail/compose.py shop/ab_tests/price.py apps/playwright/views.py
    """,
    PathClass.TEST: """
        tests/test_app.py test/units/test_play.py tests/conftest.py conftest.py src/shop/conftest.py
        shop/tests.py polls/tests/__init__.py app/views_test.py Tests/helper.py tests/data/x.json
        frontend/src/__tests__/menu.tsx web/menu.spec.ts web/menu.test.jsx cypress/support/commands.js
        pkg/server_test.go src/test/java/acme/ShopTest.java packages/billing/test/server.js
        benchmarks/bench_parse.py tests/fixtures/package-lock.json tests/app/Dockerfile
        kubernetes-tests/tests_run.sh integration_tests/run.py tests/README.txt a/b/testdata/x.rs
        tests/migrations/0001_initial.py tests/templates/index.html spec/models/user_spec.rb
        backend/test/x.py tests/fixtures/.github/workflows/ci.yml tests/protos/shop_pb2.py app/test_utils.py
        shop/ShopTests.cs
    """,
    PathClass.EXAMPLE: """
        examples/tutorial/flaskr/app.py docs/conf.py docs_src/first_steps/tutorial001.py samples/hello.py
        demo/app.py doc/source/ext/tool.py examples/app/main.rs packages/billing/examples/pay.ts
        docs/make.bat examples/notebook.ipynb web/button.stories.tsx docs/_templates/layout.html
        examples/docker/Dockerfile
    """,
    PathClass.MIGRATION: """
        polls/migrations/0001_initial.py polls/migrations/__init__.py alembic/versions/ae1027a6acf_add.py
        superset/migrations/versions/2015-09-21_17-30_4e6a06bad7a8_init.py alembic/env.py migrations/env.py
        app/db_migrations/versions/a1.py
    """,
    PathClass.TEMPLATE: """
        templates/index.html app/templates/mail/subject.txt shop/page.jinja2 shop/page.j2 a/b.htm
        django/contrib/admin/templates/admin/base.html roles/web/nginx.conf.j2 templates/feed.xml
        templates/compose.html
    """,
    PathClass.CONFIGURATION: """
        .github/workflows/ci.yml .github/dependabot.yml .github/CODEOWNERS CODEOWNERS docs/CODEOWNERS
        .github/scripts/release.py .github/actions/setup/action.yml .gitlab-ci.yml .gitlab/ci/build.yml
        Dockerfile Dockerfile.prod docker/app.dockerfile docker-compose.override.yml compose.yaml
        .env.production .tidegate/config.yaml .tidegate/knowledge/acme.yaml .gitattributes
        tests/.gitattributes .pre-commit-config.yaml AGENTS.md CLAUDE.md docs/CLAUDE.md tests/AGENTS.md
        agents.md .cursor/rules/style.mdc .cursorrules .github/copilot-instructions.md skills/pdf/SKILL.md
        GEMINI.md .claude/settings.json .claude/commands/fix.md .mcp.json .windsurfrules
        .github/prompts/fix.prompt.md .vscode/tasks.json .codex/config.toml
        .github/instructions/py.instructions.md tests/x/.claude/hooks/run.py Makefile .ci/run.sh
        .circleci/config.yml conf/nginx.conf infra/main.tf prod.tfvars k8s/web.yaml helm/shop/values.yaml
        tox.ini ruff.toml .editorconfig .gitignore azure-pipelines.yml Jenkinsfile .husky/pre-commit
        .devcontainer/devcontainer.json CMakeLists.txt Procfile examples/.cursorrules
    """,
    PathClass.DEPENDENCIES: """
        requirements.txt requirements-dev.txt requirements/base.txt dev-requirements.txt constraints.txt
        pyproject.toml setup.py setup.cfg poetry.lock uv.lock Pipfile Pipfile.lock pylock.toml package.json
        web/package-lock.json yarn.lock pnpm-lock.yaml bun.lockb go.mod go.sum Cargo.toml Cargo.lock pom.xml
        app/build.gradle.kts Gemfile Gemfile.lock composer.json .terraform.lock.hcl docs/requirements.txt
        tests/requirements.txt requirements/prod.in unheard-of.lock Shop.csproj .gitmodules .npmrc
        environment.yml services/billing/setup.py
    """,
    PathClass.PROSE: """
        README.md README docs/index.rst LICENSE LICENSE.txt COPYING CHANGELOG.md CHANGES AUTHORS
        .github/PULL_REQUEST_TEMPLATE.md changelog.d/1234.bugfix newsfragments/77.feature.1 CHANGES/9.misc
        docs/install.txt SECURITY.md NOTICE notes.txt tests/README.md examples/README.md src/agents_md.md
    """,
    PathClass.DATA: """
        data/countries.json locale/de/LC_MESSAGES/django.po static/logo.svg fonts/a.woff2 i18n/de.yaml
        static/site.css shop/py.typed openapi.json docs/logo.png a.csv .github/FUNDING.yml .env.dist .env-dist
        .env_template web/.env.local.example
        .github/ISSUE_TEMPLATE/bug.yml static/app.js.map robots.txt .gitkeep config.yaml.example
    """,
    PathClass.GENERATED: """
        proto/shop_pb2.py proto/shop_pb2_grpc.py static/jquery.min.js api/shop.pb.go dist/index.js
    """,
    PathClass.UNKNOWN_CODE: """
        services/billing/calc.rs main.go web/app.ts static/site.js deploy.sh bin/tool db/schema.sql
        native/fast.pyx model.pkl vendor/lib.jar lib.so app/page.php shop.ipynb schema.graphql api/shop.proto
        changes/1234.py.sh news/1.sh .hidden web/App.vue fix.patch data/model.bin app.wasm archive.zip
        web/generated/client.ts shop/templates/app.js
    """,
}


@pytest.mark.parametrize(
    ("path", "expected"), [(path, kind) for kind, paths in TABLE.items() for path in paths.split()]
)
def test_class(path: str, expected: PathClass) -> None:
    assert classify(path) is expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".tidegate/config.yaml", ConfigurationKind.GATE),
        ("a/.gitattributes", ConfigurationKind.GATE),
        ("a/.tidegate/config.yaml", ConfigurationKind.GATE),
        (".github/CODEOWNERS", ConfigurationKind.OWNERS),
        ("src/CODEOWNERS", None),
        (".github/workflows/ci.yml", ConfigurationKind.CI),
        ("a/.github/workflows/ci.yml", None),
        (".github/hooks/pre.json", ConfigurationKind.AGENT),
        ("Claude.md", ConfigurationKind.AGENT),
        ("Dockerfile", ConfigurationKind.DEPLOYMENT),
        ("mypy.ini", ConfigurationKind.TOOLING),
        ("src/app.py", None),
    ],
)
def test_configuration_kind(path: str, kind: ConfigurationKind | None) -> None:
    assert configuration_kind(path) is kind


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("src/app.py", "src/app.py"),
        ("dir with space/a.py", "dir with space/a.py"),
        ("Überweisung/名前.py", "Überweisung/名前.py"),
        ("a\tb\nc", r'"a\tb\nc"'),
        ('say "hi"', r'"say \"hi\""'),
        ("back\\slash", r'"back\\slash"'),
        ("bell\x07\x1b[31m", r'"bell\a\033[31m"'),
        (os.fsdecode(b"caf\xe9.py"), r'"caf\351.py"'),
        ("evil\u202egnp.exe", r'"evil\342\200\256gnp.exe"'),
        ("c1\x9b31m", r'"c1\302\23331m"'),
        ("half\ud800", r'"half\355\240\200"'),
    ],
)
def test_display(path: str, shown: str) -> None:
    assert display(path) == shown


def test_display_is_what_git_prints(tmp_path: Path) -> None:
    names = [b"plain.py", b"t\tab", b"n\newline", b'q"uote', b"caf\xe9", b"\x7fdel", "ä.py".encode()]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_text("x")
    git = ["git", "-c", "core.quotePath=false", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run([*git, "ls-files", "-o"], check=True, capture_output=True).stdout
    printed = {os.fsdecode(line) for line in listed.splitlines()}
    # git leaves a lone byte as it is when it quotes nothing below 128; we never print one
    assert {display(os.fsdecode(name)) for name in names} - printed <= {r'"caf\351"'}


@given(st.text(st.characters(codec=None), min_size=1, max_size=80))
def test_any_path_has_a_class_and_prints_safely(path: str) -> None:
    assert classify(path) in PathClass
    shown = display(path)
    shown.encode("utf-8")
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)


@given(st.lists(st.text(st.characters(codec=None), max_size=20), min_size=2, max_size=2, unique=True))
def test_two_paths_never_print_alike(paths: list[str]) -> None:
    assert display(paths[0]) != display(paths[1])


@given(st.lists(st.sampled_from(["src", "app", "web", "pay", "core"]), max_size=5))
def test_plain_folders_never_hide_python(folders: list[str]) -> None:
    assert classify("/".join([*folders, "views.py"])) is PathClass.PRODUCTION


def test_cost_is_linear_in_the_length() -> None:
    started = time.process_time()
    for path in ("/".join(["packages"] * 100_000) + "/a.py", "a" * 1_000_000, "." * 1_000_000):
        classify(path)
        display(path)
    assert time.process_time() - started < 5  # a quadratic step would take minutes
