"""The shape of a library file. docs/knowledge.md explains it with examples.

A file is one or two YAML documents: what the library does, then (after ``---``) its examples, which
are its tests and are not read when a change is checked. It is named after the import root it
describes: ``flask.yaml`` is read when something imports ``flask``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from tidegate.knowledge.conditions import Where
from tidegate.knowledge.containers import Binding, Injection, Parameters
from tidegate.knowledge.declared_types import Closed, Context, Reading, Scalar, Schema, TypeMaker
from tidegate.knowledge.existence import Existence
from tidegate.knowledge.forms import Field
from tidegate.knowledge.protection import Answer, ClassControls, Hook, Limit
from tidegate.knowledge.settings import Configuration, Fallback, Override, Setting


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place in an API with conditions; a bare string in YAML is the path alone.

    ``item`` (a position, or a key): of a collection whose items are known only this one counts. Of a source
    it is a pattern of the key that the element is asked for by: ``HTTP_*``.
    ``after``: of a list whose items are known only the one behind the first that matches this counts.
    ``text``: text does harm here too, though the weakness says that it is harmless as a rule. ``remote``:
    whoever starts the program may choose this (``import_module(sys.argv[1])``). ``formatted``: the argument
    that is a text into which those of the path are put, as ``%`` does (``log.info("%r", value)``).
    ``harmless_in``: sink kinds in which a source's data does no harm.
    ``begins``: what a source's data always begins with ("/": the path of a request). ``lacks``: characters
    that never stand in it (line breaks in a header: no server that speaks the protocol lets them through).
    ``trusts``: source kinds that may choose this. ``having``: of a list of objects those count that have one
    of these constants at each of these keys (``{role: [system]}``), and of them the ``item``. ``filled``:
    what is given are values for a template whose ``messages`` that argument has; those count that stand as
    ``{name}`` in a text that counts.
    """

    path: str
    item: int | str | None = None
    after: str | None = None
    text: bool = False
    escapes: bool = False  # the place makes data safe by itself: ``{{ value }}`` in a template
    remote: bool = False
    formatted: str | None = None
    trusts: list[str] = []
    having: dict[str, list[Any]] = {}
    filled: str | None = None
    where: list[Where] = []
    says: str = ""  # how a person would call a source ("a query string value"), or what a sink does with it
    safe: str = ""  # of a sink: what to write instead, where that is not what the library says of its kind
    begins: str = ""
    lacks: str = ""
    harmless_in: list[str] = []
    confidence: str = "high"


class Propagation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data goes through a call: from arguments (or ``Argument[self]``) to ``to``.

    ``restores``: the result is not safe for what the data was safe for (``unquote``, ``b64decode``).
    ``fields`` carries over the value itself with its parts and its type (``dict(x)``, ``copy(x)``).
    ``to: ReturnValue.Member[pattern]`` (or ``Argument[self].Member[…]``) puts it into an attribute.
    ``part``: the result is, or
    may be, only a part of the data, so that a check of it says nothing of the rest.
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


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An ``item`` of what a handler returns is a sink, where that (argument 0) is as ``where`` says."""

    kind: str
    item: str
    where: list[Where] = []


class Making(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A framework makes an object of the class that the attribute ``of`` names and calls a member of it, as
    long as the handler's class has no member ``unless``, which then does that.
    """

    of: str
    call: str
    unless: str


class EntryPointSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a handler is registered: by ``decorator``, ``call`` (with ``handler``), ``subclass`` or ``shape``.

    ``shape`` are the names of all its parameters: no one registers what a server calls by protocol. With
    ``made_with`` it is a ``__call__``, whose class has a constructor of these parameters.

    ``methods`` is where the HTTP methods stand, ``method_from_name`` that the member is the method
    (``app.get``). ``members`` lists the methods of a subclass that are called from outside (all that fit
    ``resolve_*``), ``inner`` those that the framework calls on the way (``get_queryset``), ``before`` those
    of them that run before every member; ``default_members`` those that the base class has itself;
    ``methods_attribute`` is the class attribute that lists its HTTP methods.
    ``actions`` gives a member's method and what it adds to the route: ``GET /{pk}/``.
    ``nested``: a decorator of a class's member, whose route is that of the class and this: ``/{pk}/{name}/``,
    where ``where`` holds. ``each``: an argument that is a list of routes, whose items are the arguments
    that ``route`` and ``handler`` mean. ``made``: an inner member → the class attribute of whose class the
    framework makes what it passes there (``form_valid: form_class``); ``makes`` is what it makes itself, by
    HTTP method or member.
    """

    kind: str
    decorator: str | None = None
    call: str | None = None
    subclass: str | None = None
    shape: list[str] = []
    made_with: list[str] = []
    handler: str | None = None
    route: str | None = None
    methods: str | None = None
    method_from_name: bool = False
    default_methods: list[str] = []
    members: list[str] = []
    inner: list[str] = []
    before: list[str] = []
    made: dict[str, str] = {}
    makes: dict[str, Making] = {}
    default_members: list[str] = []
    actions: dict[str, str] = {}
    methods_attribute: str | None = None
    nested: str | None = None
    each: str | None = None
    where: list[Where] = []
    controls: str | None = None  # argument with controls of this route: dependencies=[…]
    shape_of_answer: str | None = None  # argument that names the fields which objects are answered with
    parameters: Parameters = Parameters()
    returns: list[str] = []  # sink kinds of the handler's return value: ["html"]
    responses: list[Response] = []  # sinks in a mapping that it returns
    returns_where: list[Where] = []  # what the registration must say for ``returns`` to hold


class Router(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object that groups routes: where its prefix and its controls stand in its constructor.

    ``routes`` is what it holds from the start: a list of routes and routers, or another router;
    ``parent`` the router that it joins by being made (``Api(app)``). ``named``: a prefix that never differs.
    """

    call: str
    prefix: str | None = None
    named: str = ""
    controls: str | None = None
    routes: str | None = None
    parent: str | None = None


class Mount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call by which a router, or a list of routes (``child``), joins its parent (the receiver).

    The prefix stands before the child's own; ``overrides``: it takes its place (Flask). ``parent`` is
    the argument that is the parent where the receiver is the child (``api.init_app(app)``). A child that
    is a text names a module, whose ``member`` is what is mounted (``include("shop.urls")``).
    """

    call: str
    child: str
    prefix: str | None = None
    controls: str | None = None
    overrides: bool = False
    parent: str | None = None
    member: str | None = None


class ClassHandler(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call on a class that makes a handler of it: ``View.as_view()``.

    The class's handler members are those of its ``subclass`` entry point; ``members`` is an
    argument that maps HTTP methods to other ones (``as_view({"get": "list"})``).
    """

    call: str
    members: str | None = None


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
