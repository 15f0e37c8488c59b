"""The packaged conventions as questions: whose address is this, which agent does this text name?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from tidegate.knowledge.tools import Account, Tool, Tools, TrailerForm
from tidegate.provenance.attribution.model_names import ModelNames

LONGEST = 300  # characters of a trailer's value, a name or a line that are looked at

_GITHUB = "@users.noreply.github.com"
_ENDS_NAME = frozenset(" :+(/,;@[")
_VERSION = re.compile(r"v?[0-9][0-9A-Za-z.+-]{0,40}(?= |$|[,;(\[:])")
_GLUED = re.compile(r"v[0-9]")  # a version without a blank before it
_JOINTS = re.compile(r"^(?:with|using|via|and|running|powered by|on|/|,|;|-|–)\s+")


class Person(NamedTuple):
    name: str
    address: str  # "" where there is none


class Agent(NamedTuple):
    """What a text names: ``tool`` is ``None`` for one that is not known, or not said."""

    tool: str | None
    name: str
    model: str | None = None
    model_said: str = ""


class Whose(NamedTuple):
    """The tool that an identity is of, and by what it was known."""

    tool: Tool
    method: str  # "address" | "account"
    verified: bool


class Conventions:
    """Built once from the packaged tables."""

    def __init__(self, packaged: Tools) -> None:
        self.common = packaged.common
        self.tools = {tool.tool: tool for tool in packaged.tools}
        self.models = ModelNames(packaged.common)
        self._addresses = {a.address: (t, a.verified) for t in packaged.tools for a in t.addresses}
        self._accounts = [(tool, account) for tool in packaged.tools for account in tool.accounts]
        self._agents = {word: tool for tool in packaged.tools for word in tool.agents}
        self._called = {name: tool for tool in packaged.tools for name in (tool.tool, tool.name.lower())}
        self._called |= self._agents
        self._forms = _by_key((form, tool) for tool in packaged.tools for form in tool.trailers)
        self._forms |= _by_key((form, None) for form in packaged.common.trailers)
        self._patterns: dict[str, Any] = {}
        self.names = [(tool, pattern) for tool in packaged.tools for pattern in tool.names]
        self.footers = [(tool, pattern) for tool in packaged.tools for pattern in tool.footers]
        self.subjects = [(tool, pattern) for tool in packaged.tools for pattern in tool.subjects]
        self.branches = [(tool, prefix) for tool in packaged.tools for prefix in tool.branches]

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern of the tables (RE2) is in the text's beginning."""
        if pattern not in self._patterns:
            import re2

            self._patterns[pattern] = re2.compile(pattern)
        return self._patterns[pattern].search(text[:LONGEST]) is not None

    def whose(self, person: Person) -> Whose | None:
        """The tool that an address is of. A name alone is never enough: people are called Claude too."""
        address = person.address.lower()
        if address in self._addresses:
            tool, verified = self._addresses[address]
            return Whose(tool, "address", verified)
        if not address.endswith(_GITHUB):
            return None
        number, plus, login = address.removesuffix(_GITHUB).partition("+")
        return self._account(person, number, login) if plus else self._account(person, "", number)

    def forms(self, key: str) -> list[tuple[TrailerForm, Tool | None]]:
        """What a trailer of this key may be, with the tool that writes it."""
        return self._forms.get(key.lower(), [])

    def agent(self, text: str) -> Agent | None:
        """What ``Claude:claude-3-opus coccinelle``, ``goose+gemini-2.5-pro`` or ``Cursor 1.7`` names.

        ``None`` where it is nothing that is known to be an AI tool or a model.
        """
        said = " ".join(text[:LONGEST].split())
        model = self.models.known(said.partition(" [")[0]) if "(" not in said else None
        if model is not None:
            return Agent(None, "", model, said)
        tool, rest = self._longest(said)
        if tool is None and rest == said:
            return self._stated_agent(said)
        found = self._model_behind(rest)
        return (
            None if found is None else Agent(tool.tool if tool else None, tool.name if tool else "", *found)
        )

    def called(self, name: str) -> Agent:
        """The tool that a record calls so; one that is not known keeps its name."""
        said = " ".join(name[:64].split())
        tool = self._called.get(said.lower())
        return Agent(tool.tool, tool.name) if tool else Agent(said.lower() or None, said)

    def _account(self, person: Person, number: str, login: str) -> Whose | None:
        """By number first: a bot may be renamed. A login counts only as a bot's, which no person can have."""
        candidates = [(t, a) for t, a in self._accounts if number.isdigit() and a.id == int(number[:18])]
        if not candidates and login.endswith("[bot]"):
            candidates = [(t, a) for t, a in self._accounts if a.login.lower() == login]
        fitting = sorted(
            ((t, a) for t, a in candidates if self._named_so(a, person.name)),
            key=lambda pair: not pair[1].named,
        )
        return Whose(fitting[0][0], "account", True) if fitting else None

    def _named_so(self, account: Account, name: str) -> bool:
        return account.named is None or self.matches(account.named, name)

    def _longest(self, said: str) -> tuple[Tool | None, str]:
        """The longest name of an agent that the text begins with, and what stands behind it."""
        lowered = said.lower()
        for end in range(min(len(lowered), 60), 0, -1):
            if end < len(lowered) and lowered[end] not in _ENDS_NAME and not _GLUED.match(lowered, end):
                continue
            word = lowered[:end].rstrip()
            if word in self._agents:
                return self._agents[word], said[end:].strip()
            if word in self.common.generic:
                return None, said[end:].strip()
        return None, said

    def _stated_agent(self, said: str) -> Agent | None:
        """``NAME:MODEL`` of an agent that is not known, where the model is."""
        name, colon, model = said.partition(":")
        first = model.split(" ")[0] if model and model[0] != " " else ""
        known = self.models.known(first) if colon and first and len(name) <= 64 else None
        return Agent(name.lower(), name, known, first) if known else None

    def _model_behind(self, rest: str) -> tuple[str | None, str] | None:
        """The model in what stands behind an agent's name; ``None`` where that is other words."""
        if not rest or rest[0] == "[":
            return None, ""
        if rest[0] in ":+":
            said = rest[1:].strip().partition(" [")[0]
            first = said.split(" ")[0]
            whole = None if self.models.known(first) else self.models.known(said)
            return (whole, said) if whole else (self.models.stated(first), first)
        if rest[0] == "(":
            inside = rest[1:].partition(")")[0]
            return self.models.known(inside), inside
        version = _VERSION.match(rest)
        if version:
            return self._model_behind(rest[version.end() :].strip(" ,;"))
        said = _JOINTS.sub("", rest)
        model = self.models.known(said)
        return (model, said) if model else None


def person(value: str) -> Person:
    """``Name <address>``; also without the angle brackets, or with a link in their place."""
    said = value[:LONGEST]
    name, opened, rest = said.rpartition("<")
    if opened:
        return Person(name.strip(), rest.partition(">")[0].strip())
    name, _, last = said.rpartition(" ")
    address = last.partition("](")[0].strip("[]()")
    return Person(name.strip(), address) if "@" in address else Person(said.strip(), "")


def _by_key(
    forms: Iterable[tuple[TrailerForm, Tool | None]],
) -> dict[str, list[tuple[TrailerForm, Tool | None]]]:
    found: dict[str, list[tuple[TrailerForm, Tool | None]]] = {}
    for form, tool in forms:
        found.setdefault(form.key.lower(), []).append((form, tool))
    return found
