"""What a reader expects of a value that a file gave it."""

from __future__ import annotations

from typing import Any

from tidegate.documents.errors import Unreadable


def mapping(value: Any, what: str) -> dict[str, Any]:
    """``value``, which must be an object. Raise Unreadable."""
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is no object")
    return value


def items(value: Any, what: str) -> list[Any]:
    """``value``, which must be a list; absent is empty. Raise Unreadable."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{what} is no list")
    return value


def named(packages: list[Any]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The packages that have a name, and the gap that is left where others have none."""
    found = [one for one in packages if isinstance(one, dict) and text(one.get("name"))]
    return found, ("a package has no name",) if len(found) < len(packages) else ()


def text(value: Any) -> str | None:
    """``value`` where it is a text that says something."""
    return value if isinstance(value, str) and value else None


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; nothing where it is none."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def tables(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing where it is none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def only(values: list[Any], what: str) -> Any:
    """The one value of a list; ``None`` for none. Raise Unreadable where there are several."""
    if len(values) > 1:
        raise Unreadable(f"it holds {len(values)} {what}")
    return values[0] if values else None
