"""``tidegate rules``: what is looked for."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import colored, emit, width
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.knowledge.weaknesses import Weakness
    from tidegate.reports.rules import RuleText


@click.command(short_help="List what is looked for, or explain one rule.")
@click.argument("rule", metavar="[ID]", required=False)
@common
def command(shared: Common, rule: str | None) -> int:
    """List the rules, or say what the rule ID means and what to do about it."""
    from tidegate.knowledge.weaknesses import catalogue
    from tidegate.reports.rules import render_rules

    known = catalogue()
    color = colored(shared.color, sys.stdout)
    if rule is None:
        emit(render_rules([_text(weakness) for weakness in known.values()], color=color, width=width()))
    elif rule in known:
        emit(page_of(known[rule], color=color, width=width()))
    else:
        near = difflib.get_close_matches(rule, known, n=1)
        raise UsageError(f'no rule "{rule}"', f"did you mean {near[0]}?" if near else "see: tidegate rules")
    return status.DONE


def page_of(rule: Weakness, *, color: bool, width: int) -> str:
    """What the rule means, what is safe instead, an example, and how to change it."""
    from tidegate.reports.rules import render_rule

    text = msgspec.structs.replace(_text(rule), libraries=tuple(_with_libraries(rule)))
    page = render_rule(text, color=color, width=width)
    return "\n".join([page, *_example(rule), _setting(rule)])


def _text(rule: Weakness) -> RuleText:
    from tidegate.reports.rules import RuleText

    safe = tuple(rule.safe)
    return RuleText(rule.id, rule.title, rule.severity, tuple(rule.cwe), rule.why, rule.fix, safe=safe)


def _with_libraries(rule: Weakness) -> Iterator[tuple[str, str]]:
    """What is safe with a library whose sinks of this kind are known."""
    from tidegate.knowledge.store import files, load_library

    for file in files("libraries") if rule.sink else ():
        library = load_library(file)
        if rule.sink in library.safe:
            yield library.library, library.safe[rule.sink]


def _example(rule: Weakness) -> list[str]:
    """The first example in which the rule finds something, that line marked."""
    from tidegate.knowledge.store import ROOT, load_examples

    for example in load_examples(ROOT / "weaknesses" / f"{rule.id}.yaml"):
        line = example.expect.get(rule.id)
        if isinstance(line, int) and example.code:
            return [f"For example ({example.name}):\n\n{_marked(example.code, line)}\n"]
    return []


def _marked(code: str, line: int) -> str:
    rows = enumerate(code.rstrip("\n").splitlines(), start=1)
    return "\n".join(
        f"{'>' if number == line else ' '} {number:>3}  {text}".rstrip() for number, text in rows
    )


def _setting(rule: Weakness) -> str:
    return (
        "To change it, in .tidegate/config.yaml of the base branch:\n\n"
        f"      rules:\n        {rule.id}: {{enabled: false, reason: …}}   # or severity:, or paths:\n"
    )
