"""What steers or frees AI tools, as data: ``guardrails.yaml``, which explains each key where it stands."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from tidegate.knowledge.store import ROOT, convert_yaml


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Phrase(_Part, frozen=True):
    """Words that turn an assistant against who asks it. ``says`` goes on after "the text"."""

    pattern: str
    says: str
    severity: str = "medium"


class CiAgent(_Part, frozen=True):
    """An action that runs an agent; ``prompts`` are the inputs that it reads as instructions."""

    action: str
    prompts: list[str]
    gated: bool = False


class SwitchMeaning(_Part, frozen=True):
    """What an unsafe switch of a kind is; ``says`` goes on after its name and value. No kind: any other."""

    kind: str
    rule: str
    says: str
    value: str = ""  # only where it has this
    severity: str | None = None


class Guardrails(_Part, frozen=True):
    """The whole file."""

    instructions: list[str]
    fixtures: list[str]
    phrases: list[Phrase]
    defensive: str
    warns: str
    about_attacks: str
    addresses: str
    demands: str
    approvals: str
    agents: list[CiAgent]
    agent_commands: str
    open_inputs: dict[str, str]
    bypass_inputs: dict[str, str]
    strangers: list[str]
    stranger_text: str
    stranger_code: str
    asks_who: str
    switches: list[SwitchMeaning]
    elsewhere: list[str]
    reading: str
    reaches: str
    local_hosts: str
    metadata_hosts: str
    tunnel_hosts: str


@cache
def guardrails() -> Guardrails:
    return convert_yaml((ROOT / "guardrails.yaml").read_text("utf-8"), Guardrails, "guardrails.yaml")


@cache
def compiled(pattern: str) -> Any:  # re2 has no types
    """A pattern of the file: letters of either case; blanks only lay it out, as in other engines' ``x``."""
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(pattern.replace(" ", ""), options)
