"""Migrations that no database sees: labels, texts of choices, help, and joins of branches."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.classes import expression_in_module, external_bases, members
from tidegate.flow.engine import Engine
from tidegate.knowledge.schema import Migrations
from tidegate.languages import ir
from tidegate.languages.digest import digest
from tidegate.program.names import ClassId

_MOST = 300  # earlier migrations of an application that are read


def is_unseen(engine: Engine, path: str) -> bool:
    """Whether a migration leaves every table as it is. What cannot be told is seen."""
    operations = _operations(engine, path)
    return operations is not None and all(_is_label(engine, path, spec, call) for spec, call in operations)


def _operations(engine: Engine, path: str) -> list[tuple[Migrations, ir.Call]] | None:
    """The operations of a file's migrations; ``None`` where they are not written out."""
    module = engine.program.module(path)
    if module is None or module.facts.outline.problems:
        return None
    specs = {one.subclass: one for library in engine.library.tables.libraries for one in library.migrations}
    found: list[tuple[Migrations, ir.Call]] = []
    known = False
    for name in module.facts.classes:
        of = ClassId(path, name)
        spec = next((specs[base] for base in external_bases(engine, of) if base in specs), None)
        if spec is None:
            continue
        known = True
        statement = members(engine, of).get(spec.operations)
        value = statement.value if isinstance(statement, ir.Assign) else None
        if not isinstance(value, ir.Collection) or not all(isinstance(one, ir.Call) for one in value.items):
            return None
        found += [(spec, one) for one in value.items if isinstance(one, ir.Call)]
    return found if known else None


def _is_label(engine: Engine, path: str, spec: Migrations, call: ir.Call) -> bool:
    reference, given = _reference(engine, path, call), _keywords(call)
    if reference in spec.options:
        options = given.get(spec.options[reference])
        keys = options.keys if isinstance(options, ir.Mapping) else (None,)
        return all(isinstance(key, ir.Const) and key.value in spec.unseen for key in keys)
    if reference not in spec.alters:
        return False
    after = given.get("field")
    before = _before(engine, path, spec, given)
    if not isinstance(after, ir.Call) or before is None:
        return False
    old_path, old = before
    same_type = _reference(engine, path, after) == _reference(engine, old_path, old)
    known = _reference(engine, path, after).startswith(spec.fields)
    return same_type and known and _seen(spec, old) == _seen(spec, after)


def _seen(spec: Migrations, field: ir.Call) -> tuple[str, dict[str, str]]:
    """What the database sees of a field."""
    named = {name: digest(value) for name, value in _keywords(field).items() if name not in spec.unseen}
    return digest(field.args), named


def _before(
    engine: Engine, path: str, spec: Migrations, given: dict[str, ir.Expr]
) -> tuple[str, ir.Call] | None:
    """The field as the latest migration before this one leaves it, by the order of their names."""
    model, name = (_text(given.get(key)) for key in ("model_name", "name"))
    folder, _, own = path.rpartition("/")
    names = engine.program.sources.names(folder)
    earlier = sorted((one for one in names if one.endswith(".py") and one < own), reverse=True)
    if not model or not name or len(earlier) > _MOST:
        return None
    for one in earlier:
        text = engine.program.sources.text(f"{folder}/{one}") or b""
        if name.encode() not in text:
            continue
        for _, call in reversed(_operations(engine, f"{folder}/{one}") or []):
            field = _left(engine, f"{folder}/{one}", spec, call, model.lower(), name)
            if field is not None:
                return (f"{folder}/{one}", field) if isinstance(field, ir.Call) else None
    return None


def _left(
    engine: Engine, path: str, spec: Migrations, call: ir.Call, model: str, name: str
) -> ir.Expr | None:
    """How an operation leaves a field, if it says anything of it."""
    given, reference = _keywords(call), _reference(engine, path, call)
    if reference in spec.creates and _text(given.get("name")).lower() == model:
        return next((field for field_name, field in _pairs(given.get("fields")) if field_name == name), None)
    about = _text(given.get("model_name")).lower() == model
    if about and name in (_text(given.get("name")), _text(given.get("new_name"))):
        return given.get("field") or call.function  # another operation on it: not known
    return None


def _pairs(fields: ir.Expr | None) -> Iterator[tuple[str, ir.Expr]]:
    for pair in fields.items if isinstance(fields, ir.Collection) else ():
        if isinstance(pair, ir.Collection) and len(pair.items) == 2:
            yield _text(pair.items[0]), pair.items[1]


def _keywords(call: ir.Call) -> dict[str, ir.Expr]:
    return {keyword.name or "**": keyword.value for keyword in call.keywords}


def _text(value: ir.Expr | None) -> str:
    return value.value if isinstance(value, ir.Const) and isinstance(value.value, str) else ""


def _reference(engine: Engine, path: str, call: ir.Call) -> str:
    return next(iter(expression_in_module(engine, path, call.function).references), "")
