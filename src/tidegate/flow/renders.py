"""Templates: a call that renders one is a call of the template's function, with the context as arguments."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.frame import Frame
from tidegate.flow.frame import reference as named_value
from tidegate.flow.library import CallArguments
from tidegate.flow.values import UNKNOWN_VALUE, Value, named_items
from tidegate.knowledge.tables import Rendering
from tidegate.program.names import FunctionId

TEMPLATE = "<template>"  # the function that a template is lowered to
NAMED = ".<template>"  # field of a loaded template: its name
_DEEPEST = 3
_MOST_FOLDERS = 2000


def rendered(frame: Frame, reference: str, call: CallArguments, line: int) -> bool:
    """Call the templates that a call renders; False for any other call."""
    rendering = frame.library.one(frame.library.tables.renders, reference)
    if rendering is None or _only_loads(rendering) or rendering.spec.context == "returned":
        return False
    for named in call.select(rendering.template):
        for name in _names((named.fields or {}).get(NAMED, named)):
            _invoke(frame, name, _context(frame, rendering, call), line)
    return True


def loaded(frame: Frame, reference: str, call: CallArguments) -> Value | None:
    """The name that the template made by this call has; ``None`` for a call that loads none."""
    rendering = frame.library.one(frame.library.tables.renders, reference)
    return call.first(rendering.template) if rendering is not None and _only_loads(rendering) else None


def shown(frame: Frame, name: str, variables: dict[str, Value], line: int) -> None:
    """A template is rendered with these variables by the framework itself."""
    _invoke(frame, name, variables, line)


def returned_to(frame: Frame, reference: str, call: CallArguments, context: Value, line: int) -> None:
    """A decorator renders its template with what the function returns."""
    rendering = frame.library.one(frame.library.tables.renders, reference)
    if rendering is None or rendering.spec.context != "returned":
        return
    variables = {**_context(frame, rendering, call), **dict(named_items(context))}
    for named in call.select(rendering.template):
        for name in _names(named):
            _invoke(frame, name, variables, line)


def _only_loads(rendering: Rendering) -> bool:
    return rendering.spec.context is None and not rendering.template.receiver


def _names(value: Value) -> Iterator[str]:
    """Every template that the argument may name; of a list each."""
    for known in value.constants or ():
        if isinstance(known, str):
            yield known
    for key, field in (value.fields or {}).items():
        if key[0] == "[":
            yield from _names(field)


def _invoke(frame: Frame, name: str, variables: dict[str, Value], line: int) -> None:
    from tidegate.flow.calls import invoke  # calls need this module

    path = template_path(frame, name)
    if path is not None:
        invoke(frame, FunctionId(path, TEMPLATE), [], variables, line)


def _context(frame: Frame, rendering: Rendering, call: CallArguments) -> dict[str, Value]:
    """The template's variables: keywords themselves, or the items of mappings."""
    found = {name: named_value(frame.library, api) for name, api in rendering.spec.variables.items()}
    spec = rendering.context
    if spec is None:
        return found
    for position in spec.positions:
        if position < len(call.positional):
            found.update(named_items(call.positional[position]))
    for name in spec.names:
        found.update(named_items(call.keywords.get(name, UNKNOWN_VALUE)))
    if spec.keywords:
        found.update(call.keywords)
    return found


def template_path(frame: Frame, name: str) -> str | None:
    """The file of a template: in a template folder near the caller, else in any near the top of the tree."""
    program = frame.engine.program
    for folder in _folders(frame):
        path = f"{folder}/{name}" if folder else name
        parent, _, last = path.rpartition("/")
        if last in program.sources.names(parent) and program.module(path) is not None:
            return path
    return None


def _folders(frame: Frame) -> Iterator[str]:
    yield from _above(frame)
    yield from template_folders(frame)


def _above(frame: Frame) -> Iterator[str]:
    """Template folders beside the caller and its packages. A template's own folder chain counts too."""
    conventions = frame.library.tables.template_folders or {"templates"}
    directory = frame.path.rpartition("/")[0]
    while True:
        if directory.rpartition("/")[2] in conventions:
            yield directory
        names = frame.engine.program.sources.names(directory)
        for convention in sorted(conventions):
            if convention in names:
                yield f"{directory}/{convention}" if directory else convention
        if not directory:
            return
        directory = directory.rpartition("/")[0]


def template_folders(frame: Frame) -> list[str]:
    """All template folders down to a small depth; found once for a side."""
    engine = frame.engine
    known: list[str] | None = engine.remembered.get("template folders")
    if known is None:
        known = engine.remembered["template folders"] = list(_walk(frame))
    return known


def _walk(frame: Frame) -> Iterator[str]:
    conventions = frame.library.tables.template_folders or {"templates"}
    sources = frame.engine.program.sources
    waiting, seen = [("", 0)], 0
    while waiting and seen < _MOST_FOLDERS:
        directory, depth = waiting.pop(0)
        seen += 1
        for name in sorted(sources.names(directory)):
            path = f"{directory}/{name}" if directory else name
            if name in conventions:
                yield path
            elif depth < _DEEPEST and "." not in name:
                waiting.append((path, depth + 1))
