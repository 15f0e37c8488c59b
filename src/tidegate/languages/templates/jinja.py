"""Jinja templates: jinja2's own parser reads them (nothing is ever rendered), and this lowers its tree."""

from __future__ import annotations

import warnings
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from tidegate.languages import ir
from tidegate.languages.templates.builder import DEEPEST, Builder, branches
from tidegate.languages.templates.jinja_expressions import Expressions

if TYPE_CHECKING:
    from jinja2 import Environment, nodes
    from jinja2.parser import Parser

Block = tuple[ir.Stmt, ...]


def parse(text: str) -> nodes.Template | None:
    """jinja2's tree, or ``None`` for what is no Jinja."""
    from jinja2 import TemplateError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in string literals
        try:
            return _numbered(_parser(own_tags=_is_surely_jinja(text))(_environment(), text).parse())
        except (TemplateError, RecursionError, ValueError, OverflowError):
            return None


def lower(tree: nodes.Template, last: int) -> tuple[Block, list[tuple[int, str]]]:
    """The module's statements, and what could not be read."""
    first = _Statements(Builder())
    body = first.block(tree.body)
    if (
        first.builder.passes_context and first.builder.free
    ):  # included templates get those of later places, too
        second = _Statements(Builder(tuple(first.builder.free)))
        body, first = second.block(tree.body), second
    return first.builder.module(body, last), first.builder.problems


@cache
def _environment() -> Environment:
    """Only for its lexer and its tags: no loader, no filters, no globals."""
    from jinja2 import Environment

    extensions = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.debug"]
    return Environment(autoescape=True, extensions=extensions)


def _numbered(tree: nodes.Template) -> nodes.Template:
    """``tree`` with a line for every node: what an extension makes has none."""
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        for child in node.iter_child_nodes():
            child.lineno = child.lineno or node.lineno or 1
            waiting.append(child)
    return tree


def _is_surely_jinja(text: str) -> bool:
    """Whether a tag stands there that Django has not."""
    import re2

    return re2.search(r"\{%-?\s*(?:set|macro|from|import|call)\s", text) is not None


@cache
def _parser(*, own_tags: bool) -> type[Parser]:
    """jinja2's parser; with ``own_tags`` one that passes over tags of extensions that nobody knows here."""
    from jinja2.parser import Parser

    class Tolerant(Parser):
        def fail_unknown_tag(self, name: str, lineno: int | None = None) -> NoReturn:
            raise _UnknownTag(name)

        def parse_statement(self) -> nodes.Node | list[nodes.Node]:
            try:
                return super().parse_statement()
            except _UnknownTag:
                while self.stream.current.type not in ("block_end", "eof"):
                    next(self.stream)
                return []

    return Tolerant if own_tags else Parser


class _UnknownTag(Exception):
    """A tag of an extension."""


class _Statements:
    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._expressions = Expressions(builder)
        self._depth = 0

    def block(self, given: list[nodes.Node]) -> Block:
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                self.builder.problems.append((given[0].lineno if given else 1, "nested too deep"))
                return ()
            return tuple(statement for node in given for statement in self._lower(node))
        finally:
            self._depth -= 1

    def _expression(self, node: nodes.Node | None) -> ir.Expr:
        return self._expressions.lower(node)

    def _lower(self, node: nodes.Node) -> Block:
        from jinja2 import nodes

        match node:
            case nodes.Output():
                return self._output(node)
            case nodes.For():
                return self._loop(node)
            case nodes.If():
                return self._condition(node)
            case nodes.Block() | nodes.FilterBlock() | nodes.Scope():
                with self.builder.scope():
                    return self.block(node.body)
            case nodes.ScopedEvalContextModifier():
                return self._escaping(node)
        return self._assignment(node)

    def _assignment(self, node: nodes.Node) -> Block:
        from jinja2 import nodes

        match node:
            case nodes.With():
                return self._with(node)
            case nodes.Assign():
                value = self._expression(node.node)
                return (ir.Assign((self._target(node.target),), value, None, node.lineno),)
            case nodes.AssignBlock():  # what was written is escaped: it carries nothing on
                with self.builder.apart():
                    body = self.block(node.body)
                empty = ir.Const("", node.lineno)
                return (*body, ir.Assign((self._target(node.target),), empty, None, node.lineno))
            case nodes.Macro():
                return (self._macro(node),)
            case nodes.CallBlock():
                with self.builder.scope(*(argument.name for argument in node.args)):
                    body = self.block(node.body)
                return (ir.Evaluate(self._expression(node.call), node.lineno), *body)
        return self._other_template(node)

    def _other_template(self, node: nodes.Node) -> Block:
        from jinja2 import nodes

        line = node.lineno
        match node:
            case nodes.Extends():
                return (self.builder.include(self._expression(node.template), line, {}, whole=True),)
            case nodes.Include():
                template = self._expression(node.template)
                return (self.builder.include(template, line, {}, whole=node.with_context),)
            case nodes.Import():
                loaded = self.builder.call("load", (self._expression(node.template),), line)
                return (ir.Assign((self.builder.bind(node.target, line),), loaded, None, line),)
            case nodes.FromImport():
                loaded = self.builder.call("load", (self._expression(node.template),), line)
                return tuple(
                    ir.Assign((self.builder.bind(alias, line),), ir.Attribute(loaded, name, line), None, line)
                    for name, alias in ((n, n) if isinstance(n, str) else n for n in node.names)
                )
        return tuple(
            ir.Evaluate(self._expression(child), line) for child in node.iter_child_nodes(only=["node"])
        )

    def _output(self, node: nodes.Output) -> Block:
        from jinja2 import nodes

        found: list[ir.Stmt] = []
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self.builder.places.feed(part.data)
            else:
                found.append(self.builder.output(self._expression(part), part.lineno))
        return tuple(found)

    def _loop(self, node: nodes.For) -> Block:
        iterable = self._expression(node.iter)
        with self.builder.scope("loop"):
            target = self._target(node.target)
            body = self.block(node.body)
            if node.test is not None:
                body = (ir.If(self._expression(node.test), body, (), node.lineno),)
        return (ir.Loop(target, iterable, None, body, self.block(node.else_), node.lineno),)

    def _condition(self, node: nodes.If) -> Block:
        tests = [
            (self._expression(part.test), self.block(part.body), part.lineno) for part in (node, *node.elif_)
        ]
        return branches(tests, self.block(node.else_))

    def _with(self, node: nodes.With) -> Block:
        values = [self._expression(value) for value in node.values]
        with self.builder.scope():
            targets = [self._target(target) for target in node.targets]
            assignments = [
                ir.Assign((target,), value, None, node.lineno)
                for target, value in zip(targets, values, strict=False)
            ]
            return (*assignments, *self.block(node.body))

    def _escaping(self, node: nodes.ScopedEvalContextModifier) -> Block:
        from jinja2 import nodes

        before = self.builder.escapes
        for option in node.options:
            if option.key == "autoescape":
                value = option.value.value if isinstance(option.value, nodes.Const) else False
                self.builder.escapes = bool(value)
        body = self.block(node.body)
        self.builder.escapes = before
        return body

    def _macro(self, node: nodes.Macro) -> ir.Stmt:
        self.builder.bind(node.name, node.lineno)
        defaults = [None] * (len(node.args) - len(node.defaults)) + [
            self._expression(d) for d in node.defaults
        ]
        names = [argument.name for argument in node.args]
        parameters = tuple(
            ir.Parameter(name, "positional", None, default, node.lineno)
            for name, default in zip(names, defaults, strict=False)
        )
        with self.builder.scope(*names, "caller", "varargs", "kwargs"), self.builder.apart():
            body = self.block(node.body)
        last = max((statement.line for statement in body), default=node.lineno)
        return ir.Define(
            ir.Function(
                node.name, f"<template>.{node.name}", parameters, (), None, body, node.lineno, last, False
            ),
            node.lineno,
        )

    def _target(self, node: nodes.Node) -> ir.Expr:
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            return self.builder.bind(node.name, node.lineno)
        if isinstance(node, nodes.Tuple):
            return ir.Collection("tuple", tuple(self._target(item) for item in node.items), node.lineno)
        return self._expression(node)
