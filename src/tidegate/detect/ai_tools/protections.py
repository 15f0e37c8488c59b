"""Protections that base had and head has not, though the tool is still configured: that is a widening."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools.facts import short
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.model.finding import Confidence, Severity
from tidegate.model.tools import Configuration, Effect, Fact, Permission

RULE = "ai-protection-removed"


def lost(base: Material, head: Material) -> Iterator[Hit]:
    """Rules that refuse or ask, and switches that protect. Where all of a tool goes, nothing is lost."""
    for name, before in base.tools.tools.items():
        after = head.tools.tools.get(name)
        if after is not None and _has_settings(after):
            yield from _rules(before, after)
            yield from _switches(before, after)


def _has_settings(tool: Configuration) -> bool:
    """Whether more is left of it than texts and workflows: without settings it has its own defaults."""
    told = {place.path for fact in (*tool.instructions, *tool.ci_agents) for place in fact.places}
    return not set(tool.files) <= told


def _rules(before: Configuration, after: Configuration) -> Iterator[Hit]:
    for rule in before.permissions:
        if rule.effect is Effect.DENY and not _still(rule, after, (Effect.DENY,)):
            asked = _still(rule, after, (Effect.ASK,))
            now = "it only asks now" if asked else "nothing refuses it any more"
            message = f"{before.name} was refused `{short(rule.what)}`, and {now}."
            yield _hit(after, rule, message, ("deny", rule.scope, rule.what), asked)
        elif rule.effect is Effect.ASK and _still(rule, after, (Effect.ALLOW,)):
            message = f"{before.name} had to ask before `{short(rule.what)}`, and need not now."
            yield _hit(after, rule, message, ("ask", rule.scope, rule.what), asked=True)


def _still(rule: Permission, tool: Configuration, effects: tuple[Effect, ...]) -> bool:
    """Whether head has the rule, or one for everything, with one of these effects."""
    return any(
        one.effect in effects and one.scope == rule.scope and (one.what == rule.what or one.is_catch_all)
        for one in tool.permissions
    )


def _switches(before: Configuration, after: Configuration) -> Iterator[Hit]:
    now = {one.key: one for one in after.switches}
    for switch in before.switches:
        left = now.get(switch.key)
        if switch.is_unsafe is False and (left is None or left.is_unsafe is None):
            became = "is gone" if left is None else f"is `{short(left.value)}` now"
            message = (
                f"{before.name}: `{switch.key}` was `{short(switch.value)}`, which protects, and {became}."
            )
            yield _hit(after, switch, message, ("switch", switch.key, switch.value), asked=False)


def _hit(after: Configuration, fact: Fact, message: str, identity: tuple[str, ...], asked: bool) -> Hit:
    """In the file where it stood, where head still has that one."""
    paths = [place.path for place in fact.places if place.path in after.files]
    settings = paths or list(after.files)
    return Hit(
        rule=RULE,
        path=settings[0],
        line=1,
        message=message,
        identity=(after.tool, *identity),
        text="\0".join(identity),
        severity=Severity.MEDIUM if asked else Severity.HIGH,
        confidence=Confidence.HIGH,
    )
