"""Each kind of change by facts: matched, its safe twin, and where nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from policy.facts import access, entry, file, finding

from tidegate.config.settings import DEFAULTS, Extended, PersonalData, Settings, ThreatModel
from tidegate.model.kinds import About, ChangeKind
from tidegate.model.requirements import State
from tidegate.model.result import DependencyChange, EntryPoint, NotAnalysed
from tidegate.policy.facts import ChangeFacts, ControlChange
from tidegate.policy.tiers.kinds import kinds
from tidegate.policy.weighing import Case

YES, NO, UNKNOWN = State.MATCHED, State.NOT_MATCHED, State.UNKNOWN
K = ChangeKind
DEFINED = replace(access(name="customers"), operation="define")
PERSONAL = Settings(version=1, threat_model=ThreatModel(personal_data=PersonalData(tables=("customers",))))
OF_SETTINGS = {K.INFRASTRUCTURE, K.WORKFLOW, K.AI_TOOL_CONFIGURATION, K.GATE_CONFIGURATION}


def told(kind: ChangeKind, *paths: str, settings: Settings = DEFAULTS, **facts: Any) -> State:
    found = ChangeFacts(files=tuple(file(path) for path in paths or ("src/app.py",)), **facts)
    return kinds(Case(found, settings))[kind].state


def about(kind: ChangeKind, path: str = "src/app.py") -> About:
    return About(kind, "src.app.login", "it uses jwt", path)


def control(*kinds: str) -> ControlChange:
    return ControlChange("GET /refunds", ("a.login",), ("b.login",), "src/app.py", kinds)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (K.AUTHENTICATION, {"control_changes": (control("authentication"),)}),
        (K.AUTHENTICATION, {"about": (about(K.AUTHENTICATION),)}),
        (K.AUTHENTICATION, {"findings": (replace(finding(), rule="authentication-lost"),)}),
        (K.AUTHORIZATION, {"control_changes": (control("authorization"),)}),
        (K.AUTHORIZATION, {"findings": (replace(finding(), rule="authorization-lost"),)}),
        (K.CRYPTOGRAPHY, {"about": (about(K.CRYPTOGRAPHY),)}),
        (K.PAYMENT, {"about": (about(K.PAYMENT),)}),
        (K.DATA_ACCESS, {"data": (access(),)}),
        (K.DATA_ACCESS, {"data": (access("changed"),)}),
        (K.DATABASE_SCHEMA, {"data": (DEFINED,)}),
        (K.ENTRY_POINT_ADDED, {"entry_points_added": (entry(),)}),
        (K.OUTSIDE_CALLS, {"services": (access(),)}),
        (K.DEPENDENCIES, {"dependencies": (DependencyChange(ecosystem="PyPI", name="httpx"),)}),
    ],
)
def test_matched(kind: ChangeKind, facts: dict[str, Any]) -> None:
    assert told(kind, **facts) is YES


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (K.AUTHENTICATION, {"control_changes": (control("authorization"),)}),
        (K.AUTHENTICATION, {"about": (about(K.AUTHENTICATION, "tests/test_app.py"),)}),
        (K.AUTHENTICATION, {"about": (about(K.PAYMENT),)}),
        (K.AUTHORIZATION, {"findings": (finding(),)}),
        (K.DATA_ACCESS, {"data": (access("touched"), access("removed"))}),
        (K.DATA_ACCESS, {"data": (DEFINED,)}),
        (K.DATA_ACCESS, {"data": (access(path="tests/test_app.py"),)}),
        (K.DATABASE_SCHEMA, {"data": (access(),)}),
        (K.ENTRY_POINT_ADDED, {"entry_points_added": (EntryPoint("cli", "a.main", "src/app.py", 1),)}),
        (K.PERSONAL_DATA, {"data": (access(name="customers"),)}),
    ],
)
def test_the_safe_twin(kind: ChangeKind, facts: dict[str, Any]) -> None:
    assert told(kind, **facts) is NO


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (K.DATABASE_SCHEMA, "shop/migrations/0002_price.py"),
        (K.INFRASTRUCTURE, "Dockerfile"),
        (K.DEPENDENCIES, "pyproject.toml"),
        (K.WORKFLOW, ".github/workflows/ci.yml"),
        (K.AI_TOOL_CONFIGURATION, "AGENTS.md"),
        (K.GATE_CONFIGURATION, ".tidegate/config.yaml"),
        (K.GATE_CONFIGURATION, "CODEOWNERS"),
    ],
)
def test_by_what_a_file_is(kind: ChangeKind, path: str) -> None:
    assert told(kind, path) is YES
    assert told(kind, "src/app.py") is NO


def test_a_migration_or_manifest_that_says_what_it_said_is_none() -> None:
    same = frozenset({"shop/migrations/0002_price.py", "pyproject.toml"})
    assert told(K.DATABASE_SCHEMA, "shop/migrations/0002_price.py", same=same) is NO
    assert told(K.DEPENDENCIES, "pyproject.toml", same=same) is NO
    assert told(K.DEPENDENCIES, "pyproject.toml", dependencies_read=frozenset({"pyproject.toml"})) is NO


def test_data_of_persons_is_what_the_team_says() -> None:
    assert told(K.PERSONAL_DATA, settings=PERSONAL, data=(access(name="customers"),)) is YES
    assert told(K.PERSONAL_DATA, settings=PERSONAL, data=(access(name="prices"),)) is NO


@pytest.mark.parametrize("path", ["policies/org.yaml", "tests/org.yaml"])
def test_a_file_that_the_settings_extend_is_the_gate_s(path: str) -> None:
    here = Settings(version=1, extends=(Extended(path=path, sha256="0" * 64),))
    elsewhere = Settings(version=1, extends=(Extended(path=path, folder="/etc/tidegate", sha256="0" * 64),))
    assert told(K.GATE_CONFIGURATION, path, settings=here) is YES
    assert told(K.GATE_CONFIGURATION, path, settings=elsewhere) is NO


def test_the_first_settings_are_the_gate_s() -> None:
    assert told(K.GATE_CONFIGURATION, first_configuration=True) is YES


@pytest.mark.parametrize(
    "facts",
    [
        {"gaps": (NotAnalysed("web/app.ts", "unknown"),)},
        {"limits": ("cut short",)},
        {"failures": ("data flow failed",)},
        {"conflict": ("src/app.py",)},
    ],
)
def test_what_only_code_tells_is_never_denied_where_code_was_not_understood(facts: dict[str, Any]) -> None:
    denied = {kind for kind in ChangeKind if told(kind, **facts) is NO}
    assert denied == (OF_SETTINGS if "conflict" not in facts else set())


def test_what_is_not_known_of_a_package_says_nothing_of_the_code() -> None:
    gap = (NotAnalysed("pyproject.toml", "there are no advisories"),)
    assert told(K.PAYMENT, "pyproject.toml", "src/app.py", gaps=gap) is NO
    assert told(K.DEPENDENCIES, "pyproject.toml", "src/app.py", gaps=gap) is YES


def test_a_file_in_an_unknown_language_is_not_understood() -> None:
    assert told(K.PAYMENT, "native/fast.rs") is UNKNOWN
    assert told(K.PAYMENT, "README.md", gaps=(NotAnalysed("a.png", "binary", matters=False),)) is NO
