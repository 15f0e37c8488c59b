"""Which expressions stand for whoever makes a request: ``request.user``, an injected user, a session's key.

No library says it in full: what a program calls its users by is a matter of names, so names count where
nothing is known of an injected value's provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.program.names import FunctionId
from tidegate.surface.asked import Asked
from tidegate.surface.conditions import definitions, last_name
from tidegate.surface.passed import Given, given_by

_WHO = "(?:user|account|identity|principal|member|customer|patient|tenant|owner|subject|actor|person|profile)"
_NOW = "(?:current_|logged_in_|authenticated_|session_|auth_|request_|active_)"
_USER = re.compile(rf"{_NOW}?{_WHO}(?:_id|_pk|name|_name)?|uid|sub|me|viewer")
_CURRENT = re.compile(rf"{_NOW}{_WHO}(?:_id)?|me|viewer|principal|actor")
_GIVES = re.compile(
    rf"(?:get_|require_|load_|fetch_|a)?{_NOW}{_WHO}(?:_id)?\w*|(?:get_)?{_WHO}(?:_id)?_(?:from|of|for)_\w+|"
    rf"require_{_WHO}|get_jwt(?:_identity)?|get_user|whoami"
)
_TYPE = re.compile(rf"(?:Current|Authenticated|LoggedIn|Request|Session|Active){_WHO}\w*", re.IGNORECASE)
_AROUND = frozenset(
    {"request", "req", "_request", "info", "ctx", "context", "state", "g", "session", "scope", "auth", "self",
     "websocket", "ws", "connection", "conn", "claims", "requestContext", "authorizer", "credentials", "jwt"}
)  # fmt: skip
_COPIES = frozenset({"int", "str", "UUID", "cast", "getattr"})
_PLAIN = frozenset({"int", "str", "UUID", "ID"})
_CONDITIONS = (ir.Name, ir.Attribute, ir.Subscript, ir.Mapping, ir.Compare, ir.Collection)
_DEEPEST = 4


class Caller:
    """Answers for one function, which is called with ``given``."""

    def __init__(self, asked: Asked, identity: FunctionId, given: Given, depth: int = 0) -> None:
        self._asked = asked
        self._identity = identity
        self._given = given
        self._depth = depth
        self.function = asked.function(identity)
        self.body = asked.engine.body(identity, self.function) if self.function is not None else ()
        self._definitions = definitions(self.body)
        self._known: dict[str, bool] = {}
        self._calls: dict[int, bool] = {}  # by the node's id

    def is_in(self, node: object) -> bool:
        """Whether anything in an expression stands for the caller."""
        return any(map(self.is_it, inside(node)))

    def is_it(self, node: ir.Node) -> bool:
        """Whether one expression by itself does."""
        if isinstance(node, ir.Attribute):
            return _USER.fullmatch(node.name) is not None and _is_around(node.value)
        if isinstance(node, ir.Subscript):
            return isinstance(node.key, ir.Const) and _is_key(node.key.value, node.value)
        if isinstance(node, ir.Call):
            return self._gives(node)
        return isinstance(node, ir.Name) and self._is_name(node.id)

    def _gives(self, node: ir.Call) -> bool:
        name = last_name(node.function)
        if _GIVES.fullmatch(name):
            return True
        if name != "get" or not node.args or not isinstance(node.function, ir.Attribute):
            return self._given_by_own(node)
        return isinstance(node.args[0], ir.Const) and _is_key(node.args[0].value, node.function.value)

    def _given_by_own(self, node: ir.Call) -> bool:
        if id(node) not in self._calls:
            self._calls[id(node)] = False
            functions = self._asked.called(self._identity, node)[0]
            self._calls[id(node)] = any(self._returns(node, function) for function in functions)
        return self._calls[id(node)]

    def _returns(self, node: ir.Call, identity: FunctionId) -> bool:
        """Whether a function gives the caller, or a condition with them in it: no row that was found."""
        function = self._asked.function(identity)
        if function is None or self._depth >= _DEEPEST:
            return False
        given = given_by(self._identity, node, function, self._given)
        inner = Caller(self._asked, identity, given, self._depth + 1)
        results = (one.value for one in inside(inner.body) if isinstance(one, ir.Return))
        return any(isinstance(one, _CONDITIONS) and inner.is_in(one) for one in results)

    def _is_name(self, name: str) -> bool:
        if name not in self._known:
            self._known[name] = False  # of itself nothing follows
            self._known[name] = self._named(name)
        return self._known[name]

    def _named(self, name: str) -> bool:
        if name in self._given:
            caller, argument, given = self._given[name]
            deep = self._depth >= _DEEPEST
            return not deep and Caller(self._asked, caller, given, self._depth + 1).is_in(argument)
        for parameter in self.function.parameters if self.function is not None else ():
            if parameter.name == name:
                return self._is_given_user(parameter)
        if name in self._definitions:
            return any(map(self._stands_for, self._definitions[name]))
        return name == "current_user"

    def _stands_for(self, value: ir.Expr) -> bool:
        """What is found by means of the caller is no caller: only parts and plain copies are."""
        if isinstance(value, ir.Await):
            return self._stands_for(value.value)
        if isinstance(value, ir.Call) and not self._gives(value):
            return last_name(value.function) in _COPIES and self.is_in(value.args)
        return self.is_in(value)

    def _is_given_user(self, parameter: ir.Parameter) -> bool:
        """A parameter that is injected, or is of a type, that is called after the caller."""
        annotated = set(_names(parameter.annotation))
        if any(map(_TYPE.fullmatch, annotated)):
            return True
        if isinstance(parameter.default, ir.Call) or any(self._asked.injected(self._identity, parameter)):
            names = {*annotated, *_names(parameter.default)}
            return _USER.fullmatch(parameter.name) is not None or any(map(_GIVES.fullmatch, names))
        return _CURRENT.fullmatch(parameter.name) is not None and annotated.isdisjoint(_PLAIN)


def _is_key(value: object, base: ir.Expr) -> bool:
    """Whether a key of a mapping is that of the caller: of a token's claims, of what a request carries."""
    if not isinstance(value, str) or not _USER.fullmatch(value):
        return False
    return value == "sub" or _is_around(base)


def _is_around(node: ir.Expr) -> bool:
    """Whether a chain of names belongs to the request, not to a row that was loaded."""
    while isinstance(node, ir.Attribute | ir.Subscript | ir.Call):
        if isinstance(node, ir.Attribute) and node.name not in _AROUND and not _USER.fullmatch(node.name):
            return False
        node = node.function if isinstance(node, ir.Call) else node.value
    return isinstance(node, ir.Name) and node.id in _AROUND


def _names(node: object) -> Iterator[str]:
    return (last_name(one) for one in inside(node) if isinstance(one, ir.Name | ir.Attribute))
