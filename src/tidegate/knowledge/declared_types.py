"""The shape of what a library file says of what handlers are given, and of its types."""

from __future__ import annotations

import msgspec

from tidegate.knowledge.containers import Parameters


class TypeMaker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call whose result is a type made of another, ``of``: ``NonNull(Int)``; ``many``: a list of it."""

    call: str
    of: str
    many: bool = False


class Scalar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of the program's own that a function of it makes of what was sent.

    ``call`` makes the type (or decorates the class that it is), with the function as ``parser``; or it is a
    ``subclass`` with the function as ``member``. ``decorator`` marks the function: the type is the receiver.
    """

    call: str | None = None
    parser: str | None = None
    subclass: str | None = None
    member: str | None = None
    decorator: str | None = None


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that makes a schema of definitions in GraphQL's own language, which stand in ``text``.

    ``directives`` is a mapping of their names to classes, whose ``members`` wrap what a field does.
    """

    call: str
    text: str
    directives: str | None = None
    members: list[str] = []


class Context(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that says what handlers find at ``member`` of a ``type`` that they are given.

    ``provider`` is the function that makes it. With ``subclass`` the program's own ``method`` of such a class
    does.
    """

    type: str
    member: str
    call: str | None = None
    provider: str | None = None
    subclass: str | None = None
    method: str | None = None
    parameters: Parameters = Parameters()


class Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Unless the ``item`` of the class's ``attribute`` is ``open``: then objects hold what they are given."""

    attribute: str
    item: str
    open: str


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``Model.model_validate_json(text)``: the class is ``of``, the data is ``data``."""

    call: str
    of: str
    data: str
