"""Django templates: read tolerantly, tag by tag, into our representation.

Tags that are not known are taken to do nothing: a library may bring any. Nesting is followed with a
stack, so that no text can exhaust the interpreter's.
"""

from __future__ import annotations

from collections.abc import Callable

from tidegate.languages import ir
from tidegate.languages.templates.builder import DEEPEST, Builder, branches
from tidegate.languages.templates.django_tokens import Token, split, tokens, words

Block = tuple[ir.Stmt, ...]
_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "in", "is"})
_BLOCKS = frozenset(
    {"if", "for", "with", "block", "autoescape", "filter", "blocktrans", "blocktranslate", "spaceless"}
    | {"ifchanged", "comment", "verbatim", "localize", "language", "cache"}
)
_ENDS = {f"end{name}": name for name in _BLOCKS}


def lower(text: str) -> tuple[Block, list[tuple[int, str]]]:
    """The module's statements, and what could not be read."""
    pieces = list(tokens(text))
    first = _Reader(Builder())
    body = first.read(pieces)
    if first.builder.passes_context and first.builder.free:
        second = _Reader(Builder(tuple(first.builder.free)))
        body, first = second.read(pieces), second
    has_tags = any(piece.kind == "{%" for piece in pieces)  # without: braces of a page's own scripts
    problems = first.builder.problems + (first.unread if has_tags else [])
    return first.builder.module(body, text.count("\n") + 1), problems


class _Open:
    """A block tag that has not ended yet."""

    def __init__(self, name: str, arguments: list[str], line: int, escapes: bool) -> None:
        self.name = name
        self.arguments = arguments
        self.line = line
        self.escapes = escapes  # outside of it
        self.statements: list[ir.Stmt] = []
        self.head: list[ir.Stmt] = []  # assignments before the body
        self.test: ir.Expr = ir.Const(True, line)
        self.tests: list[tuple[ir.Expr, Block, int]] = []
        self.target: ir.Expr | None = None
        self.before: Block | None = None  # a loop's body, once ``empty`` was met


class _Reader:
    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._open: list[_Open] = []
        self._top: list[ir.Stmt] = []
        self._too_deep = 0
        self.unread: list[tuple[int, str]] = []
        self._tags: dict[str, Callable[[list[str], int], None]] = {
            "include": self._include,
            "extends": self._extends,
            "firstof": self._first_of,
            "cycle": self._first_of,
            "regroup": self._regroup,
            "else": self._else,
            "elif": self._elif,
            "empty": self._empty,
        }

    def read(self, pieces: list[Token]) -> Block:
        for piece in pieces:
            if self._skipping():
                self._skip(piece)
            elif piece.kind == "text":
                self.builder.places.feed(piece.content)
            elif piece.kind == "{{":
                self._write(self.builder.output(self._value(piece.content, piece.line), piece.line))
            else:
                self._tag(words(piece.content), piece.line)
        while self._open:
            self.builder.problems.append((self._open[-1].line, f"{self._open[-1].name} is not closed"))
            self._close()
        return tuple(self._top)

    def _skipping(self) -> bool:
        return bool(self._open) and self._open[-1].name in ("comment", "verbatim")

    def _skip(self, piece: Token) -> None:
        name = self._open[-1].name
        if piece.kind == "{%" and piece.content.split(maxsplit=1)[:1] == [f"end{name}"]:
            self._close()
        elif name == "verbatim" and piece.kind == "text":
            self.builder.places.feed(piece.content)

    def _write(self, statement: ir.Stmt) -> None:
        (self._open[-1].statements if self._open else self._top).append(statement)

    # --- tags -------------------------------------------------------------------------------------

    def _tag(self, parts: list[str], line: int) -> None:
        name = parts[0] if parts else ""
        if name in self._tags:
            self._tags[name](parts[1:], line)
        elif name in _BLOCKS:
            self._begin(name, parts[1:], line)
        elif name in _ENDS:
            self._end(_ENDS[name], line)
        else:
            self._unknown(parts[1:], line)

    def _unknown(self, arguments: list[str], line: int) -> None:
        """Its arguments are read, and ``as name`` binds a name to what is not known."""
        if len(arguments) > 1 and arguments[-2] == "as":
            self._write(ir.Assign((self.builder.bind(arguments[-1], line),), ir.Opaque((), line), None, line))

    def _begin(self, name: str, arguments: list[str], line: int) -> None:
        if len(self._open) >= DEEPEST:
            self._too_deep += 1
            self.builder.problems.append((line, "nested too deep"))
            return
        opened = _Open(name, arguments, line, self.builder.escapes)
        self.builder.enter()
        if name == "if":
            opened.test = self._condition(arguments, line)
        elif name == "for":
            self._begin_loop(opened)
        elif name in ("with", "blocktrans", "blocktranslate"):
            opened.head = self._with(arguments, line)
        elif name == "autoescape":
            self.builder.escapes = arguments[:1] != ["off"]
        self._open.append(opened)

    def _begin_loop(self, opened: _Open) -> None:
        line, arguments = opened.line, opened.arguments
        position = arguments.index("in") if "in" in arguments else len(arguments)
        names = [
            name for name in " ".join(arguments[:position]).replace(",", " ").split() if name.isidentifier()
        ]
        rest = [word for word in arguments[position + 1 :] if word != "reversed"]
        opened.test = self._value(rest[0], line) if rest else ir.Opaque((), line)
        self.builder.bind("forloop", line)
        targets = tuple(self.builder.bind(name, line) for name in names)
        opened.target = targets[0] if len(targets) == 1 else ir.Collection("tuple", targets, line)

    def _with(self, arguments: list[str], line: int) -> list[ir.Stmt]:
        """``a=x b=y`` and the older ``x as a``."""
        pairs = [(word.partition("=")[0], word.partition("=")[2]) for word in arguments if "=" in word]
        pairs += [
            (arguments[index + 1], arguments[index - 1])
            for index in range(1, len(arguments) - 1)
            if arguments[index] == "as"
        ]
        named = [(name, value) for name, value in pairs if name.isidentifier() and value]
        values = [(name, self._value(value, line)) for name, value in named]
        return [ir.Assign((self.builder.bind(name, line),), value, None, line) for name, value in values]

    def _end(self, name: str, line: int) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif self._open and self._open[-1].name == name:
            self._close()
        else:
            self.builder.problems.append((line, f"end{name} without {name}"))

    def _close(self) -> None:
        opened = self._open.pop()
        self.builder.leave()
        self.builder.escapes = opened.escapes
        body: Block = (*opened.head, *opened.statements)
        if opened.name == "if":
            body = branches([*opened.tests, (opened.test, body, opened.line)], ())
        elif opened.name == "for":
            inside, otherwise = (body, ()) if opened.before is None else (opened.before, body)
            body = (ir.Loop(opened.target, opened.test, None, inside, otherwise, opened.line),)
        for statement in body:
            self._write(statement)

    def _else(self, _: list[str], line: int) -> None:
        self._branch(ir.Const(True, line), line)

    def _elif(self, arguments: list[str], line: int) -> None:
        self._branch(self._condition(arguments, line), line)

    def _branch(self, test: ir.Expr, line: int) -> None:
        if self._open and self._open[-1].name == "if" and not self._too_deep:
            opened = self._open[-1]
            opened.tests.append((opened.test, tuple(opened.statements), opened.line))
            opened.test, opened.statements, opened.line = test, [], line

    def _empty(self, _: list[str], line: int) -> None:
        if self._open and self._open[-1].name == "for" and not self._too_deep:
            opened = self._open[-1]
            opened.before, opened.statements = tuple(opened.statements), []

    def _include(self, arguments: list[str], line: int) -> None:
        if not arguments:
            return
        position = arguments.index("with") if "with" in arguments else len(arguments)
        extra = {
            name: self._value(value, line)
            for name, _, value in (word.partition("=") for word in arguments[position + 1 :])
            if name.isidentifier() and value
        }
        template = self._value(arguments[0], line)
        self._write(self.builder.include(template, line, extra, whole="only" not in arguments[position:]))

    def _extends(self, arguments: list[str], line: int) -> None:
        if arguments:
            self._write(self.builder.include(self._value(arguments[0], line), line, {}, whole=True))

    def _first_of(self, arguments: list[str], line: int) -> None:
        if len(arguments) > 1 and arguments[-2] == "as":
            self._unknown(arguments, line)
            return
        for word in arguments:
            self._write(self.builder.output(self._value(word, line), line))

    def _regroup(self, arguments: list[str], line: int) -> None:
        if len(arguments) > 2 and arguments[-2] == "as":
            value = self._value(arguments[0], line)
            self._write(ir.Assign((self.builder.bind(arguments[-1], line),), value, None, line))

    # --- expressions ------------------------------------------------------------------------------

    def _value(self, text: str, line: int) -> ir.Expr:
        """``variable.attribute|filter:argument``."""
        first, *filters = split(text, "|")
        value = self._operand(first.strip(), line)
        if len(filters) > DEEPEST:
            self.builder.problems.append((line, "nested too deep"))
        for applied in filters[:DEEPEST]:
            name, *arguments = split(applied.strip(), ":")
            args = tuple(self._operand(argument.strip(), line) for argument in arguments)
            value = self.builder.filter(name.strip(), value, args, line)
        return value

    def _operand(self, text: str, line: int) -> ir.Expr:
        if text.startswith("_(") and text.endswith(")"):
            text = text[2:-1]
        if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
            return ir.Const(text[1:-1], line)
        digits = text.removeprefix("-").replace(".", "", 1)
        if digits.isascii() and digits.isdecimal() and len(text) < 16:
            return ir.Const(float(text) if "." in text else int(text), line)
        if text in ("True", "False", "None"):
            return ir.Const({"True": True, "False": False, "None": None}[text], line)
        return self._variable(text, line)

    def _variable(self, text: str, line: int) -> ir.Expr:
        name, *parts = text.split(".")
        if not name.isidentifier():
            self.unread.append((line, "an expression that is not Django's"))
            return ir.Opaque((), line)
        value: ir.Expr = self.builder.name(name, line)
        if len(parts) > DEEPEST:
            self.builder.problems.append((line, "nested too deep"))
        for part in parts[:DEEPEST]:
            value = self.builder.part(value, part, line)
        return value

    def _condition(self, arguments: list[str], line: int) -> ir.Expr:
        """``a and not b or c == d``: no parentheses, as in Django."""
        alternatives = [self._conjunction(part, line) for part in _divide(arguments, "or")]
        return alternatives[0] if len(alternatives) == 1 else ir.Boolean("or", tuple(alternatives), line)

    def _conjunction(self, arguments: list[str], line: int) -> ir.Expr:
        parts = [self._comparison(part, line) for part in _divide(arguments, "and")]
        return parts[0] if len(parts) == 1 else ir.Boolean("and", tuple(parts), line)

    def _comparison(self, arguments: list[str], line: int) -> ir.Expr:
        if arguments[:1] == ["not"]:
            rest = [word for word in arguments if word != "not"]
            inner = self._comparison(rest, line)
            return ir.Unary("not", inner, line) if (len(arguments) - len(rest)) % 2 else inner
        for index, word in enumerate(arguments[:-1]):
            if word in _COMPARISONS and index:
                negated = arguments[index - 1] == "not" or arguments[index + 1] == "not"
                operator = {"in": "not in", "is": "is not"}.get(word, word) if negated else word
                left, right = self._value(arguments[0], line), self._value(arguments[-1], line)
                return ir.Compare(left, (operator,), (right,), line)
        return self._value(arguments[0], line) if arguments else ir.Const(True, line)


def _divide(words_: list[str], separator: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in words_:
        if word == separator:
            found.append([])
        else:
            found[-1].append(word)
    return found
