"""Checks that a function made and makes no more, whoever calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from introducing import introduced

MIRROR = """\
from ipaddress import ip_address

from app.store import configs


def validate_host(host):
    if ip_address(host).is_private:
        raise ValueError("not a public address")


def counted_hosts(host):
    configs.count(host)


def add_mirror(name, host):
    {check}configs.put(name, host)


def change_mirror(name, host):
    {other}configs.put(name, host)
"""
SERIALIZER = """\
from rest_framework import serializers


class UserSerializer(serializers.ModelSerializer):
    def validate(self, data):
        user = self.context["request"].user
        {check}if not data.get("name"):
            raise serializers.ValidationError("a name, please")
        return data
"""
STAFF = """if data.get("is_staff") and not user.is_superuser:
            raise serializers.ValidationError("only superusers make staff")
        """
OTHERWISE = """if data.get("is_staff") and not user.has_perm("staff.add"):
            raise serializers.ValidationError("only who may adds staff")
        """
SESSIONS = """\
from app.models import Session


class DeleteSession:
    def execute(self, key):
        row = Session.objects.get(key=key)
        {delete}
"""
OWN = "if row.owner_id == self.current_user.id:\n            row.delete()"


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))


def mirror(check: str = "", other: str = "") -> str:
    ending = "\n    "
    return MIRROR.format(check=check and check + ending, other=other and other + ending)


def rules(folder: Path, base: str, head: str) -> list[str]:
    return [one.rule for one in introduced(folder, {"app/tools.py": base}, {"app/tools.py": head})]


@pytest.mark.parametrize(
    ("base", "head", "expected"),
    [
        (mirror("validate_host(host)"), mirror(), ["validation-lost"]),
        (mirror("counted_hosts(host)"), mirror(), []),
        (mirror(), mirror("validate_host(host)"), []),
        (mirror("validate_host(host)"), mirror("check_host(host)"), []),
        (mirror("validate_host(host)"), mirror(other="validate_host(host)"), []),
        (
            mirror("validate_host(host)"),
            mirror('if host.startswith("10."):\n        raise ValueError("ours")'),
            [],
        ),
    ],
)
def test_a_call_that_only_checks(tmp_path: Path, base: str, head: str, expected: list[str]) -> None:
    assert rules(tmp_path, base, head) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(STAFF, "", ["authorization-lost"]), ("", STAFF, []), (STAFF, OTHERWISE, [])],
)
def test_a_condition_about_the_caller(tmp_path: Path, before: str, after: str, expected: list[str]) -> None:
    assert rules(tmp_path, SERIALIZER.format(check=before), SERIALIZER.format(check=after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (OWN, "row.delete()", ["authorization-lost"]),
        ("row.delete()", OWN, []),
        (OWN, "Session.objects.filter(key=key, owner_id=self.current_user.id).delete()", []),
    ],
)
def test_what_is_done_for_its_owner_alone(
    tmp_path: Path, before: str, after: str, expected: list[str]
) -> None:
    assert rules(tmp_path, SESSIONS.format(delete=before), SESSIONS.format(delete=after)) == expected
