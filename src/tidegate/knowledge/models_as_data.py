"""CodeQL's models-as-data, read as a library file.

Both formats name places by paths of the same descent, so most rows are said in other words. A row that
cannot be said is returned with the reason: what is left out is as important as what was taken over.
The format: CodeQL's documentation, "Customizing library models" for Python and for JavaScript.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from tidegate.knowledge.paths import parse, parse_argument
from tidegate.knowledge.schema import Library
from tidegate.knowledge.store import convert_yaml
from tidegate.model.errors import KnowledgeError

_KINDS = {
    "code-injection": "code",
    "command-injection": "command",
    "header-injection": "header",
    "html-injection": "html",
    "http-header-injection": "header",
    "js-injection": "html",
    "ldap-injection": "ldap",
    "log-injection": "log",
    "nosql-injection": "nosql",
    "path-injection": "path",
    "prompt-injection": "prompt",
    "regex-injection": "regex",
    "regexp-injection": "regex",
    "request-forgery": "url",
    "response-splitting": "header",
    "sql-injection": "sql",
    "system-prompt-injection": "prompt",
    "template-injection": "template",
    "unsafe-deserialization": "deserialize",
    "url-redirection": "redirect",
    "user-prompt-injection": "prompt",
    "xpath-injection": "xpath",
    "xss": "html",
    "xxe": "xml",
}
_SOURCES = {
    "commandargs": "arguments",
    "database": "database",
    "database-access-result": "database",
    "environment": "environment",
    "file": "file",
    "remote": "remote",
    "response": "remote",
    "stdin": "stdin",
}
_TOKEN = re.compile(r"\.?(?P<word>\w+)(?:\[(?P<inside>[^\[\]]*)\])?")
_NAMES = re.compile(r"[^\s\[\],]+(?:,\s*[^\s\[\],]+)*")
_RANGE = re.compile(r"(\d{1,2})\.\.(\d{1,2})")
_PLAIN = frozenset({"Member", "ReturnValue", "Awaited", "Instance", "Argument"})
_TRANSPARENT = frozenset({"Call", "Subclass"})  # our paths need no word for them
_ITEMS = frozenset({"Member", "DictionaryElement", "Attribute"})


class Imported(msgspec.Struct, frozen=True):
    """``said`` counts the rows in ``library``; ``unsaid`` are the others, each with the reason."""

    library: Library
    said: int
    unsaid: tuple[str, ...]


class _CannotSay(Exception):
    """Why a row cannot be said."""


class _Extension(msgspec.Struct):
    adds_to: dict[str, str] = msgspec.field(name="addsTo")
    data: list[list[Any]] = []


def import_models(name: str, texts: Mapping[str, str], kinds: Collection[str]) -> Imported:
    """The rows of all ``texts`` (file name → YAML) as the library ``name``.

    ``kinds`` are the sink kinds that a weakness asks for. Raise KnowledgeError where a text is no such file.
    """
    reader = _Reader(kinds)
    for file, text in texts.items():
        for extension in convert_yaml(text, dict[str, list[_Extension]], file).get("extensions", []):
            reader.extend(extension.adds_to.get("extensible", ""), extension.data)
    return Imported(reader.library(name), reader.said, tuple(reader.unsaid))


def as_yaml(library: Library) -> str:
    """The text of a library file, in ASCII, so that no character can hide in it or act on a terminal."""
    import yaml

    return yaml.safe_dump(_spare(library), sort_keys=False, allow_unicode=False, width=110)


def _spare(value: Any) -> Any:
    """As plain values, without what is the default."""
    if isinstance(value, list):
        return [_spare(item) for item in value]
    if not isinstance(value, msgspec.Struct):
        return value
    fields = msgspec.structs.fields(value)
    return {
        f.encode_name: _spare(getattr(value, f.name)) for f in fields if getattr(value, f.name) != _default(f)
    }


def _default(field: msgspec.structs.FieldInfo) -> Any:
    made = field.default_factory
    return field.default if made is msgspec.NODEFAULT else made()


class _Reader:
    """Collects what rows say, in the words of a library file."""

    def __init__(self, kinds: Collection[str]) -> None:
        self.said = 0
        self.unsaid: list[str] = []
        self._sinks = frozenset(kinds)
        self._types: dict[str, dict[str, list[str]]] = {}
        self._places: dict[str, dict[str, list[Any]]] = {
            "sources": defaultdict(list),
            "sinks": defaultdict(list),
        }
        self._calls: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._tables: dict[str, tuple[int, Callable[..., None]]] = {
            "sourceModel": (3, self._source),
            "sinkModel": (3, self._sink),
            "summaryModel": (5, self._summary),
            "typeModel": (3, self._type),
            "barrierModel": (3, self._barrier),
            "barrierGuardModel": (4, self._guard),
        }

    def extend(self, table: str, rows: list[list[Any]]) -> None:
        for row in rows:
            try:
                self._row(table, [str(value) for value in row])
                self.said += 1
            except (_CannotSay, KnowledgeError) as error:
                self.unsaid.append(f"{table} [{', '.join(map(str, row))}]: {error}")

    def _row(self, table: str, row: list[str]) -> None:
        columns, say = self._tables.get(table, (0, None))
        if say is None:
            raise _CannotSay("library files have no such table")
        if len(row) != columns:
            raise _CannotSay(f"the table has {columns} columns")
        say(*row)

    def library(self, name: str) -> Library:
        given = {
            "library": name,
            "types": {
                name: given if given["extends"] else given["from"] for name, given in self._types.items()
            },
            **self._places,
            **self._calls,
        }
        return msgspec.convert(given, Library)

    def _source(self, kind_of: str, path: str, kind: str) -> None:
        word = _SOURCES.get(kind)
        if word is None:
            raise _CannotSay(f'there is no kind of source for "{kind}"')
        text = self._path(kind_of, path)
        self._places["sources"][word].append(text)

    def _sink(self, kind_of: str, path: str, kind: str) -> None:
        place, item = _split_item(path)
        text = self._path(kind_of, place)
        if parse(text)[0].arguments is None:
            raise _CannotSay("a sink is an argument of a call")
        given = text if item is None else {"path": text, "item": item}
        self._places["sinks"][self._kind(kind)].append(given)

    def _summary(self, kind_of: str, path: str, given: str, to: str, kind: str) -> None:
        if not _is_argument(given):
            raise _CannotSay(f'data cannot come from "{given}", only from an argument as a whole')
        flow: dict[str, Any] = {"call": self._path(kind_of, path), "from": [_argument_path(given)]}
        if to != "ReturnValue":
            flow["to"] = _outcome(to)
        if kind == "value":
            flow["fields"] = True
        self._calls["flows"].append(flow)

    def _type(self, name: str, other: str, path: str) -> None:
        if not path:
            self._declare(other)["extends"].append(_plain_type(name))
            self._declare(name)
        else:
            self._declare(name)["from"].append(self._path(other, path))

    def _barrier(self, kind_of: str, path: str, kind: str) -> None:
        text = self._path(kind_of, path)
        if not text.endswith(".ReturnValue"):
            raise _CannotSay("only what a call gives can be made safe")
        call = text.removesuffix(".ReturnValue")
        self._calls["sanitizers"].append({"call": call, "for": [self._kind(kind)]})

    def _guard(self, kind_of: str, path: str, branch: str, kind: str) -> None:
        text = self._path(kind_of, path)
        call, separator, argument = text.rpartition(".Argument[")
        if not separator or branch.lower() not in ("true", "false"):
            raise _CannotSay("a guard checks an argument, and is true or false")
        guard = {"call": call, "argument": f"Argument[{argument}", "for": [self._kind(kind)]}
        self._calls["guards"].append({**guard, "returns": branch.lower() == "true"})

    def _kind(self, word: str) -> str:
        kind = _KINDS.get(word, word)
        if kind not in self._sinks:
            raise _CannotSay(f'no weakness asks for "{word}"')
        return kind

    def _declare(self, name: str) -> dict[str, list[str]]:
        return self._types.setdefault(_plain_type(name), {"from": [], "extends": []})

    def _path(self, start: str, path: str) -> str:
        """A dotted name is a type, whose instance is meant; one with ``!`` is the class itself."""
        if "." in start and not start.endswith("!"):
            self._declare(start)
        text = _plain_type(start) + "".join(_tokens(path))
        parse(text)
        return text


def _plain_type(name: str) -> str:
    return name.removesuffix("~Subclass")


def _tokens(path: str) -> list[str]:
    said: list[str] = []
    position = 0
    while position < len(path):
        match = _TOKEN.match(path, position)
        word = match["word"] if match else path[position:]
        if match is None or word not in _PLAIN | _TRANSPARENT:
            raise _CannotSay(f'there is no word for "{word}"')
        position = match.end()
        if word == "Argument":
            said.append("." + _argument_path(match[0].removeprefix(".")))
        elif word == "Member":
            if _NAMES.fullmatch(match["inside"] or "") is None:
                raise _CannotSay("a member has a name")
            said.append(f".Member[{match['inside']}]")
        elif word in _PLAIN:
            said.append(f".{'ReturnValue' if word == 'Instance' else word}")
    return said


def _split_item(path: str) -> tuple[str, str | None]:
    """``Argument[0].Member[sql]`` is the argument, and the item of it that counts."""
    before, _, last = path.rpartition(".")
    match = _TOKEN.fullmatch(last)
    if match is None or match["word"] not in _ITEMS or "," in (match["inside"] or ","):
        return path, None
    ends_in_argument = _is_argument(before[before.rfind("Argument[") :])
    return (before, match["inside"]) if ends_in_argument else (path, None)


def _is_argument(text: str) -> bool:
    return re.fullmatch(r"Argument\[[^\[\]]+\]", text) is not None


def _argument_path(text: str) -> str:
    inside = text.removeprefix("Argument[").removesuffix("]")
    said = ",".join(word for part in inside.split(",") for word in _argument_words(part.strip()))
    parse_argument(said)
    return f"Argument[{said}]"


def _argument_words(word: str) -> list[str]:
    numbers = _RANGE.fullmatch(word)
    if numbers:
        return [str(n) for n in range(int(numbers[1]), int(numbers[2]) + 1)]
    return [{"any-named": "**", "*": "0.."}.get(word, word)]


def _outcome(to: str) -> str:
    if _is_argument(to):
        return _argument_path(to)
    match = re.fullmatch(r"ReturnValue\.(?:Attribute|Member)\[([^\[\],]+)\]", to)
    if match is None:
        raise _CannotSay(f'data cannot go to "{to}"')
    return f"ReturnValue.Member[{match[1]}]"
