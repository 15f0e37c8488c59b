from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.config.policy import Policy, from_file, from_tree
from tidegate.model.errors import ConfigurationError

ABOVE = b"""\
version: 1
dependencies: {minimum_age: 14}
sensitive_paths: [{paths: [pay/], tier: critical, reason: r}]
"""
PIN = hashlib.sha256(ABOVE).hexdigest()
OWN = "version: 1\ndependencies: {{minimum_age: 3}}\nextends: [{{path: org.yaml, {more}sha256: {pin}}}]\n"


def policy(own: str, files: dict[str, bytes] | None = None, beside: Path = Path()) -> Policy:
    there = {".tidegate/config.yaml": own.encode(), **(files or {})}
    return from_tree(there.get, list(there), beside=beside)


def own(more: str = "", pin: str = PIN) -> str:
    return OWN.format(more=more, pin=pin)


def test_a_file_of_the_repository() -> None:
    found = policy(own(), {"org.yaml": ABOVE})
    assert found.settings.dependencies.minimum_age == 14
    assert found.settings.sensitive_paths[0].tier == "critical"
    assert found.digest != policy("version: 1\n").digest


def test_a_file_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "org.yaml").write_bytes(ABOVE)
    for folder in (tmp_path / "rules", "rules"):
        found = policy(own(f"folder: {folder}, "), beside=tmp_path)
        assert found.settings.dependencies.minimum_age == 14


def test_a_commit_of_another_repository(tmp_path: Path) -> None:
    other = RepositoryBuilder(tmp_path / "policies")
    commit = other.commit("rules", {"org.yaml": ABOVE})
    other.commit("later", {"org.yaml": "version: 1\n"})
    found = policy(own(f"repository: policies, commit: {commit}, "), beside=tmp_path)
    assert found.settings.dependencies.minimum_age == 14


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (own(), "extends: there is no org.yaml"),
        (own("folder: /nowhere, "), "extends: there is no /nowhere: org.yaml"),
        (own("repository: ., "), "extends: org.yaml of which commit?"),
        (own("folder: a, repository: b, "), "extends: org.yaml is in a folder or in a repository"),
        (own(f"repository: nowhere, commit: {'a' * 40}, "), "extends: org.yaml of "),
    ],
)
def test_what_cannot_be_read_refuses(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        policy(text, beside=tmp_path)
    assert str(caught.value).startswith(said)


def test_what_is_not_as_pinned_refuses() -> None:
    with pytest.raises(ConfigurationError, match="is not what was pinned"):
        policy(own(pin="f" * 64), {"org.yaml": ABOVE})
    with pytest.raises(ConfigurationError, match="is not what was pinned"):
        policy(own(), {"org.yaml": ABOVE + b"\n"})


def test_what_is_extended_extends_nothing() -> None:
    chain = own().encode()
    with pytest.raises(ConfigurationError, match="extends others itself"):
        policy(own(pin=hashlib.sha256(chain).hexdigest()), {"org.yaml": chain})


def test_a_mistake_in_what_is_extended_is_named() -> None:
    wrong = b"version: 1\nrulez: {}\n"
    with pytest.raises(ConfigurationError, match=r'org\.yaml:2: unknown key "rulez"'):
        policy(own(pin=hashlib.sha256(wrong).hexdigest()), {"org.yaml": wrong})


def test_settings_that_are_tried_extend_too(tmp_path: Path) -> None:
    (tmp_path / ".tidegate").mkdir()
    (tmp_path / ".tidegate" / "config.yaml").write_text(own())
    (tmp_path / "org.yaml").write_bytes(ABOVE)
    assert from_file(tmp_path / ".tidegate" / "config.yaml").settings.dependencies.minimum_age == 14
