"""The shape of a library file. docs/knowledge.md explains it with examples.

A file is one or two YAML documents: what the library does, then (after ``---``) its examples, which
are its tests and are not read when a change is checked. It is named after the import root it
describes: ``flask.yaml`` is read when something imports ``flask``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tidegate.knowledge.conditions import Where
from tidegate.knowledge.containers import Binding, Injection
from tidegate.knowledge.declared_types import Closed, Context, Reading, Scalar, Schema, TypeMaker
from tidegate.knowledge.entrances import ClassHandler, EntryPointSpec, Mount, Router
from tidegate.knowledge.existence import Existence
from tidegate.knowledge.forms import Bound, Field
from tidegate.knowledge.protection import Answer, ClassControls, Hook, Limit
from tidegate.knowledge.settings import Configuration, Fallback, Override, Setting


class Propagation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data goes through a call: from arguments (or ``Argument[self]``) to ``to``.

    ``restores``: the result is not safe for what the data was safe for (``unquote``, ``b64decode``).
    ``fields`` carries over the value itself with its parts and its type (``dict(x)``, ``copy(x)``).
    ``to: ReturnValue.Member[pattern]`` (or ``Argument[self].Member[…]``) puts it into an attribute.
    ``part``: the result is, or may be, only a part of the data, so that a check of it says nothing of the
    rest.
    """

    call: str
    from_: list[str] = msgspec.field(name="from", default_factory=list)
    to: str = "ReturnValue"
    fields: bool = False
    part: bool = False
    restores: bool = False


class Sanitizer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The call's result is safe for the sink kinds in ``for`` (``all``: carries no attack at all).

    ``pattern`` (instead of ``for``) is the argument that is a regular expression, or was made from one:
    the result is safe for the kinds whose ``dangerous`` characters it leaves out. With ``replacement`` what
    matches is replaced by that argument; with ``group`` the result is the group that the argument names.
    """

    call: str
    for_: list[str] = msgspec.field(name="for", default_factory=list)
    where: list[Where] = []
    pattern: str | None = None
    replacement: str | None = None
    group: str | None = None


class Guard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check of ``argument``.

    ``returns: true`` makes the true branch safe, ``raises: true`` what follows, ``equals: true`` what
    follows a comparison of the value (of the call, or of the attribute that ``call`` names) with something
    that the outside has no part in; with ``key``, of a signature, it is a comparison with anything, where
    the outside has no part in that argument. ``contains: true`` makes safe what follows where the value is a
    collection that holds something of ours. ``checked`` is a kind: what follows a check that made the value
    safe for it. ``needs`` are sanitizer kinds that the data must have already:
    ``[resolved]``. ``pattern`` instead of ``for``: the argument that is a regular expression; ``anchored``
    says which ends of the text the call holds it to: "start", "both".
    """

    call: str
    argument: str
    for_: list[str] = msgspec.field(name="for", default_factory=list)
    returns: bool | None = None
    raises: bool = False
    equals: bool = False
    contains: bool = False
    key: str | None = None
    checked: str | None = None
    needs: str | None = None
    where: list[Where] = []
    pattern: str | None = None
    anchored: str = ""


class Test(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that asks what an expression of the language could ask of the arguments in ``of``.

    ``means``: ``equal`` (of two), ``true`` (of one), ``within`` (every element of the first is in the
    second), ``each`` and ``some`` (of the elements of one), ``has`` (the second holds the first,
    if it is true).
    """

    call: str
    means: str
    of: list[str]
    where: list[Where] = []


class Declaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call or decorator that declares an input by name: ``add_argument("--count", type=int)``.

    ``names`` are the texts of which the longest is the name, as command lines write it; where one of
    ``harmless`` holds the input is no text of the sender's choice. A call puts that on its receiver.
    """

    call: str
    names: str
    harmless: list[list[Where]] = []


class Validator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decorator of a method that checks an object where it is made: the ``fields`` that its arguments name,
    each of which becomes what the method returns, or without them the object itself.
    """

    call: str
    fields: str | None = None
    where: list[Where] = []


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that touches a data store. ``fields``: "keywords", or an argument that names them.

    ``table``: "receiver" (the model class whose manager this is), or an argument. ``gives``: rows of these
    fields alone are what it gives, by name and by position.
    """

    call: str
    operation: str  # read, write, delete, define (columns)
    table: str = "receiver"
    fields: str | None = None
    gives: bool = False


class Render(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that renders a template file: ``template`` is the argument that names it.

    ``context`` says where its variables stand: at positions and names are mappings, ``**`` are the
    keywords themselves, ``returned`` (of a decorator) is what the function returns. A call without
    ``context`` gives a template object, which a call with ``template: Argument[self]`` renders.
    ``variables`` are names that the template sees besides, each with the reference that it stands for.
    ``escapes: false``: output is not HTML-escaped by itself.
    """

    call: str
    template: str
    context: str | None = None
    variables: dict[str, str] = {}
    escapes: bool = True


class ClassRender(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class that renders the template its attribute names with what its method returns."""

    subclass: str
    template: str  # attribute: template_name
    context: str  # method: get_context_data


class Misuse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that is a weakness by itself, under conditions.

    ``through`` are members that the call goes through: where the receiver has one of its own, it is
    another call. With ``saying`` a method of the program counts only if its text holds this word.
    """

    weakness: str
    call: str
    where: list[Where] = []
    message: str = ""
    fix: str = ""
    confidence: str = "high"
    severity: str | None = None
    through: list[str] = []
    saying: str = ""


class Migrations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Classes that change a schema: their attribute ``operations`` lists what is done.

    ``creates`` and ``alters`` are operations on a model and on a field of it; ``options`` those that set only
    options (operation → keyword). ``unseen`` are options, and keywords of a field in the package ``fields``,
    that no database sees.
    """

    subclass: str
    operations: str
    creates: list[str]
    alters: list[str]
    options: dict[str, str]
    fields: str
    unseen: list[str]


class Library(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one library does."""

    library: str
    versions: str = "*"
    uses: list[str] = []  # import roots whose files are read together with this one
    aliases: dict[str, str] = {}  # another public name → the name used in this file
    types: dict[str, Any] = {}  # type → paths that give one, or {from: [...], extends: [...]}
    names: dict[str, list[str]] = {}  # type → parameter names that suggest it where no type is known
    names_where_imported: dict[str, list[str]] = {}  # the same, in files that import the type's package
    sources: dict[str, list[Any]] = {}  # kind → places
    sinks: dict[str, list[Any]] = {}  # kind → places (call arguments)
    safe: dict[str, str] = {}  # kind of sink → what to write instead with this library
    flows: list[Propagation] = []
    sanitizers: list[Sanitizer] = []
    guards: list[Guard] = []
    tests: list[Test] = []  # calls that are conditions in other words
    invokes: dict[str, str] = {}  # call → argument that it calls with the arguments behind it
    packs: dict[str, list[str]] = {}  # those of which two arguments hold the arguments, and the keywords
    signatures: dict[str, str] = {}  # call → argument that is called later, with more arguments in front
    complete: list[str] = []  # those of ``signatures`` that are given nothing more
    chains: dict[str, str] = {}  # call → arguments that it calls, each with what the one before gave
    made_of: dict[
        str, str
    ] = {}  # call → attribute that names the class of what it gives, and a member of that
    calls_own: dict[str, dict[str, list[str]]] = {}  # call → members that it calls → attributes as arguments
    reads: list[Reading] = []  # calls that make an object of a class from data, each field of its type
    calls_back: dict[str, str] = {}  # call → argument that it calls with the receiver: add_done_callback
    hands_back: list[str] = []  # those of ``invokes`` that give what the function gives: to_thread
    applies: dict[str, str] = {}  # decorator → argument, the decorator(s) it applies: method_decorator
    applied_to: dict[str, str] = {}  # such a decorator → argument, the member of the class that it is for
    aborts: list[str] = []  # calls that never return
    blocks: list[str] = []  # calls that wait for something outside of the process
    asynchronous: list[str] = []  # types whose members are awaited, though those of what they extend block
    keeps: list[str] = []  # objects that live as long as the request: what is put on one is read elsewhere
    entry_points: list[EntryPointSpec] = []
    fields: list[Field] = []
    bounds: list[Bound] = []
    form_classes: list[str] = []  # objects of these and of what is made of them are made of requests
    forms: list[str] = []  # what gives the checked values of a form by the names of its fields
    form_checks: dict[str, str] = {}  # such a place → the form's own method for a field: clean_{name}
    type_makers: list[TypeMaker] = []
    scalars: list[Scalar] = []
    closed: dict[str, Closed] = {}  # classes whose objects hold what they declare, and no more
    inputs: list[str] = []  # classes whose members the outside fills: by attribute and by key
    contexts: list[Context] = []
    schemas: list[Schema] = []
    schema_files: dict[str, str] = {}  # call → the argument that names a file, or a folder, of definitions
    declares: list[Declaration] = []
    routers: list[Router] = []
    mounts: list[Mount] = []
    class_handlers: list[ClassHandler] = []
    validators: list[Validator] = []
    injections: list[Injection] = []
    injects: list[str] = []  # decorators by which a container fills the parameters that are annotated
    binds: list[Binding] = []  # what containers are told to give
    converters: list[Binding] = []  # what a routing is told by name: how a part of a route is read
    resolves: dict[str, str] = {}  # call → argument, the type for which a container is asked
    partials: dict[str, str] = {}  # call → argument, what is called later, with the other arguments
    controls: dict[str, list[Any]] = {}  # kind → names
    exemptions: dict[str, list[Any]] = {}  # kind → names that take such a control away: csrf_exempt
    refusals: dict[str, list[Any]] = {}  # control kind → calls or exceptions that turn a request away
    hooks: list[Hook] = []
    class_controls: list[ClassControls] = []
    answers: list[Answer] = []
    limits: list[Limit] = []
    middleware_settings: list[str] = []  # module-level names that list middleware: MIDDLEWARE
    renders: list[Render] = []
    class_renders: list[ClassRender] = []
    template_folders: list[str] = []  # folders that template names are relative to: templates
    tables: list[Any] = []  # classes whose subclasses are tables; ``where`` asks for keywords of the class
    table_names: list[str] = []  # what a table's class calls the table by: __tablename__, Meta.db_table
    queries: list[Query] = []
    migrations: list[Migrations] = []
    settings: list[Setting] = []
    configures: list[Configuration] = []
    fallbacks: list[Fallback] = []  # calls that read what is set outside, with a default
    overrides: list[Override] = []
    misuses: list[Misuse] = []
    existence: Existence = Existence()


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case that tests a file. ``expect`` maps a weakness to the line (or lines) of its sink.

    ``code`` is one module; ``files`` gives more (templates, other modules) by path.
    ``entry_points`` and ``controls`` may be asserted as the text that a report would show.
    """

    name: str
    expect: dict[str, int | list[int]] = {}
    code: str = ""
    files: dict[str, str] = {}
    entry_points: list[str] | None = None
    controls: dict[str, list[str]] | None = None  # entry point → kinds
