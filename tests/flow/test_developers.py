"""Conditions and names that say that only developers run something."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.flow.developers import asks_for_developers, is_for_developers
from tidegate.languages import ir


def _asked(test: str) -> bool | None:
    module = engine({"app.py": f"RESULT = 1 if {test} else 2\n"}).program.module("app.py")
    assert module is not None
    statement = module.bindings["RESULT"][0].statement
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Choice)
    return asks_for_developers(statement.value.test)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("DEBUG", True),
        ("settings.DEBUG", True),
        ("not DEBUG", False),
        ('DEBUG == "1"', True),
        ("DEBUG is False", False),
        ('os.environ.get("APP_DEBUG")', True),
        ('os.environ["DEV_MODE"] == "1"', True),
        ('ENV == "production"', False),
        ('ENV != "production"', True),
        ('ENV in ("local", "dev")', True),
        ("is_production", False),
        ("DEBUG and other", True),
        ("user.active", None),
        ('mode == "fast"', None),
        ("count > 3", None),
        ("DEBUG or is_production", None),
        ("latest", None),
    ],
)
def test_conditions(test: str, expected: bool | None) -> None:
    assert _asked(test) is expected


@pytest.mark.parametrize("name", ["DevelopmentConfig", "TestSettings", "local", "settings_dev", "CIConfig"])
def test_names_for_developers(name: str) -> None:
    assert is_for_developers(name)


@pytest.mark.parametrize(
    "name", ["Config", "ProductionConfig", "base", "settings", "Contest", "DeviceSettings"]
)
def test_names_of_what_is_deployed(name: str) -> None:
    assert not is_for_developers(name)
