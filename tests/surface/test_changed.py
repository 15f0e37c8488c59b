"""Which definitions a change really changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from surface.changes import compared, names

from tidegate.program.names import FunctionId
from tidegate.surface.changed import moved_definitions

SHOP = '''\
"""A shop."""

import os
from json import dumps

LIMIT = 10
FIRST, SECOND = 1, 2


def plain(value):
    """Says it."""
    text = str(value)
    return text


class Cart(dict):
    """Holds things."""

    size = 3

    def add(self, thing):
        def inner():
            return thing

        return inner()

    class Meta:
        ordering = "name"


@staticmethod
def wrapped(value: int = LIMIT) -> str:
    return dumps(value)


if os.environ.get("FAST"):
    SPEED = 2
else:
    SPEED = 1

print("ready")
'''


def differing(old: str, new: str) -> set[str]:
    """What head has otherwise when ``old`` becomes ``new`` in the shop."""
    assert SHOP.count(old) == 1
    before, after = compared({"shop.py": SHOP}, {"shop.py": SHOP.replace(old, new)})
    assert names(before) == names(after)
    return names(after)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("return text", "return text.strip()", {"shop.plain"}),
        ("def plain(value)", "def plain(value, other=None)", {"shop.plain"}),
        ("value: int = LIMIT", "value: int = 3", {"shop.wrapped"}),
        ("-> str", "-> object", {"shop.wrapped"}),
        ("@staticmethod", "@classmethod", {"shop.wrapped"}),
        ("return thing\n", "return [thing]\n", {"shop.Cart.add"}),
        ("size = 3", "size = 4", {"shop.Cart"}),
        ("class Cart(dict)", "class Cart(list)", {"shop.Cart"}),
        ('ordering = "name"', 'ordering = "size"', {"shop.Cart.Meta"}),
        ("LIMIT = 10", "LIMIT = 11", {"shop.LIMIT"}),
        ("FIRST, SECOND = 1, 2", "FIRST, SECOND = 1, 3", {"shop.FIRST", "shop.SECOND"}),
        ("from json import dumps", "from ujson import dumps", {"shop.dumps"}),
        ("SPEED = 2", "SPEED = 3", {"shop.SPEED"}),
        ('environ.get("FAST")', 'environ.get("SLOW")', {"shop.py!"}),
        ('print("ready")', 'print("set")', {"shop.py!"}),
    ],
)
def test_a_definition_that_means_something_else(old: str, new: str, expected: set[str]) -> None:
    assert differing(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    text = str(value)\n", "    # why\n    text = str(value)  # how\n"),
        ("    text = str(value)\n", "    text = str(\n        value,\n    )\n"),
        ('"ready"', "'ready'"),
        ('    """Says it."""\n', '    """Says it, and nothing else."""\n'),
        ('    """Says it."""\n', ""),
        ('    """Holds things."""\n', '    """Holds them."""\n'),
        ('"""A shop."""\n', '"""Another shop."""\n'),
        ("\n\nclass Cart", "\n\n\n\n\nclass Cart"),
        ("LIMIT = 10", "LIMIT = 0xA"),
    ],
)
def test_layout_comments_and_docstrings_mean_nothing(old: str, new: str) -> None:
    assert differing(old, new) == set()


@given(
    st.lists(st.tuples(st.integers(0, SHOP.count("\n")), st.sampled_from(["", "# note", "#!/", "  # odd"])))
)
def test_comment_lines_anywhere_mean_nothing(added: list[tuple[int, str]]) -> None:
    lines = SHOP.splitlines()
    for position, text in sorted(added, reverse=True):
        lines.insert(position, text)
    head = "\n".join(lines) + "\n"
    before, after = compared({"shop.py": SHOP}, {"shop.py": head})
    assert (names(before), names(after)) == (set(), set())


def test_definitions_in_another_order() -> None:
    first, second = "def a():\n    return 1\n", "def b():\n    return 2\n"
    before, after = compared({"m.py": f"{first}\n\n{second}"}, {"m.py": f"{second}\n\n{first}"})
    assert (names(before), names(after)) == (set(), set())


def test_what_one_side_alone_has() -> None:
    before, after = compared({"m.py": "def a():\n    pass\n"}, {"m.py": "def b():\n    pass\n"})
    assert (names(before), names(after)) == ({"m.a"}, {"m.b"})
    assert (before.added, after.added) == ({FunctionId("m.py", "a")}, {FunctionId("m.py", "b")})


def test_a_new_file_and_one_that_is_gone() -> None:
    before, after = compared({"old.py": "X = 1\n"}, {"new.py": "def f():\n    pass\n"})
    assert (names(before), names(after)) == ({"old.X"}, {"new.f"})


def test_names_in_conditions_stand_for_all_their_values() -> None:
    base = "try:\n    import fast as json\nexcept ImportError:\n    import json\n"
    before, after = compared({"m.py": base}, {"m.py": base.replace("fast", "faster")})
    assert (names(before), names(after)) == ({"m.json"}, {"m.json"})


def test_a_function_that_moved_is_known_by_its_content() -> None:
    body = "(x):\n    return x + 1\n"
    base = {"a.py": f"def f{body}", "b.py": "Y = 1\n"}
    before, after = compared(base, {"a.py": "", "b.py": f"Y = 1\n\n\ndef g{body}"})
    assert moved_definitions(before, after) == {FunctionId("b.py", "g"): FunctionId("a.py", "f")}


def test_twins_that_moved_are_paired_only_if_there_are_as_many() -> None:
    def twins(*found: str) -> str:
        return "\n\n".join(f"def {name}():\n    return 1\n" for name in found)

    before, after = compared({"a.py": twins("f", "g"), "b.py": ""}, {"a.py": "", "b.py": twins("f")})
    assert moved_definitions(before, after) == {}
    before, after = compared({"a.py": twins("f", "g"), "b.py": ""}, {"a.py": "", "b.py": twins("f", "g")})
    assert len(moved_definitions(before, after)) == 2
