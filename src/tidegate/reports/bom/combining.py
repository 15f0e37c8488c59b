"""Two CycloneDX documents as one, and what differs between them.

What has the same ``bom-ref`` is the same thing: its lists are joined, and of values that differ the younger
document's is kept, which a remark says. Which document is named first makes no difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tidegate.model.errors import UsageError
from tidegate.reports.bom.document import written
from tidegate.reports.bom.properties import properties
from tidegate.reports.bom.validation import problems, validate

MOST_BYTES = 50_000_000
_KEYS = ("bom-ref", "ref")
_DEPTH = 60
_SINGLE = ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "citations", "compositions")
_WHOLE = ("hashes", "licenses")  # lists that are one value
_WORST = ("incomplete", "unknown", "complete")
Document = dict[str, Any]


def read(data: bytes, name: str) -> Document:
    """A valid document. Raise UsageError for what is none."""
    hint = "give CycloneDX documents, as tidegate ai bom and tidegate sbom write them"
    if len(data) > MOST_BYTES:
        raise UsageError(f"{name} is longer than {MOST_BYTES:,} bytes", hint)
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is no JSON: {error}", hint) from error
    if not isinstance(document, dict) or document.get("specVersion") not in ("1.6", "1.7"):
        raise UsageError(f"{name} is no CycloneDX document of version 1.6 or 1.7", hint)
    if _depth(document) > _DEPTH:
        raise UsageError(f"{name} is nested more than {_DEPTH} levels deep", hint)
    if (wrong := next(problems(json.dumps(document), document["specVersion"]), None)) is not None:
        raise UsageError(f"{name} is not valid CycloneDX: {wrong}", hint)
    return document


def merged(one: Document, other: Document) -> str:
    """The text of the document that says what both say. Raise UsageError where they do not go together."""
    if one["specVersion"] != other["specVersion"]:
        raise UsageError(
            f"one is CycloneDX {one['specVersion']}, the other {other['specVersion']}",
            "write both in one version: tidegate ai bom --format",
        )
    older, younger = sorted((one, other), key=lambda made: (_when(made), json.dumps(made, sort_keys=True)))
    differing: list[str] = []
    parts = {
        key: _joined(older.get(key), younger.get(key), key, differing)
        for key in sorted({*older, *younger})
        if key not in _SINGLE
    }
    for key in ("components", "services", "vulnerabilities", "dependencies"):
        parts[key] = sorted(parts.get(key) or [], key=lambda item: str(item.get("bom-ref", item.get("ref"))))
    parts["compositions"] = _compositions(older, younger)
    parts["citations"] = [*_cited(older, parts["components"]), *_cited(younger, parts["components"])]
    parts["metadata"] = _metadata(parts.get("metadata") or {}, [older, younger], differing)
    text = written(parts, one["specVersion"])
    validate(text, one["specVersion"])
    return text


def differences(one: Document, other: Document) -> Iterator[str]:
    """What ``other`` has more (+), less (-) and otherwise (~), in words, sorted."""
    before, after = dict(_things(one)), dict(_things(other))
    for ref in sorted({*before, *after}):
        if ref not in before:
            yield f"+ {ref}"
        elif ref not in after:
            yield f"- {ref}"
        else:
            yield from (f"~ {ref}: {said}" for said in _changed(before[ref], after[ref]))


def _things(document: Document) -> Iterator[tuple[str, Document]]:
    for section in ("components", "services", "vulnerabilities"):
        yield from ((one["bom-ref"], one) for one in document.get(section, ()) if "bom-ref" in one)
    for formula in document.get("formulation", ()):
        for flow in formula.get("workflows", ()):
            yield from ((task["bom-ref"], task) for task in flow.get("tasks", ()))


def _changed(before: Document, after: Document) -> Iterator[str]:
    was, now = _said(before), _said(after)
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name):
            old, new = ("; ".join(said.get(name, ["nothing"])) for said in (was, now))
            yield f"{name}: {old} -> {new}"


def _said(one: Document) -> dict[str, list[str]]:
    """Properties by name, and everything else as text."""
    found: dict[str, list[str]] = {}
    for pair in one.get("properties", ()):
        found.setdefault(pair["name"], []).append(pair.get("value", ""))
    plain = {key: value for key, value in one.items() if key not in ("bom-ref", "properties")}
    return found | {
        key: [value if isinstance(value, str) else json.dumps(value, sort_keys=True)]
        for key, value in plain.items()
    }


def _joined(older: Any, younger: Any, where: str, differing: list[str]) -> Any:
    if older is None or younger is None or older == younger:
        return older if younger is None else younger
    if isinstance(older, dict) and isinstance(younger, dict):
        at = older.get("bom-ref", where)
        keys = [*older, *(key for key in younger if key not in older)]
        return {key: _joined(older.get(key), younger.get(key), f"{at}, {key}", differing) for key in keys}
    if isinstance(older, list) and isinstance(younger, list) and not where.endswith(_WHOLE):
        return _lists(older, younger, where, differing)
    differing.append(where)
    return younger


def _lists(older: list[Any], younger: list[Any], where: str, differing: list[str]) -> list[Any]:
    found = {_key(item): item for item in older}
    for item in younger:
        key = _key(item)
        found[key] = _joined(found.get(key), item, where, differing)
    if where.endswith("properties"):
        return sorted(found.values(), key=lambda pair: (pair["name"], pair.get("value", "")))
    return list(found.values())


def _key(item: Any) -> str:
    if isinstance(item, dict):
        for key in _KEYS:
            if isinstance(item.get(key), str):
                return f"{key}:{item[key]}"
    return json.dumps(item, sort_keys=True)


def _when(document: Document) -> str:
    return str(document.get("metadata", {}).get("timestamp", ""))


def _metadata(made: Document, documents: list[Document], differing: list[str]) -> Document:
    """Of the younger; from which documents it is made, and where these do not agree."""
    told = [("mergedFrom", str(one.get("serialNumber", "a document without a number"))) for one in documents]
    told += [("differs", where) for where in sorted(set(differing)) if not where.startswith("metadata")]
    pairs = [*(made.get("properties") or []), *properties(told)]
    unique = {(one["name"], one.get("value", "")) for one in pairs}
    return made | {"properties": [{"name": name, "value": value} for name, value in sorted(unique)]}


def _compositions(*documents: Document) -> list[Document]:
    """Of each thing the worst that one of them says."""
    worst: dict[tuple[str, str], str] = {}
    for document in documents:
        for one in document.get("compositions", ()):
            for kind in ("assemblies", "dependencies"):
                for ref in one.get(kind, ()):
                    said = worst.get((kind, ref), one["aggregate"])
                    worst[kind, ref] = min(said, one["aggregate"], key=_rank)
    found: dict[tuple[str, str], list[str]] = {}
    for (kind, ref), how in sorted(worst.items()):
        found.setdefault((kind, how), []).append(ref)
    return [{"aggregate": how, kind: refs} for (kind, how), refs in sorted(found.items())]


def _rank(aggregate: str) -> int:
    return _WORST.index(aggregate) if aggregate in _WORST else 0


def _cited(document: Document, components: list[Document]) -> Iterator[Document]:
    """Citations whose pointers lead to where the components stand now."""
    places = {one.get("bom-ref"): number for number, one in enumerate(components)}
    for one in document.get("citations", ()):
        pointers = [_moved(pointer, document, places) for pointer in one.get("pointers", ())]
        if pointers and all(pointers):
            yield one | {"pointers": pointers}


def _moved(pointer: str, document: Document, places: dict[Any, int]) -> str | None:
    parts = pointer.split("/")
    if len(parts) < 3 or parts[1] != "components":
        return None
    ref = document["components"][int(parts[2])].get("bom-ref")
    return "/".join(["", "components", str(places[ref]), *parts[3:]]) if ref in places else None


def _depth(value: Any) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        item, level = waiting.pop()
        deepest = max(deepest, level)
        inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        waiting += [(one, level + 1) for one in inside]
    return deepest
