"""What handlers are given and of which types, indexed by reference: a part of the tables."""

from __future__ import annotations

from collections import defaultdict

import msgspec

from tidegate.knowledge.containers import Parameters
from tidegate.knowledge.declared_types import Closed, Context, Scalar
from tidegate.knowledge.entrances import EntryPointSpec
from tidegate.knowledge.paths import Arguments, optional, parse_argument, references
from tidegate.knowledge.protection import Answer, Limit
from tidegate.knowledge.schema import Library


class Providing(msgspec.Struct, frozen=True):
    """The function that makes what handlers find at ``member`` of a ``type`` that they are given."""

    provider: Arguments
    type: str
    member: str
    parameters: Parameters


class Made(msgspec.Struct, frozen=True):
    """Where a call that makes a schema has its definitions, and its directives: mapping and members."""

    text: Arguments
    directives: Arguments | None
    members: tuple[str, ...]


class Given:
    """Filled by ``add``."""

    def __init__(self) -> None:
        self.type_makers: dict[str, Arguments] = {}  # call → the type that its result is made of
        self.many: dict[str, Arguments] = {}  # those of them that make lists
        self.parsers: dict[str, Arguments] = {}  # call that makes a scalar → the function that reads one
        self.scalar_classes: dict[str, str] = {}  # class of scalars → its method that reads one
        self.parser_decorators: dict[str, Scalar] = {}
        self.shapes: dict[tuple[str, ...], EntryPointSpec] = {}  # names of all parameters → how it is called
        self.schemas: dict[str, Made] = {}
        self.schema_files: dict[str, Arguments] = {}
        self.inputs: set[str] = set()
        self.closed: dict[str, Closed] = {}
        self.reads: dict[str, tuple[Arguments, Arguments]] = {}  # call → the class, the data
        self.contexts: dict[str, Providing] = {}
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self.limits: dict[str, list[Limit]] = defaultdict(list)
        self.context_classes: dict[str, list[Context]] = defaultdict(list)

    def add(self, library: Library) -> None:
        self.inputs.update(library.inputs)
        self.closed.update(library.closed)
        for reading in library.reads:
            read = (parse_argument(reading.of), parse_argument(reading.data))
            self.reads.update(dict.fromkeys(references(reading.call, library.types), read))
        for answer in library.answers:
            self.answers[answer.subclass].append(answer)
        for limit in library.limits:
            self.limits[limit.name].append(limit)
        for maker in library.type_makers:
            made = dict.fromkeys(references(maker.call, library.types), parse_argument(maker.of))
            self.type_makers.update(made)
            self.many.update(made if maker.many else {})
        for scalar in library.scalars:
            self._scalar(scalar, library)
        for schema in library.schemas:
            definitions = Made(
                parse_argument(schema.text), optional(schema.directives), tuple(schema.members)
            )
            self.schemas.update(dict.fromkeys(references(schema.call, library.types), definitions))
        for call, argument in library.schema_files.items():
            named = parse_argument(argument)
            self.schema_files.update(dict.fromkeys(references(call, library.types), named))
        for context in library.contexts:
            self._context(context, library)

    def _scalar(self, scalar: Scalar, library: Library) -> None:
        if scalar.subclass and scalar.member:
            self.scalar_classes[scalar.subclass] = scalar.member
        if scalar.call and scalar.parser:
            argument = parse_argument(scalar.parser)
            self.parsers.update(dict.fromkeys(references(scalar.call, library.types), argument))
        if scalar.decorator:
            self.parser_decorators.update(dict.fromkeys(references(scalar.decorator, library.types), scalar))

    def _context(self, context: Context, library: Library) -> None:
        if context.subclass:
            self.context_classes[context.subclass].append(context)
        if context.call and context.provider:
            provider = parse_argument(context.provider)
            value = Providing(provider, context.type, context.member, context.parameters)
            self.contexts.update(dict.fromkeys(references(context.call, library.types), value))
