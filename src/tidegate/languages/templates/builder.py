"""Builds the representation of a template: one function whose parameters are its context.

What a template does to a page is told by calls of a library that exists in knowledge only,
``template-output``: ``raw(x)`` puts ``x`` there as it is, ``text(x)`` escaped where that is enough,
``script(x)``, ``string(x)``, ``address(x)`` and ``unquoted(x)`` where it is not; ``include(name,
**context)`` renders another template; ``filters.f(x)`` is a filter that makes its value harmless.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from tidegate.languages import ir
from tidegate.languages.templates.places import Place, Places

FUNCTION = "<template>"
LIBRARY = "template-output"
OUTPUT = "<output>"  # the library's name in the module: no variable can have it
CONTEXT = "<context>"  # what is passed and not named in the template
DEEPEST = 60  # nesting that is followed
ESCAPES = frozenset({"e", "escape", "forceescape", "force_escape", "escapeseq"})
_NUMBERS = frozenset(
    {"int", "float", "length", "length_is", "count", "wordcount", "abs", "round", "get_digit"}
)
_PHRASES = frozenset(
    {"filesizeformat", "floatformat", "pluralize", "yesno", "divisibleby", "slugify", "phone2numeric"}
)
_TIMES = frozenset({"date", "time", "timesince", "timeuntil"})
_ENCODINGS = frozenset({"tojson", "json_script", "urlencode", "escapejs", "xmlattr"})
_ALWAYS_CLEAN = _NUMBERS | _PHRASES | _TIMES | _ENCODINGS
_CLEAN_IF_ESCAPED = frozenset(
    {"urlize", "urlizetrunc", "linebreaks", "linebreaksbr", "linenumbers", "unordered_list"}
)
_UNSAFE = frozenset({"safe", "safeseq"})
_MIXING = frozenset(
    {"default", "default_if_none", "d", "join", "replace", "format", "add", "cut", "ljust", "rjust", "center"}
)
# Filters of a program's own: what they do stands elsewhere, so their names are believed.
_CLEANING = re.compile(
    r"(?:\w+_)?(?:sanitize|sanitise|bleach|purify|clean)(?:_(?:html|string|text|input|markup))?"
)
_MOST_PASSED = 20_000  # names that all includes of a template pass on together


class Builder:
    """Collects what one template says. ``known`` are its free names, where they are known already."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self.places = Places()
        self.problems: list[tuple[int, str]] = []
        self.free: dict[str, None] = {}
        self.passes_context = False
        self.escapes = True
        self._known = known
        self._scopes: list[dict[str, None]] = [{}]
        self._temporaries = 0
        self._passed = 0

    # --- names ------------------------------------------------------------------------------------

    @contextmanager
    def scope(self, *names: str) -> Iterator[None]:
        """Names bound inside are not bound after it."""
        self.enter(*names)
        try:
            yield
        finally:
            self.leave()

    def enter(self, *names: str) -> None:
        self._scopes.append(dict.fromkeys(names))

    def leave(self) -> None:
        self._scopes.pop()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is written inside does not go to this place of the page."""
        places, self.places = self.places, Places()
        try:
            yield
        finally:
            self.places = places

    def bind(self, name: str, line: int) -> ir.Name:
        self._scopes[-1][name] = None
        return ir.Name(name, line)

    def name(self, name: str, line: int) -> ir.Name:
        if not any(name in scope for scope in self._scopes):
            self.free[name] = None
        return ir.Name(name, line)

    def visible(self) -> list[str]:
        """Every name that a template included here sees."""
        bound = [name for scope in self._scopes for name in scope]
        return list(dict.fromkeys([*self._known, *self.free, *bound]))

    # --- expressions ------------------------------------------------------------------------------

    def call(
        self, member: str, args: tuple[ir.Expr, ...], line: int, keywords: tuple[ir.Keyword, ...] = ()
    ) -> ir.Call:
        function: ir.Expr = ir.Name(OUTPUT, line)
        for part in member.split("."):
            function = ir.Attribute(function, part, line)
        return ir.Call(function, args, keywords, line, line, 1)

    def part(self, value: ir.Expr, name: str, line: int) -> ir.Expr:
        """``value.name``: an attribute or an item, as templates take it."""
        self._temporaries += 1
        temporary = f"<{self._temporaries}>"
        attribute = ir.Attribute(ir.Bind(temporary, value, line), name, line)
        key = int(name) if name.isdecimal() and len(name) < 10 else name
        return ir.Boolean(
            "or", (attribute, ir.Subscript(ir.Name(temporary, line), ir.Const(key, line), line)), line
        )

    def filter(self, name: str, value: ir.Expr, args: tuple[ir.Expr, ...], line: int) -> ir.Expr:
        """``value|name(args)``. A filter that is not known keeps its value's data, as a method would."""
        if name in _UNSAFE:
            return self.call("raw", (value,), line)
        if name in ESCAPES:
            return value if self._escape_is_no_help() else self.call("filters.escape", (value,), line)
        if name in _ALWAYS_CLEAN or (name in _CLEAN_IF_ESCAPED and self.escapes):
            return self.call(f"filters.{name}", (value, *args), line)
        if _CLEANING.fullmatch(name):
            return self.call("filters.sanitize", (value, *args), line)
        if name in _MIXING:
            return ir.Text((value, *args), line)
        return ir.Call(ir.Attribute(value, name, line), args, (), line, line, 1)

    def _escape_is_no_help(self) -> bool:
        return self.places.place is not Place.TEXT

    # --- statements -------------------------------------------------------------------------------

    def output(self, value: ir.Expr, line: int) -> ir.Stmt:
        """A value is put into the page here."""
        place = self.places.place
        self.places.wrote()
        member = "raw" if place is Place.TEXT and not self.escapes else place.value
        return ir.Evaluate(self.call(member, (value,), line), line)

    def include(self, template: ir.Expr, line: int, extra: dict[str, ir.Expr], *, whole: bool) -> ir.Stmt:
        """Another template is rendered here, with this one's context unless ``whole`` is false."""
        keywords = self._context(line, extra) if whole else []
        keywords.extend(ir.Keyword(name, value) for name, value in extra.items())
        return ir.Evaluate(self.call("include", (template,), line, tuple(keywords)), line)

    def _context(self, line: int, extra: dict[str, ir.Expr]) -> list[ir.Keyword]:
        self.passes_context = True
        if self._passed > _MOST_PASSED:
            self.problems.append((line, "too many includes"))
            return []
        names = [name for name in self.visible() if name not in extra]
        self._passed += len(names)
        return [
            *(ir.Keyword(name, ir.Name(name, line)) for name in names),
            ir.Keyword(None, ir.Name(CONTEXT, line)),
        ]

    def module(self, body: tuple[ir.Stmt, ...], last: int) -> tuple[ir.Stmt, ...]:
        """The module's statements: the output library, and the template as a function."""
        parameters = [ir.Parameter(name, "keyword", None, None, 1) for name in self.free]
        parameters.append(ir.Parameter(CONTEXT, "keywords", None, None, 1))
        function = ir.Function(FUNCTION, FUNCTION, tuple(parameters), (), None, body, 1, max(last, 1), False)
        return (ir.Import(LIBRARY, None, OUTPUT, True, 0, 1), ir.Define(function, 1))


def branches(
    tests: list[tuple[ir.Expr, tuple[ir.Stmt, ...], int]], orelse: tuple[ir.Stmt, ...]
) -> tuple[ir.Stmt, ...]:
    """``if … elif … else``; a chain too long to nest becomes one ``if`` after another."""
    if len(tests) > DEEPEST:
        return (*(ir.If(test, body, (), line) for test, body, line in tests), *orelse)
    for test, body, line in reversed(tests):
        orelse = (ir.If(test, body, orelse, line),)
    return orelse
