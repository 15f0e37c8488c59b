"""``tidegate rules``: what is looked for."""

from __future__ import annotations

import difflib
import textwrap
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit, width
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.knowledge.schema import Weakness


@click.command(short_help="List what is looked for, or explain one rule.")
@click.argument("rule", metavar="[ID]", required=False)
@common
def command(_: Common, rule: str | None) -> int:
    """List the rules, or say what the rule ID means and what to do about it."""
    from tidegate.knowledge.weaknesses import catalogue

    known = catalogue()
    if rule is None:
        emit(_table(list(known.values())))
    elif rule in known:
        emit(_page(known[rule], min(width(), 100)))
    else:
        near = difflib.get_close_matches(rule, known, n=1)
        raise UsageError(f'no rule "{rule}"', f"did you mean {near[0]}?" if near else "see: tidegate rules")
    return status.DONE


def _table(rules: list[Weakness]) -> str:
    longest = max(len(rule.id) for rule in rules)
    return "".join(f"{rule.id:<{longest}}  {rule.severity:<8}  {rule.title}\n" for rule in rules)


def _page(rule: Weakness, cells: int) -> str:
    cwe = ", ".join(f"CWE-{number}" for number in rule.cwe)
    parts = [
        f"{rule.title} ({cwe})" if cwe else rule.title,
        f"rule {rule.id}, severity {rule.severity}",
        _wrapped(rule.why, cells),
        _wrapped(f"Do: {rule.fix}", cells),
        *_example(rule),
        f"To change it, in .tidegate/config.yaml on the base branch:\n{_setting(rule)}",
    ]
    return "\n\n".join(parts) + "\n"


def _example(rule: Weakness) -> list[str]:
    """The first example in which the rule finds something, that line marked."""
    from tidegate.knowledge.store import ROOT, load_examples

    for example in load_examples(ROOT / "weaknesses" / f"{rule.id}.yaml"):
        line = example.expect.get(rule.id)
        if isinstance(line, int) and example.code:
            return [f"For example ({example.name}):\n{_marked(example.code, line)}"]
    return []


def _marked(code: str, line: int) -> str:
    rows = enumerate(code.rstrip("\n").splitlines(), start=1)
    return "\n".join(
        f"{'>' if number == line else ' '} {number:>3}  {text}".rstrip() for number, text in rows
    )


def _setting(rule: Weakness) -> str:
    return f"    rules:\n      {rule.id}: {{enabled: false, reason: …}}   # or severity:, or paths:"


def _wrapped(text: str, cells: int) -> str:
    return textwrap.fill(" ".join(text.split()), cells, break_long_words=False, break_on_hyphens=False)
