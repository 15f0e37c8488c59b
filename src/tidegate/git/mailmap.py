"""Who people are by the repository's .mailmap, which says under how many names and addresses they wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tidegate.git.process import Git

_UNSAFE = re.compile(r"[<>\r\n\0]")

Contact = tuple[str, str]  # name and address


def mapped(git: Git, revision: str, contacts: Sequence[Contact]) -> list[Contact]:
    """Each name and address as the .mailmap of ``revision`` has it; as it is where that says nothing."""
    if not contacts:
        return []
    asked = "".join(f"{_plain(name)} <{_plain(address)}>\n".lstrip() for name, address in contacts)
    switches = ("-c", f"mailmap.blob={revision}:.mailmap")
    said = git.run(*switches, "check-mailmap", "--stdin", stdin=asked.encode("utf-8", "replace"))
    return [_contact(line) for line in said.decode("utf-8", "replace").split("\n")[: len(contacts)]]


def _contact(line: str) -> Contact:
    name, _, address = line.rpartition("<")
    return name.strip(), address.removesuffix(">")


def _plain(text: str) -> str:
    return _UNSAFE.sub("", text).strip()
