"""A first configuration as a file that people can read: each line beside what it was found by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from tidegate import __version__
from tidegate.model.paths import display
from tidegate.model.proposal import Proposal, Proposed, Sensitive
from tidegate.reports.cells import clip, wrap
from tidegate.reports.visible import one_line

_WIDTH = 112
_PAYMENTS = "payments"  # the subject of proposing.yaml
_SHOWN = 8  # controls that are known, and other things that are only told


def render_proposal(value: Proposal) -> str:
    """``.tidegate/config.yaml``, ending in one newline."""
    parts = [_opening(value), _frameworks(value), _threat_model(value), _sensitive(value.sensitive)]
    parts += [_tiers(value), _people(value), _tools(value), _ledger(value), _limits(value)]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _opening(value: Proposal) -> Iterator[str]:
    yield from _said(
        f"Proposed by tidegate {__version__} init, from commit {value.commit[:12]}. Every line says what it "
        "was found by. It counts from the default branch alone, so nothing is decided by it before it is "
        "merged: read it, strike what is wrong, add what is missing. Every key: docs/configuration.md."
    )
    yield "version: 1"
    yield ""
    yield from _said(
        "What would be decided is reported and lets everything pass. From the day after, it counts."
    )
    yield "mode: observe"
    yield f"observe_until: {value.observe_until.isoformat()}"


def _frameworks(value: Proposal) -> Iterator[str]:
    if not value.frameworks:
        nothing = "No framework that is understood here calls this code: no ways in were found"
        yield from _said(f"{nothing}{_as_far(value)}.")
        return
    yield from _said("What calls this program, and is understood without being named:")
    yield from _told(value.frameworks)


def _threat_model(value: Proposal) -> Iterator[str]:
    inside = [*_controls(value), *_personal(value), *_facing(value)]
    if any(not line.lstrip().startswith("#") for line in inside):
        yield "threat_model:"
    yield from inside


def _controls(value: Proposal) -> Iterator[str]:
    if value.known:
        yield from _said("Checks of who comes in that are understood without being named:", 2)
        yield from _told(value.known, 2)
    for key, says, found in (
        ("authentication", "Your own functions that establish who asks.", value.authentication),
        ("authorization", "Your own functions that establish that they may.", value.authorization),
    ):
        sure = [one for one in found if one.sure]
        yield from _said(says if sure else f"{says} None was found whose name says so{_as_far(value)}.", 2)
        if sure:
            yield f"  {key}:"
        yield from (_item(_plain(one.value), one, 4) for one in sure)
        unsure = [one for one in found if not one.sure]
        if unsure:
            yield from _said("Not set, for it is not sure that this is what they are for:", 4)
            yield from (f"    # - {_plain(one.value)}  # {_why(one)}" for one in unsure)


def _personal(value: Proposal) -> Iterator[str]:
    if not value.personal_fields:
        nothing = "No table was found with a field whose name says that it holds data of persons"
        yield from _said(f"{nothing}{_as_far(value)}: name yours here.", 2)
        return
    yield from _said("Data of persons. In a log, a prompt or an open answer it is a finding.", 2)
    yield "  personal_data:"
    yield "    fields:"
    yield from (_item(_quoted(one.value), one, 6) for one in _sayable(value.personal_fields))


def _facing(value: Proposal) -> Iterator[str]:
    sure = [one for one in _sayable(value.routes) if one.sure]
    if sure:
        yield from _said(
            "What everybody can reach, for nobody is asked who comes in. Findings there weigh more.", 2
        )
        yield "  internet_facing:"
        yield "    routes:"
    yield from (_item(_quoted(one.value), one, 6) for one in sure)
    if value.routes_unsure:
        yield from _said(f"What everybody can reach could not be told: {one_line(value.routes_unsure)}.", 2)
    unsure = [one for one in _sayable(value.routes) if not one.sure]
    if unsure and not value.routes_unsure:
        yield from _said("Not set, for it is not sure that nobody is asked there:", 6)
    yield from (f"      # - {_quoted(one.value)}  # {_why(one)}" for one in unsure)


def _as_far(value: Proposal) -> str:
    """Nothing that was found is not nothing that is there."""
    return "" if value.whole else " in the code that was looked at (below stands what was not)"


def _sensitive(found: Iterable[Sensitive]) -> Iterator[str]:
    subjects = [one for one in found if list(_sayable(one.paths))]
    if not subjects:
        return
    yield from _said("A meaningful change there has at least this tier.")
    yield "sensitive_paths:"
    for one in subjects:
        yield f"  # {one.subject}{_answering(one)}"
        yield "  - paths:"
        yield from (_item(_quoted(path.value), path, 6) for path in _sayable(one.paths))
        yield f"    tier: {one.tier}"
        yield f"    reason: {one.reason}"


def _tiers(value: Proposal) -> Iterator[str]:
    """From the lowest to the highest; only of what was found here."""
    is_paid = any(one.subject == _PAYMENTS for one in value.sensitive)
    if not value.personal_fields and not is_paid:
        return
    yield from _said(
        "What a change owes by what it does, wherever that is; until the day each is only told. `tidegate "
        "policy simulate --last 20` says what it would have asked of past changes. Every key: docs/policy.md."
    )
    yield "tiers:"
    if value.personal_fields:
        yield from _tier("personal-data", "high", "personal-data", value.observe_until)
        yield "    approvals: [{humans: 1}]  # add roles: [security-reviewer] where it must be such a person"
    if is_paid:
        yield from _tier("payments", "critical", "payment", value.observe_until)
        yield "    approvals: [{humans: 2}]"
        yield "    # manager: true  # somebody who is neither author nor reviewer accepts the release"


def _tier(name: str, tier: str, changed: str, until: date) -> Iterator[str]:
    yield f"  - name: {name}"
    yield f"    tier: {tier}"
    yield f"    when: {{changed: [{changed}]}}"
    yield "    mode: observe"
    yield f"    valid_until: {until.isoformat()}"


def _answering(one: Sensitive) -> str:
    owned = (
        f"owned by {', '.join(map(one_line, one.owners[:_SHOWN]))}"
        if one.owners
        else "no owner in CODEOWNERS"
    )
    lately = f"; commits lately: {', '.join(map(one_line, one.changed_by))}" if one.changed_by else ""
    return f": {owned}{lately}"


def _people(value: Proposal) -> Iterator[str]:
    where = (
        f"{display(value.owners_file)} says who answers for what"
        if value.owners_file
        else "there is no CODEOWNERS"
    )
    yield from _said(
        f"Owners: {where}; {_lately(value)}. Who may approve, and by which keys, "
        "addresses and accounts they are known, stands in people.yaml beside this file (docs/people.md)."
    )


def _lately(value: Proposal) -> str:
    return f"{value.people} {'person' if value.people == 1 else 'people'} committed lately"


def _tools(value: Proposal) -> Iterator[str]:
    if not value.ai_tools:
        return
    yield from _said(
        "AI tools that are configured here or wrote commits; who answers for each stands in "
        ".tidegate/ai-tools.yaml (docs/ai-tools.md):"
    )
    yield from _told(value.ai_tools, most=len(value.ai_tools))


def _ledger(value: Proposal) -> Iterator[str]:
    yield from _said(
        "The record of decisions and approvals is kept in the ref refs/tidegate/ledger of this repository. "
        "Keep it in a protected branch of another repository where those who write here could rewrite refs"
        + (f" ({_lately(value)})" if value.people > 1 else "")
        + ", or where those who may read here must not see open findings: which rights the forge gives, "
        "only you know (docs/ledger.md)."
    )
    yield from ("# ledger:", "#   remote: git@example.com:acme/oversight.git", "#   ref: refs/heads/ledger")
    yield from _said(
        "Whoever writes there can still cut off its end. An anchor, in other hands, shows that: the "
        "ledger is only ever added to it, and `tidegate ledger verify` holds it against what the anchor has."
    )
    yield "#   anchors: [{remote: git@example.net:audit/ledger.git, ref: refs/heads/ledger}]"


def _limits(value: Proposal) -> Iterator[str]:
    if value.limits:
        yield from _said("Not looked at, or left out:")
        yield from (f"#   {clip(one_line(limit), _WIDTH)}" for limit in value.limits)


# --- lines -----------------------------------------------------------------------------------------


def _said(text: str, indent: int = 0) -> Iterator[str]:
    yield from (f"{' ' * indent}# {line}" for line in wrap(text, _WIDTH - indent))


def _told(found: Iterable[Proposed], indent: int = 0, most: int = _SHOWN) -> Iterator[str]:
    listed = list(found)
    for one in listed[:most]:
        yield f"{' ' * indent}#   {one_line(one.value)}: {_why(one)}"
    if len(listed) > most:
        yield f"{' ' * indent}#   and {len(listed) - most} more"


def _item(said: str, one: Proposed, indent: int) -> str:
    return f"{' ' * indent}- {said}  # {_why(one)}"


def _why(one: Proposed) -> str:
    where = f"; {display(one.path)}:{one.line}" if one.line else f"; {display(one.path)}" if one.path else ""
    return f"{one_line(one.why)}{one_line(where)}"


def _sayable(found: Iterable[Proposed]) -> Iterator[Proposed]:
    """Those whose value is text: a name of other bytes, or with a line break, can stand in no settings."""
    return (one for one in found if one.value.isprintable())


def _quoted(value: str) -> str:
    return json.dumps(value)


def _plain(value: str) -> str:
    return (
        value if value.isascii() and value.replace(".", "").replace("_", "").isalnum() else json.dumps(value)
    )
