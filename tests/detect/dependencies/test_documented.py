"""Every rule about packages is explained where people look for it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import tidegate.detect.dependencies as detectors

DOCUMENT = Path(__file__).parents[3] / "docs" / "dependencies.md"


def rules() -> set[str]:
    """What the detectors' modules call their rules."""
    modules = (import_module(f"{detectors.__name__}.{one.name}") for one in iter_modules(detectors.__path__))
    values = [value for module in modules for name, value in vars(module).items() if name.isupper()]
    return {value for value in values if isinstance(value, str) and "-" in value and " " not in value}


def test_every_rule_is_in_the_document() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert len(rules()) > 15
    assert [rule for rule in sorted(rules()) if f"`{rule}`" not in text] == []
