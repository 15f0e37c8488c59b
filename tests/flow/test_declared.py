"""Names of inputs as command lines declare them."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.flow.declared import declared_harmless
from tidegate.flow.library import CallArguments
from tidegate.flow.values import Value, constant

_INT = Value(references=("builtins.int",))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["count"], "count"),
        (["-n", "--dry-run"], "dry_run"),
        (["--dry-run", "really"], "really"),
        (["--yes/--no"], "yes"),
        ([], ""),
    ],
)
def test_the_name_of_a_number(names: list[str], expected: str) -> None:
    library = engine({"app.py": ""}).library
    library.require("click")
    call = CallArguments([constant(name) for name in names], {"type": _INT})
    assert declared_harmless(library, "click.option", call) == expected


def test_a_text_is_not_harmless() -> None:
    library = engine({"app.py": ""}).library
    library.require("click")
    assert declared_harmless(library, "click.option", CallArguments([constant("--name")], {})) == ""
