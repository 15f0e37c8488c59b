"""Ways in that are open on purpose, or look so, and whether anything asks who comes in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tidegate.model.result import Control
from tidegate.surface.handlers import Handler

WHO = frozenset({"authentication", "authorization"})
_ASKED = frozenset({"http", "graphql", "websocket", "grpc"})  # kinds of handlers that answer over the network
# Ways in that are for those who are not known yet, and those that check a caller's signature instead.
_FOR_STRANGERS = re.compile(
    r"log_?in|log_?out|sign_?(?:in|up|out)|register|registration|token|password|forgot|reset|activate|verify|"
    r"confirm|callback|webhook|hook|oauth|saml|auth|session|invite|subscribe|contact|health|metrics",
    re.IGNORECASE,
)


_WRITING = re.compile(r"(?:POST|PUT|PATCH|DELETE) |Mutation\.")


def may_write(handler: Handler) -> bool:
    """Whether a way in may change something: its name says so, or no method."""
    return is_writing(handler) or handler.name.startswith("/")


def is_writing(handler: Handler) -> bool:
    """Whether the name of a way in says that it changes something."""
    return _WRITING.match(handler.name) is not None


def is_for_strangers(handler: Handler) -> bool:
    """Whether the names say that people come in here whom nobody knows yet."""
    return is_named_so(f"{handler.name} {handler.identity.qualname}")


def is_named_so(name: str) -> bool:
    """The same, of one name."""
    return _FOR_STRANGERS.search(name) is not None


def answers_anybody(handler: Handler) -> bool:
    """Whether what a handler gives goes over the network, and not to somebody who only now says who he is."""
    return handler.kind in _ASKED and not is_for_strangers(handler)


def asks_who(controls: Iterable[Control]) -> bool:
    """Whether any of what stands before a handler asks who comes in."""
    return any(control.kind in WHO for control in controls)
