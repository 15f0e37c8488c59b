"""The changes that are measured: the same every time, of the size that was asked for, and still Python."""

from __future__ import annotations

import ast
import difflib
import subprocess
from pathlib import Path

import pytest

from benchmarks import changes, history

MODULE = '''"""Numbers."""


def half(value):
    """Half of it."""
    if value is None:
        return 0
    return value / 2


class Counter:
    def __init__(self, start):
        self.start = start

    def add(self, count):
        self.start += count
        return self.start

    def get(self, request):
        return request.args["n"]

    def name(self):
        return "counter"

    def size(self):
        return self.start
'''
FILES = {
    "shop/numbers.py": MODULE,
    "shop/other.py": MODULE.replace("half", "third"),
    "shop/const.py": "LIMIT = 3\nNAME = 'shop'\nRATIO = 2\n",
    **{f"shop/user_{number}.py": "from shop.numbers import half\n" for number in range(20)},
}
TREES = changes.parse(FILES)


@pytest.mark.parametrize("kind", changes.KINDS)
def test_the_same_seed_gives_the_same_change(kind: str) -> None:
    places = changes.KINDS[kind](TREES)
    first, again = (changes.change(FILES, TREES, places, 6, kind) for _ in range(2))
    assert first == again
    assert first


@pytest.mark.parametrize("lines", [6, 12, 24])
def test_size_and_syntax(lines: int) -> None:
    found = changes.change(FILES, TREES, changes.method(TREES), lines, "seed")
    touched = 0
    for path, text in found.items():
        ast.parse(text)
        difference = difflib.ndiff(FILES[path].splitlines(), text.splitlines())
        touched += sum(line[0] in "+-" for line in difference)
    assert lines * 0.7 <= touched <= lines + 9


def test_a_change_is_spread_over_files_and_holds_the_smaller_one() -> None:
    places = changes.method(TREES)
    small, large = (changes.change(FILES, TREES, places, lines, "seed", 12) for lines in (12, 24))
    assert len(small) == 1
    assert len(large) == 2
    assert small.items() <= large.items()


def test_too_few_places_is_said() -> None:
    with pytest.raises(ValueError, match="no places for"):
        changes.change(FILES, TREES, changes.method(TREES), 4000, "seed")


def test_where_changes_begin() -> None:
    assert changes.helper(TREES) == [changes.Place("shop/numbers.py", "half")]
    assert changes.Place("shop/const.py", "LIMIT") in changes.setting(TREES)
    assert changes.Place("shop/numbers.py", "Counter") in changes.handler(TREES)


def test_new_tests_are_python_of_the_size_asked_for() -> None:
    places = [changes.Place("shop/numbers.py", name) for name in ("a", "b", "c", "d", "e")]
    (text,) = changes.new_tests(places, 50, "seed").values()
    assert len(text.splitlines()) == 50
    ast.parse(text)


def test_copies_import_themselves() -> None:
    found = dict(history.copies({"shop/a.py": b"import shop.b\nworkshop = 1\n"}, "shop", 3))
    assert found["shop/a.py"] == b"import shop.b\nworkshop = 1\n"
    assert found["shop_3/a.py"] == b"import shop_3.b\nworkshop = 1\n"
    assert len(found) == 3


def test_what_is_written_can_be_read_by_git(tmp_path: Path) -> None:
    repository = tmp_path / "one.git"
    tree = {"shop/a.py": b"x = 1\n", 'shop/odd "name".py': b"no line end"}
    history.write(repository, tree.items())
    history.add(repository, [history.Branch("change", {"shop/a.py": "x = 2\n"})])
    assert history.branches(repository) == {"base", "change"}

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(repository), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert git("show", "base:shop/a.py") == "x = 1\n"
    assert git("show", 'base:shop/odd "name".py') == "no line end"
    assert git("diff", "--stat", "base", "change").startswith(" shop/a.py | 2 +-")
    assert git("rev-parse", "--abbrev-ref", "HEAD").strip() == "base"
