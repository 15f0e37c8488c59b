"""Inputs that a call or decorator declares by name: options and arguments of a command line."""

from __future__ import annotations

from tidegate.flow.library import CallArguments, Library


def declared_harmless(library: Library, reference: str, call: CallArguments) -> str:
    """The name of an input that is declared to be no text of the sender's choice; empty otherwise."""
    declared = library.one(library.tables.forms.declares, reference)
    if declared is None or not any(library.holds(where, call) for where in declared.harmless):
        return ""
    names = [value.known for value in call.select(declared.names) if isinstance(value.known, str)]
    return _name(names)


def _name(names: list[str]) -> str:
    """The variable for ``-n``, ``--dry-run`` or ``count``: a plain name, the longest option, the first."""
    plain = [name for name in names if name.isidentifier()]
    options = [part for name in names for part in name.split("/")]
    chosen = plain[:1] or sorted(options, key=lambda name: -(len(name) - len(name.lstrip("-"))))[:1]
    return chosen[0].lstrip("-").replace("-", "_") if chosen else ""
