"""Who is affected by a changed definition."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from engine import Files, engine

from tidegate.flow.engine import Budget
from tidegate.program.names import ClassId, FunctionId, dotted
from tidegate.surface import reach as climbing
from tidegate.surface.changed import Binding, Changed
from tidegate.surface.reach import Reach, look_ahead, reach

HOME = "shop/text.py"
TEXT = {
    "shop/__init__.py": "",
    HOME: """\
LIMIT = 3


def clean(value):
    return value


class Tag:
    def show(self):
        return 1
""",
}
CLEAN, SHOW, TAG = FunctionId(HOME, "clean"), FunctionId(HOME, "Tag.show"), ClassId(HOME, "Tag")


def reached(files: Mapping[str, str], *changed: FunctionId | ClassId | Binding) -> Reach:
    """What the definitions reach; no function is a handler."""
    side = Changed(
        functions={d: "" for d in changed if isinstance(d, FunctionId)},
        classes={d: "" for d in changed if isinstance(d, ClassId)},
        bindings={d: "" for d in changed if isinstance(d, Binding)},
    )
    return reach(engine({**TEXT, **files}), side, lambda _: False)


def users(found: Reach) -> dict[str, int]:
    """Functions above the changed ones, with their distance."""
    return {dotted(f.path, f.qualname): level for f, level in found.functions.items() if level}


@pytest.mark.parametrize(
    "module",
    [
        "from shop.text import clean\n\n\ndef f(x):\n    return clean(x)\n",
        "from shop.text import clean as wash\n\n\ndef f(x):\n    return wash(x)\n",
        "from shop import text\n\n\ndef f(x):\n    return text.clean(x)\n",
        "from shop import text as t\n\n\ndef f(x):\n    return t.clean(x)\n",
        "import shop.text\n\n\ndef f(x):\n    return shop.text.clean(x)\n",
        "from .text import clean\n\n\ndef f(x):\n    return clean(x)\n",
        "from shop.text import *\n\n\ndef f(x):\n    return clean(x)\n",
        "from shop.text import clean\n\nwash = clean\n\n\ndef f(x):\n    return wash(x)\n",
        "from shop.text import clean\n\n\ndef f(xs):\n    return map(clean, xs)\n",
        "from shop.text import clean\n\n\ndef f(xs):\n    return [clean(x) for x in xs]\n",
        "from shop.text import clean\n\n\ndef f(x, how=clean):\n    return how(x)\n",
        "from shop.text import clean\n\n\n@clean\ndef f(x):\n    return x\n",
    ],
)
def test_users_however_they_name_it(module: str) -> None:
    assert users(reached({"shop/use.py": module}, CLEAN))["shop.use.f"] >= 1


@pytest.mark.parametrize(
    "module",
    [
        "def clean(x):\n    return x\n\n\ndef f(x):\n    return clean(x)\n",
        "from other import clean\n\n\ndef f(x):\n    return clean(x)\n",
        'def f(x):\n    return "clean"\n',
        "def f(x):\n    # clean\n    return x\n",
        "def f(x):\n    return g(clean=x)\n",
    ],
)
def test_what_only_looks_like_it(module: str) -> None:
    assert users(reached({"shop/use.py": module}, CLEAN)) == {}


def test_through_a_package_that_hands_it_on() -> None:
    files = {
        "shop/__init__.py": "from shop.text import clean\n",
        "web/views.py": "from shop import clean\n\n\ndef f(x):\n    return clean(x)\n",
    }
    assert users(reached(files, CLEAN)) == {"web.views.f": 1}


def test_level_by_level() -> None:
    chain = "".join(f"def f{n}(x):\n    return f{n - 1}(x)\n\n\n" for n in range(1, 5))
    module = f"from shop.text import clean\n\n\ndef f0(x):\n    return clean(x)\n\n\n{chain}"
    assert users(reached({"shop/use.py": module}, CLEAN)) == {f"shop.use.f{n}": n + 1 for n in range(5)}


def test_handlers_are_not_climbed_beyond() -> None:
    module = """\
from shop.text import clean


def view(x):
    return clean(x)


def other(x):
    return view(x)
"""
    side = Changed(functions={CLEAN: ""})
    found = reach(engine({**TEXT, "shop/use.py": module}), side, lambda f: f.qualname == "view")
    assert users(found) == {"shop.use.view": 1}


def test_methods() -> None:
    files = {
        "shop/sure.py": "from shop.text import Tag\n\n\ndef f():\n    return Tag().show()\n",
        "shop/maybe.py": "def g(tag):\n    return tag.show()\n",
        "shop/other.py": """\
class Card:
    def show(self):
        return 2


def h():
    return Card().show()
""",
    }
    found = reached(files, SHOW)
    assert users(found) == {"shop.sure.f": 1}
    assert {dotted(f.path, f.qualname) for f in found.possible} == {"shop.maybe.g"}


def test_a_guess_is_not_climbed_from() -> None:
    files = {"shop/maybe.py": "def g(tag):\n    return tag.show()\n\n\ndef h(tag):\n    return g(tag)\n"}
    assert users(reached(files, SHOW)) == {}


def test_subclasses() -> None:
    files = {"shop/sub.py": "from shop.text import Tag\n\n\nclass Big(Tag):\n    pass\n"}
    assert ClassId("shop/sub.py", "Big") in reached(files, TAG).classes


def test_names_of_modules() -> None:
    files = {
        "shop/use.py": "from shop.text import LIMIT\n\n\ndef f(x):\n    return x < LIMIT\n",
        "shop/top.py": "from shop import text\n\nMOST = text.LIMIT * 2\n\n\ndef g(x):\n    return x < MOST\n",
        "shop/own.py": "LIMIT = 4\n\n\ndef h(x):\n    return x < LIMIT\n",
    }
    found = reached(files, Binding(HOME, "LIMIT"))
    assert users(found) == {"shop.use.f": 1, "shop.top.g": 2}
    assert "shop/top.py" in found.modules


def test_settings_that_name_it() -> None:
    files = {"conf/settings.py": 'MIDDLEWARE = ["shop.text.Tag"]\nOTHER = ["else.text.Tag"]\n'}
    edges = reached(files, FunctionId(HOME, "Tag.__call__")).edges
    users = [edge.user for edge in edges if edge.user.path == "conf/settings.py"]
    assert users == [Binding("conf/settings.py", "MIDDLEWARE")]


def test_tests_are_listed_and_not_climbed_from() -> None:
    files = {
        "tests/test_text.py": "from shop.text import clean\n\n\ndef test_clean():\n    assert clean(1)\n",
        "tests/conftest.py": "from tests.test_text import test_clean\n\n\ndef again():\n    test_clean()\n",
    }
    found = reached(files, CLEAN)
    assert found.tests == {FunctionId("tests/test_text.py", "test_clean")}
    assert users(found) == {}


def test_templates_by_their_name() -> None:
    files = {
        "shop/templates/shop/cart.html": "<p>{{ total }}</p>\n",
        "shop/views.py": 'def cart(request):\n    return render(request, "shop/cart.html", {})\n',
        "shop/other.py": 'def card(request):\n    return render(request, "shop/card.html", {})\n',
    }
    found = reached(files, FunctionId("shop/templates/shop/cart.html", "<template>"))
    assert users(found) == {"shop.views.cart": 1}


def test_names_that_stand_beside_what_changed_are_searched_for_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = "".join(f"def f{n}(x):\n    return f{n - 1}(x)\n\n\n" for n in range(1, 4))
    files = {
        HOME: f"def clean(value):\n    return value\n\n\ndef f0(x):\n    return clean(x)\n\n\n{chain}",
        "shop/use.py": "from shop.text import f3\n\n\ndef g(x):\n    return f3(x)\n",
    }
    asked: list[set[str]] = []
    holders = Files.holders

    def noted(tree: Files, words: Collection[str], suffixes: Collection[str]) -> Mapping[str, frozenset[str]]:
        asked.append(set(words))
        return holders(tree, words, suffixes)

    monkeypatch.setattr(Files, "holders", noted)
    look_ahead([(engine(files), Changed(functions={CLEAN: ""}), lambda _: False)])
    ahead = set().union(*asked)
    asked.clear()
    assert users(reached(files, CLEAN)) == {**{f"shop.text.f{n}": n + 1 for n in range(4)}, "shop.use.g": 5}
    assert set().union(*asked) - ahead == {"g", "use"}


def test_the_bound_on_levels_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "MOST_LEVELS", 2)
    chain = "".join(f"def f{n}(x):\n    return f{n - 1}(x)\n\n\n" for n in range(1, 5))
    module = f"from shop.text import clean\n\n\ndef f0(x):\n    return clean(x)\n\n\n{chain}"
    found = reached({"shop/use.py": module}, CLEAN)
    assert users(found) == {"shop.use.f0": 1, "shop.use.f1": 2}
    assert len(found.limits) == 1


def test_the_time_for_a_check_bounds_the_climb_too() -> None:
    users = {
        f"shop/use{n}.py": f"from shop.text import clean\n\n\ndef f{n}(x):\n    return clean(x)\n"
        for n in range(9)
    }
    side = engine(TEXT | users)
    side.budget = Budget(steps=4 * climbing.STEPS_A_FILE)
    found = reach(side, Changed(functions={CLEAN: ""}), lambda _: False)
    assert side.budget.exhausted
    assert 0 < len(found.functions) < 9


def test_the_bound_on_functions_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "MOST_FUNCTIONS", 3)
    callers = "".join(f"def f{n}(x):\n    return clean(x)\n\n\n" for n in range(9))
    found = reached({"shop/use.py": f"from shop.text import clean\n\n\n{callers}"}, CLEAN)
    assert len(found.functions) == 1 + 3  # what changed itself is no user
    assert len(found.limits) == 1


def test_a_name_that_is_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is bounded, files that name its module come first, and the bound is said."""
    monkeypatch.setattr(climbing, "MOST_FILES", 2)
    files = {f"a/m{n}.py": f"def f{n}(clean):\n    return clean(1)\n" for n in range(5)}
    files["z/use.py"] = "from shop.text import clean\n\n\ndef f(x):\n    return clean(x)\n"
    assert users(reached(files, CLEAN)) == {"z.use.f": 1}
    more = {
        f"z/use{n}.py": "from shop.text import clean\n\n\ndef f(x):\n    return clean(x)\n" for n in range(5)
    }
    assert len(reached(files | more, CLEAN).limits) == 1


_TOOLS = """\
class Tool:
    def run(self): ...


class Shell(Tool):
    def run(self):
        return 1
"""
_WIRING = """\
import punq
from shop.tools import Shell, Tool

container = punq.Container()


def wire():
    container.register(Tool, Shell)
"""
_USER = """\
from shop.tools import Tool
from shop.wiring import container


def used():
    return container.resolve(Tool).run()


def caller():
    return used()


def other():
    return 1
"""
_BOUND = {"shop/tools.py": _TOOLS, "shop/wiring.py": _WIRING, "shop/user.py": _USER}


@pytest.mark.parametrize(
    "changed",
    [
        FunctionId("shop/tools.py", "Shell.run"),
        ClassId("shop/tools.py", "Shell"),
        FunctionId("shop/wiring.py", "wire"),
    ],
)
def test_who_asks_a_container_uses_what_is_bound(changed: FunctionId | ClassId) -> None:
    found = reached(_BOUND, changed)
    assert {FunctionId("shop/user.py", name) for name in ("used", "caller")} <= found.functions.keys()
    assert FunctionId("shop/user.py", "other") not in found.functions


def test_who_reads_a_registry_uses_what_a_decorator_put_there() -> None:
    files = {
        "shop/registry.py": "TOOLS = {}\n\n\ndef tool(name):\n    def put(function):\n"
        "        TOOLS[name] = function\n        return function\n\n    return put\n",
        "shop/list.py": "from shop.registry import tool\n\n\n@tool('list')\ndef listing():\n    return 1\n",
        "shop/user.py": "from shop.registry import TOOLS\n\n\ndef used(name):\n    return TOOLS[name]()\n",
    }
    found = reached(files, FunctionId("shop/list.py", "listing"))
    assert FunctionId("shop/user.py", "used") in found.functions
