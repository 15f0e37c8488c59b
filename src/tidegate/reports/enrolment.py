"""A first ``.tidegate/people.yaml`` as a file that people can read: who they are, and what they must say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tidegate import __version__
from tidegate.model.people import PersonKind
from tidegate.model.proposal import Proposal, Proposed, ProposedPeople, ProposedPerson
from tidegate.reports.cells import wrap
from tidegate.reports.visible import one_line

_WIDTH = 112
_FILL_IN = """\
#     keys: [{ssh: "ssh-ed25519 AAAA…"}]  # the line of their own ~/.ssh/id_ed25519.pub
#     trained_until: 2027-06-30           # the last day on which their secure-coding training counts
#     roles: [security-reviewer]          # only where tiers ask for a role
#     manager: true                       # only who accepts releases"""


def render_people(value: Proposal) -> str:
    """``.tidegate/people.yaml``, ending in one newline."""
    found = value.enrolled
    parts = [_opening(value), _people(found), _teams(found), _owners(found), _notes(found)]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _opening(value: Proposal) -> Iterator[str]:
    count = value.enrolled.commits
    commits = "the commit" if count == 1 else f"the last {count} commits"
    yield from _said(
        f"Proposed by tidegate {__version__} init: who {commits} up to {value.commit[:12]} "
        f"show{'s' if count == 1 else ''}, and nothing else. Nobody can approve anything by it as it stands. "
        "Strike what is wrong, put together who is one person, and give those who are to approve:"
    )
    yield from _FILL_IN.splitlines()
    yield from _said("It counts from the default branch alone. Every key: docs/people.md.")
    yield "version: 1"


def _people(found: ProposedPeople) -> Iterator[str]:
    if not found.persons:
        yield "people: {}"
        return
    yield "people:"
    for person in found.persons:
        yield from _person(person)


def _person(one: ProposedPerson) -> Iterator[str]:
    sure = [key for key in one.keys if key.sure]
    yield f"  {one.id}:  # {one_line(one.why)}{_to_say(one, bool(sure))}"
    if one.kind is not PersonKind.HUMAN:
        yield f"    kind: {one.kind.value}"
    if one.name:
        yield f"    name: {_quoted(one.name)}"
    yield from _list("emails", one.emails)
    yield from _list("accounts", one.accounts)
    if sure:
        yield "    keys:"
    yield from (f"      - ssh: {_quoted(key.value)}  # {one_line(key.why)}" for key in sure)
    asked = [key for key in one.keys if not key.sure]
    yield from (f"    # keys: [{{ssh: {_quoted(key.value)}}}]  # {one_line(key.why)}" for key in asked)


def _to_say(one: ProposedPerson, has_key: bool) -> str:
    if one.kind is not PersonKind.HUMAN:
        return ""
    return f"; missing to approve: {'' if has_key else 'keys, '}trained_until"


def _list(key: str, found: Iterable[Proposed]) -> Iterator[str]:
    """On one line where there is one and nothing to be said of it."""
    listed = list(found)
    if len(listed) == 1:
        said = f"  # {one_line(listed[0].why)}" if listed[0].why else ""
        yield f"    {key}: [{_quoted(listed[0].value)}]{said}"
    elif listed:
        yield f"    {key}:"
        yield from (
            f"      - {_quoted(one.value)}" + (f"  # {one_line(one.why)}" if one.why else "")
            for one in listed
        )


def _teams(found: ProposedPeople) -> Iterator[str]:
    if found.teams:
        yield from _said("Teams that CODEOWNERS names: say who is in them, or it is unknown who may approve.")
        yield "# teams:"
        yield from (f"#   {_quoted(one.value)}: []  # {one_line(one.why)}" for one in found.teams)


def _owners(found: ProposedPeople) -> Iterator[str]:
    if found.owners:
        names = ", ".join(f"{one_line(one.value)} ({one_line(one.why)})" for one in found.owners)
        yield from _said(
            "CODEOWNERS names others, whom no commit shows: give each to somebody above as one of their "
            f"accounts (github:ada for @ada) or emails, or list them as a team: {names}."
        )


def _notes(found: ProposedPeople) -> Iterator[str]:
    for note in found.notes:
        yield from _said(f"{one_line(note[:1].upper() + note[1:])}.")


def _said(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(text, _WIDTH))


def _quoted(value: str) -> str:
    """As a text of YAML, without what cannot be seen."""
    return json.dumps("".join(char for char in value if char.isprintable()), ensure_ascii=False)
