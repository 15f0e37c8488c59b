"""The weaknesses that are looked for: a list, or one in full."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tidegate.reports.cells import NARROWEST, cell_len, clip, pad, wrap
from tidegate.reports.paint import ansi, plain
from tidegate.reports.visible import block, one_line


class RuleText(msgspec.Struct, frozen=True):
    """What is said of one rule. ``severity`` is a word, ``cwe`` numbers."""

    id: str
    title: str
    severity: str
    cwe: tuple[int, ...] = ()
    why: str = ""
    fix: str = ""
    safe: tuple[str, ...] = ()  # forms to write instead
    libraries: tuple[tuple[str, str], ...] = ()  # (library, the form to write with it)
    note: str = ""  # what the team's settings do to it: "off: …", "rated low: …"


def render_rules(rules: Sequence[RuleText], *, color: bool = False, width: int = 80) -> str:
    """One line for each rule, by id."""
    paint = ansi if color else plain
    ordered = sorted(rules, key=lambda rule: rule.id)
    names = max((cell_len(one_line(rule.id)) for rule in ordered), default=0)
    room = max(width, NARROWEST) - names - 2 - 8 - 2
    lines = (
        (pad(one_line(r.id), names), paint(r.severity, f"{r.severity:<8}"), clip(_about(r), room))
        for r in ordered
    )
    return "".join("  ".join(parts).rstrip() + "\n" for parts in lines)


def render_rule(rule: RuleText, *, color: bool = False, width: int = 80) -> str:
    """One rule in full."""
    paint = ansi if color else plain
    width = max(width, NARROWEST)
    lines = [f"{paint('bold', one_line(rule.id))}  {paint(rule.severity, rule.severity)}  {_about(rule)}"]
    for label, text in (("Why", rule.why), ("Do", rule.fix), ("Here", rule.note)):
        if text:
            first, *rest = wrap(block(text.strip()), width - 6)
            lines += ["", f"{paint('bold', f'{label:<6}')}{first}", *(" " * 6 + line for line in rest)]
    forms = [*rule.safe, *(f"{library}: {form}" for library, form in rule.libraries)]
    for number, form in enumerate(forms):
        first, *rest = wrap(one_line(form), width - 8)
        label = paint("bold", "Safe  ") if number == 0 else " " * 6
        lines += [*([""] if number == 0 else []), label + first, *(" " * 8 + line for line in rest)]
    return "\n".join(lines) + "\n"


def _about(rule: RuleText) -> str:
    numbers = ", ".join(f"CWE-{number}" for number in rule.cwe)
    note = f"; {one_line(rule.note)}" if rule.note else ""
    return f"{one_line(rule.title)}{f' ({numbers})' if numbers else ''}{note}"
