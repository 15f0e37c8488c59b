"""Which of the names that library files give exist in what is installed: run by the Python that has it.

Nothing but the standard library is imported here, and the packages asked about. On standard input, JSON:

    roots       import roots
    types       reference → class of what stands there
    special     class → those that extend it in its file, which may say what all of them have
    made        names that the files make up → what is like them
    own         names of ``made`` that should not exist
    references  what should exist
    arguments   a position or name, with the references of which one at least should take it

On standard output:

    versions    root → version, null where it is not installed
    there       those of ``own`` that exist
    strangers   those of ``arguments`` that none takes
    verdicts    reference → null where it exists, else ``[verdict, why]``:
                ``missing``  there is no such name
                ``dynamic``  the class answers every name (``__getattr__``)
                ``untold``   what the name is looked for in has no class that is known
                ``broken``   the package cannot be imported
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.util
import inspect
import json
import os
import platform
import sys
import types
import typing
import warnings
from pathlib import Path
from typing import Any, NamedTuple


class Verdict(Exception):
    def __init__(self, verdict: str, why: str) -> None:
        super().__init__(verdict, why)


class Instance(NamedTuple):
    """Any instance of a class."""

    of: type


class Bound(NamedTuple):
    """A function that is called without its first parameter."""

    function: Any


UNTOLD = object()
_WRAPPERS = ("Awaitable", "Coroutine", "AsyncIterator", "AsyncGenerator", "Iterator", "Generator",
             "AbstractContextManager", "AbstractAsyncContextManager", "Annotated")  # fmt: skip


class Installed:
    """What is installed, asked by reference; each is looked up once."""

    def __init__(self, declared: dict[str, str], made: dict[str, str], special: dict[str, list[str]]) -> None:
        self._declared = declared
        self._made_up = made
        self._special = special
        self._found: dict[str, Any] = {}

    def find(self, reference: str) -> Any:
        """What stands there: an object, an Instance, a Bound method, or UNTOLD; raises a Verdict."""
        if reference not in self._found:
            try:
                self._found[reference] = self._look(reference)
            except Verdict as verdict:
                self._found[reference] = verdict
        found = self._found[reference]
        if isinstance(found, Verdict):
            raise found
        return found

    def _look(self, reference: str) -> Any:
        if reference in self._made_up:
            return self.find(self._made_up[reference])
        declared = self._declared.get(reference)
        found = self._step(reference)
        return found if declared is None else self._made(self.find(declared))

    def is_there(self, reference: str) -> bool:
        """Whether a name that a file makes up is a name of the package."""
        try:
            self._step(reference)
        except Verdict:
            return False
        return True

    def _step(self, reference: str) -> Any:
        if reference.endswith("()"):
            return self._made(self.find(reference[:-2]))
        if reference.endswith("]"):
            self.find(reference[: reference.rindex("[")])
            return UNTOLD
        around, _, name = reference.rpartition(".")
        if not around:
            return module(reference)
        try:
            return member(self.find(around), name)
        except Verdict:
            kinds = self._special.get(around.removesuffix("()"), []) if around.endswith("()") else []
            if not kinds:
                raise
        first, *_ = [member(self.find(f"{kind}()"), name) for kind in kinds]  # all of them have it
        return first

    def _made(self, called: Any) -> Any:
        if isinstance(called, type):
            return Instance(called)
        if isinstance(called, types.ModuleType):
            raise Verdict("missing", f"{called.__name__} is a module")
        function = called.function if isinstance(called, Bound) else called
        return meant(_hint(function), function)


def module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(error.name + ".")):
            raise Verdict("missing", f"there is no {name}") from None
        raise Verdict("broken", f"{name} needs {error.name}") from None
    except Exception as error:  # noqa: BLE001 — whatever a package does when it is imported
        raise Verdict("broken", f"{name}: {type(error).__name__}: {error}") from None


def member(owner: Any, name: str) -> Any:
    if owner is UNTOLD:
        raise Verdict("untold", "what it is a member of has no known class")
    if isinstance(owner, types.ModuleType):
        return getattr(owner, name) if hasattr(owner, name) else module(f"{owner.__name__}.{name}")
    if isinstance(owner, Instance):
        return _of_instance(owner.of, name)
    if isinstance(owner, Bound):
        owner = owner.function
    listed = name in dir(owner)
    if isinstance(owner, type):
        return _read(owner, name) if listed else _written(owner, name)
    return _read(owner, name) if listed else _of_instance(type(owner), name)


def _read(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except Exception:  # noqa: BLE001 — a property that needs more than we have
        return UNTOLD


def _of_instance(owner: type, name: str) -> Any:
    try:
        found = inspect.getattr_static(owner, name)
    except AttributeError:
        return _written(owner, name)
    if isinstance(found, property):
        return meant(_hint(found.fget), found.fget)
    if isinstance(found, functools.cached_property):
        return meant(_hint(found.func), found.func)
    if isinstance(found, staticmethod):
        return found.__func__
    if isinstance(found, classmethod):
        return Bound(found.__func__)
    return found if isinstance(found, type) else Bound(found) if callable(found) else UNTOLD


def _written(owner: type, name: str) -> Any:
    """A member that only the text of a class tells: an annotation, or what a method sets on ``self``."""
    for base in owner.__mro__:
        hints = inspect.get_annotations(base)
        if name in hints:
            return meant(hints[name], base)
        if name in _set_on_self(base):
            return UNTOLD
    if any("__getattr__" in base.__dict__ for base in owner.__mro__):
        raise Verdict("dynamic", f"{owner.__qualname__} answers every name")
    raise Verdict("missing", f"{owner.__module__}.{owner.__qualname__} has no {name}")


def _hint(function: Any) -> Any:
    return getattr(function, "__annotations__", {}).get("return")


def meant(hint: Any, where: Any) -> Any:
    """An instance of the class that an annotation of ``where`` names, if it names one class."""
    if isinstance(hint, str):
        hint = _evaluated(hint, getattr(where, "__module__", None))
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is None:
        return Instance(hint) if isinstance(hint, type) else UNTOLD
    if origin in (typing.Union, types.UnionType):
        one = [choice for choice in inside if choice is not type(None)]
        return meant(one[0], where) if len(one) == 1 else UNTOLD
    if inside and getattr(origin, "__name__", "") in _WRAPPERS:
        return meant(inside[-1] if getattr(origin, "__name__", "") == "Coroutine" else inside[0], where)
    return Instance(origin) if isinstance(origin, type) else UNTOLD


def _evaluated(hint: str, module_name: str | None) -> Any:
    around = sys.modules.get(module_name or "")
    if around is None:
        return None
    try:
        return eval(hint, _for_checkers(around) | vars(around))  # its package runs here already
    except Exception:  # noqa: BLE001 — a name that only a checker of types can find
        return None


@functools.cache
def _for_checkers(around: types.ModuleType) -> dict[str, Any]:
    """What a module imports ``if TYPE_CHECKING`` alone."""
    file = getattr(around, "__file__", None) or ""
    scope: dict[str, Any] = {"__name__": around.__name__, "__package__": around.__package__}
    tree = ast.parse(Path(file).read_text("utf-8")) if file.endswith(".py") else ast.Module([], [])
    for block in tree.body:
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test):
            for statement in block.body:
                if isinstance(statement, ast.Import | ast.ImportFrom):
                    with contextlib.suppress(Exception):
                        exec(compile(ast.Module([statement], []), file, "exec"), scope)
    return scope


@functools.cache
def _set_on_self(owner: type) -> frozenset[str]:
    """What the text of a class, or its stub, gives instances: ``self.x = …``, ``x: T``, ``def x``."""
    text = _class_text(owner)
    if text is None:
        return frozenset()
    stored = {
        node.attr
        for node in ast.walk(text)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_self(node.value)
    }
    defined = {node.name for node in text.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    hinted = (node.target for node in text.body if isinstance(node, ast.AnnAssign))
    return frozenset(stored | defined | {name.id for name in hinted if isinstance(name, ast.Name)})


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _class_text(owner: type) -> ast.ClassDef | None:
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    if file is None:
        return None
    stub = Path(file).with_name(owner.__module__.rpartition(".")[2] + ".pyi")
    text = Path(file) if file.endswith(".py") else stub
    return next((c for c in _classes(text) if c.name == owner.__name__), None) if text.is_file() else None


@functools.cache
def _classes(file: Path) -> tuple[ast.ClassDef, ...]:
    tree = ast.parse(file.read_text("utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def _parameters(found: Any) -> list[inspect.Parameter] | None:
    """Of a callable, without the receiver; ``None`` where it does not say (much that is written in C)."""
    function, bound = (found.function, True) if isinstance(found, Bound) else (found, False)
    if function is UNTOLD or isinstance(function, Instance):
        return None
    try:
        given = list(inspect.signature(function).parameters.values())
    except Exception:  # noqa: BLE001 — no signature, or a proxy that has nothing behind it yet
        return None
    return given[1:] if bound and given and given[0].kind is not inspect.Parameter.VAR_POSITIONAL else given


def takes(installed: Installed, reference: str, argument: int | str) -> bool:
    """Whether the callable has such a position or name; also where it does not say."""
    given = _parameters(installed.find(reference))
    if given is None:
        return True
    if isinstance(argument, int):
        positional = [p for p in given if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        return argument < len(positional) or any(p.kind is p.VAR_POSITIONAL for p in given)
    named = (p.name for p in given if p.kind is not p.POSITIONAL_ONLY)
    return argument in named or any(p.kind is p.VAR_KEYWORD for p in given)


def verdict(installed: Installed, reference: str) -> list[str] | None:
    try:
        installed.find(reference)
    except Verdict as found:
        return list(found.args)
    return None


def stranger(installed: Installed, argument: int | str, references: list[str]) -> bool:
    """Whether none of those that exist takes the argument."""
    there = [reference for reference in references if verdict(installed, reference) is None]
    return bool(there) and not any(takes(installed, reference, argument) for reference in there)


def version(root: str) -> str | None:
    """Of the package that an import root belongs to; Python's own for what comes with it."""
    if root.partition(".")[0] in sys.stdlib_module_names:
        return platform.python_version()
    try:
        spec = importlib.util.find_spec(root)
    except ModuleNotFoundError:
        return None
    if spec is None:
        return None
    return _recorded(Path(spec.origin or next(iter(spec.submodule_search_locations or [""]))))


def _recorded(file: Path) -> str | None:
    """The version of the distribution that has installed this file, or what is in this folder."""
    for site in map(Path, sys.path):
        if file.is_relative_to(site):
            start = "\n" + file.relative_to(site).as_posix() + ("/" if file.is_dir() else ",")
            for record in site.glob("*.dist-info/RECORD"):
                if start in "\n" + record.read_text("utf-8"):
                    return record.parent.name.removesuffix(".dist-info").rpartition("-")[2]
    return None


_APPS = {
    "django": "django.contrib.admin django.contrib.auth django.contrib.contenttypes django.contrib.messages "
    "django.contrib.sessions django.contrib.sites",
    "rest_framework": "rest_framework",
    "guardian": "guardian",
    "allauth": "allauth allauth.account",
    "oauth2_provider": "oauth2_provider",
    "ninja": "ninja",
}


def prepare(roots: set[str]) -> None:
    """Django's parts can be imported once there are settings."""
    if not roots & _APPS.keys():
        return
    settings = importlib.import_module("django.conf").settings
    apps = " ".join(_APPS[root] for root in _APPS if root in roots | {"django"}).split()
    engine = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    middleware = ["allauth.account.middleware.AccountMiddleware"] if "allauth" in apps else []
    settings.configure(INSTALLED_APPS=apps, MIDDLEWARE=middleware, DATABASES=engine, SECRET_KEY="-")
    importlib.import_module("django").setup()


def main() -> None:
    warnings.simplefilter("ignore")
    question = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what packages print when they are imported is no answer
    prepare({reference.partition(".")[0] for reference in question["references"]})
    installed = Installed(question["types"], question["made"], question["special"])
    answer = {
        "versions": {root: version(root) for root in question["roots"]},
        "verdicts": {name: verdict(installed, name) for name in question["references"]},
        "there": [name for name in question["own"] if installed.is_there(name)],
        "strangers": [asked for asked in question["arguments"] if stranger(installed, *asked)],
    }
    with answers:
        json.dump(answer, answers)
    os._exit(0)  # threads that packages have started are not waited for


if __name__ == "__main__":
    main()
