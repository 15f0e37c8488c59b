"""Random tiers: conditions of the whole vocabulary, as deep as they may stand.

They are made from a number, ten thousand of them in seconds; a number that fails is made again as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from tidegate.config.settings import InternetFacing, Settings, ThreatModel
from tidegate.config.tiers import (
    DEEPEST,
    ApprovalsAsked,
    AttributionAsked,
    CheckAsked,
    Condition,
    EntryPointsAsked,
    FindingsAsked,
    SizeAsked,
    TeamTier,
)
from tidegate.model.finding import Kind
from tidegate.model.kinds import ChangeKind
from tidegate.model.paths import PathClass

TODAY = date(2026, 11, 23)
RANKS = ("low", "medium", "high", "critical")
_GLOBS = (("billing/**",), ("**/*.py",), ("docs/**", "*.md"), ("native/**",))
_MAILS = (("*@acme.example",), ("eve@*",))
_CLAIMS = ("attribution", "authors", "other_authors")
_WORDS = (
    "paths",
    "only_paths",
    "path_classes",
    "only_path_classes",
    "changed",
    "entry_points",
    "findings",
    "size",
)
_APPROVALS: tuple[tuple[ApprovalsAsked, ...], ...] = (
    (),
    (ApprovalsAsked(humans=3, roles=("security",)),),
    (ApprovalsAsked(distinct_roles=("a", "b")),),
)


def policy(number: int) -> Settings:
    """One of the random policies: up to three tiers, in their order."""
    dice = Random(number)
    ranks = sorted((dice.choice(RANKS) for _ in range(dice.randint(1, 3))), key=RANKS.index)
    facing = InternetFacing(routes=dice.choice([(), ("/api/**",)]))
    return Settings(
        version=1,
        tiers=tuple(_tier(f"t{n}", rank, dice) for n, rank in enumerate(ranks)),
        threat_model=ThreatModel(internet_facing=facing),
    )


def _tier(name: str, rank: Any, dice: Random) -> TeamTier:
    return TeamTier(
        name=name,
        tier=rank,
        when=_condition(dice, dice.randint(1, DEEPEST), claims=True) if dice.random() < 0.9 else None,
        approvals=dice.choice(_APPROVALS),
        ai_bom=dice.random() < 0.2,
        presence=dice.random() < 0.2,
        manager=dice.random() < 0.2,
        checks=_some(list(CheckAsked), dice) if dice.random() < 0.2 else (),
    )


def _condition(dice: Random, depth: int, *, claims: bool) -> Condition:
    """What may stand in a settings file: claims never under ``not``."""
    if depth <= 1 or dice.random() < 0.3:
        word = dice.choice(_WORDS + _CLAIMS if claims else _WORDS)
        return Condition(**{word: _said(word, dice)})
    shape = dice.choice(("any", "all", "not_"))
    if shape == "not_":
        return Condition(not_=_condition(dice, depth - 1, claims=False))
    inner = tuple(_condition(dice, depth - 1, claims=claims) for _ in range(dice.randint(1, 2)))
    return Condition(any=inner) if shape == "any" else Condition(all=inner)


def _said(word: str, dice: Random) -> Any:
    """Something that the word may be given."""
    if word in ("paths", "only_paths"):
        return dice.choice(_GLOBS)
    if word in ("authors", "other_authors"):
        return dice.choice(_MAILS)
    listed: dict[str, Sequence[Any]] = {
        "path_classes": list(PathClass),
        "only_path_classes": list(PathClass),
        "changed": list(ChangeKind),
    }
    return _some(listed[word], dice) if word in listed else _asked(word, dice)


def _asked(word: str, dice: Random) -> Any:
    if word == "entry_points":
        routes = dice.choice([(), ("/api/**",)])
        least = dice.randint(1, 3)
        return EntryPointsAsked(routes=routes, internet_facing=dice.random() < 0.5, at_least=least)
    if word == "findings":
        kinds = _some(list(Kind), dice) if dice.random() < 0.5 else ()
        return FindingsAsked(kinds=kinds, severity=dice.choice([None, "medium", "high"]))
    if word == "attribution":
        return AttributionAsked(tools=dice.choice([(), ("codex",)]), share=dice.choice([1, 50, 100]))
    return SizeAsked(lines=dice.choice([None, 1, 40]), files=dice.randint(1, 3))


def _some(values: Sequence[Any], dice: Random) -> tuple[Any, ...]:
    return tuple(dice.sample(values, dice.randint(1, 3)))
