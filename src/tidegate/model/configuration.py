"""Configuration: which settings files a path may name, and whose settings they are.

Only the path is asked. Names are compared without case where a tool reads them on file systems
without case (``agents.md`` is ``AGENTS.md`` on macOS and Windows).
"""

from __future__ import annotations

from enum import StrEnum


class ConfigurationKind(StrEnum):
    """Whose behaviour a settings file changes."""

    GATE = "gate"  # this tool: .tidegate/, and the marks in .gitattributes
    OWNERS = "owners"  # who must approve
    CI = "ci"  # what runs on a change, with which rights
    AGENT = "agent"  # what AI coding tools are told and allowed
    DEPLOYMENT = "deployment"  # where and how the program runs
    TOOLING = "tooling"  # build, lint and editor settings


def words(text: str) -> frozenset[str]:
    """The words of ``text``: a table of names that reads as prose does."""
    return frozenset(text.split())


_OWNERS = frozenset({"codeowners", ".github/codeowners", "docs/codeowners", ".gitlab/codeowners"})

_AGENT_NAMES = words("""
    agents.md agents.override.md agent.md claude.md claude.local.md gemini.md qwen.md iflow.md skill.md
    copilot-instructions.md .cursorrules .cursorignore .windsurfrules .clinerules .roorules .roomodes
    .kilocoderules .augment-guidelines .goosehints .rules .aider.conf.yml .aider.conf.yaml
    .aider.model.settings.yml .aiderignore opencode.json opencode.jsonc crush.json .crush.json crushrc
    kilo.json kilo.jsonc .mcp.json mcp.json mcp_config.json cline_mcp_settings.json .coderabbit.yaml
    .coderabbit.yml .copilotignore .geminiignore
""")
_AGENT_SUFFIXES = (".instructions.md", ".prompt.md", ".agent.md", ".chatmode.md", ".mdc", ".code-workspace")
_AGENT_DIRECTORIES = words("""
    .claude .claude-plugin .cursor .codex .gemini .opencode .windsurf .clinerules .roo .kilocode .kiro
    .amazonq .junie .zed .factory .amp .agents .qwen .trae .continue .openhands .iflow .tabnine .copilot
    .augment .crush .goose .agent .kilo .cline .vibe
""")
_AGENT_PREFIX = ".roorules-"  # of one mode
_AGENT_IN_GITHUB = frozenset(
    {"instructions", "prompts", "agents", "chatmodes", "hooks", "copilot", "skills", "mcp.json"}
)
_AGENT_IN_VSCODE = frozenset({"settings.json", "tasks.json", "mcp.json", "launch.json"})

_CI_DIRECTORIES = words("""
    .ci .circleci .buildkite .azure-pipelines .azuredevops .teamcity .semaphore .woodpecker .drone .tekton
    .jenkins .travis .gitea .forgejo .cirun .concourse .harness .zuul.d .husky .githooks
""")
_CI_NAMES = words("""
    .gitlab-ci.yml .gitlab-ci.yaml .travis.yml .drone.yml .drone.yaml .cirrus.yml .appveyor.yml appveyor.yml
    azure-pipelines.yml azure-pipelines.yaml bitbucket-pipelines.yml cloudbuild.yaml cloudbuild.yml
    buildspec.yml buildspec.yaml codemagic.yaml wercker.yml .woodpecker.yml .zuul.yaml .zuul.yml jenkinsfile
    .pre-commit-config.yaml .pre-commit-config.yml .pre-commit-hooks.yaml lefthook.yml lefthook.yaml
    renovate.json renovate.json5 .renovaterc .renovaterc.json .mergify.yml .prow.yaml
""")
_CI_ACTIONS = frozenset({"action.yml", "action.yaml"})  # a workflow's action, in whatever folder
_FORGE_TEXT_FOLDERS = words("""
    issue_template discussion_template pull_request_template issue_templates merge_request_templates assets
    images
""")

_DEPLOYMENT_NAMES = words("""
    dockerfile containerfile .dockerignore procfile serverless.yml serverless.yaml fly.toml render.yaml
    vercel.json netlify.toml app.yaml chart.yaml chart.lock kustomization.yaml kustomization.yml
    skaffold.yaml tiltfile vagrantfile heroku.yml nixpacks.toml railway.json railway.toml captain-definition
    firebase.json wrangler.toml cloudformation.yml cloudformation.yaml samconfig.toml .htaccess crontab
    caddyfile devcontainer.json .devcontainer.json supervisord.conf uwsgi.ini gunicorn.conf.py
""")
_DEPLOYMENT_SUFFIXES = (
    ".tf", ".tfvars", ".tf.json", ".hcl", ".bicep", ".dockerfile", ".containerfile", ".service", ".socket",
    ".timer", ".nomad", ".conf", ".env", ".plist", ".entitlements",
)  # fmt: skip
_SAMPLES = ("sample", "example", "template", "dist")
_DEPLOYMENT_DIRECTORIES = words("""
    k8s kubernetes helm charts kustomize ansible terraform pulumi cloudformation deploy deployment
    deployments .aws .platform .ebextensions .devcontainer docker nginx
""")

_TOOLING_NAMES = words("""
    makefile gnumakefile justfile taskfile.yml taskfile.yaml cmakelists.txt meson.build meson_options.txt
    build.bazel workspace module.bazel .bazelrc .bazelversion sconstruct tox.ini pytest.ini mypy.ini
    ruff.toml .ruff.toml .flake8 .pylintrc pylintrc .coveragerc .isort.cfg .editorconfig .gitignore .mailmap
    .nvmrc .node-version .python-version .tool-versions mise.toml .prettierrc .prettierignore .eslintrc
    .eslintignore .eslintrc.json .eslintrc.yml .stylelintrc .babelrc .browserslistrc .browserslist
    tsconfig.json jsconfig.json biome.json nx.json turbo.json lerna.json .readthedocs.yml .readthedocs.yaml
    readthedocs.yml mkdocs.yml mkdocs.yaml codecov.yml .codecov.yml .coveralls.yml manifest.in
    .bumpversion.cfg .git-blame-ignore-revs .yamllint .yamllint.yml .yamllint.yaml .markdownlint.json
    .markdownlint.yaml .markdownlint.yml .markdownlint-cli2.yaml .codespellrc .cookiecutter.json
    .copier-answers.yml .shellcheckrc .hadolint.yaml .sourcery.yaml .snyk .semgrepignore .trivyignore
    .gitleaks.toml .gitleaksignore .bandit .secrets.baseline alembic.ini
""")
_TOOLING_SUFFIXES = (".ini", ".cfg", ".properties", ".mk", ".cmake", ".bzl", ".toml")


def configuration_kind(path: str) -> ConfigurationKind | None:
    """The kind of the settings file that ``path`` names, ``None`` where it is none.

    Gate, owners, CI and agent settings are where their tools read them; the rest goes by name.
    """
    lowered = path.lower()
    folder, _, name = lowered.rpartition("/")
    directories = folder.split("/") if folder else []
    if ".tidegate" in directories or name in (".gitattributes", ".tidegateignore"):
        return ConfigurationKind.GATE
    if lowered in _OWNERS:
        return ConfigurationKind.OWNERS
    if _is_agent(directories, name):
        return ConfigurationKind.AGENT
    if _is_ci(directories, name):
        return ConfigurationKind.CI
    if _is_deployment(directories, name):
        return ConfigurationKind.DEPLOYMENT
    if name in _TOOLING_NAMES or name.endswith(_TOOLING_SUFFIXES):
        return ConfigurationKind.TOOLING
    return None


def binds_everywhere(kind: ConfigurationKind) -> bool:
    """Whether such a file works in any folder, so that no folder (``tests/``) makes it harmless."""
    return kind not in (ConfigurationKind.DEPLOYMENT, ConfigurationKind.TOOLING)


def _is_agent(directories: list[str], name: str) -> bool:
    if name in _AGENT_NAMES or name.endswith(_AGENT_SUFFIXES) or name.startswith(_AGENT_PREFIX):
        return True
    if not _AGENT_DIRECTORIES.isdisjoint(directories):
        return True
    if not directories:
        return False
    below = directories[1] if len(directories) > 1 else name
    return (directories[0] == ".github" and below in _AGENT_IN_GITHUB) or (
        directories[-1] == ".vscode" and name in _AGENT_IN_VSCODE
    )


def _is_ci(directories: list[str], name: str) -> bool:
    if not directories:
        return name in _CI_NAMES | _CI_ACTIONS or name.startswith(".gitlab-ci.")
    root = directories[0]
    if name in _CI_ACTIONS:
        return True
    if root in (".github", ".gitlab"):
        return not _is_forge_text(directories, name)
    return root in _CI_DIRECTORIES or name in ("jenkinsfile", ".pre-commit-config.yaml")


def _is_forge_text(directories: list[str], name: str) -> bool:
    """Issue forms, templates and pictures: nothing runs them."""
    if "workflows" in directories or "actions" in directories:
        return False
    return (
        not _FORGE_TEXT_FOLDERS.isdisjoint(directories)
        or name in ("funding.yml", "stale.yml", "labels.yml")
        or name.endswith((".md", ".rst", ".txt", ".png", ".svg", ".jpg", ".gif"))
    )


def is_sample(name: str) -> bool:
    """Whether a file shows which settings the environment may hold: ``.env.example``, ``.env-dist``."""
    return name.startswith(".env") and name.endswith(_SAMPLES)


def _is_deployment(directories: list[str], name: str) -> bool:
    if is_sample(name):
        return False
    if name in _DEPLOYMENT_NAMES or name.endswith(_DEPLOYMENT_SUFFIXES):
        return True
    if name.startswith(("dockerfile.", "dockerfile-", "containerfile.", "containerfile-", ".env")):
        return True
    if name.startswith(("docker-compose", "compose.", "compose-")) and name.endswith((".yml", ".yaml")):
        return True
    if not name.endswith((".yml", ".yaml", ".json", ".tpl")):
        return False
    return not _DEPLOYMENT_DIRECTORIES.isdisjoint(directories)
