"""What it means that settings only tighten others: one way for each setting.

``above`` are the settings of an organisation that the repository extends, or the repository's own, where
``below`` are those of a folder. The result asks at least what ``above`` asks. What ``below`` says that would
ask for less does nothing, unless ``above`` allows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from tidegate.config.settings import (
    AttributionRules,
    BreakGlassRules,
    Dependencies,
    InternetFacing,
    LedgerPlace,
    Licences,
    PersonalData,
    Rule,
    Settings,
    ThreatModel,
)
from tidegate.config.tiers import RANKS

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)
NO_LICENCE = "NONE"  # SPDX's word; no package has it
Way = Callable[[Any, Any], Any]


def tightened(above: Settings, below: Settings) -> Settings:
    """The settings of both together."""
    found = _each(above, below, _WAYS[Settings])
    found = msgspec.structs.replace(found, **_observed(above, below))
    allowed = {name for word in above.allows for name in _ALLOWED[word]}
    return msgspec.structs.replace(found, **{name: getattr(below, name) for name in allowed})


def _each(above: S, below: S, ways: Mapping[str, Way]) -> S:
    return msgspec.structs.replace(
        above, **{name: way(getattr(above, name), getattr(below, name)) for name, way in ways.items()}
    )


def _both(form: type[msgspec.Struct]) -> Way:
    """A part that is made of settings."""
    return lambda above, below: _each(above, below, _WAYS[form])


def _union(above: tuple[T, ...], below: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*above, *below)))


def _only_above(above: T, _below: T) -> T:
    """What makes findings fewer is for those above to say."""
    return above


def _above_or_below(above: T, below: T) -> T:
    """It asks for nothing: who says it first counts."""
    return above or below


def _first(default: T) -> Way:
    """It asks for nothing either: who says something else than the default first counts."""
    return lambda above, below: above if above != default else below


def _common(above: tuple[T, ...], below: tuple[T, ...]) -> tuple[T, ...]:
    """Nobody beyond those whom both name."""
    return tuple(one for one in above if one in below) if below else above


def _shared(above: tuple[T, ...], below: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(one for one in above if one in below)


def _allowed_licences(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Without a list every licence is allowed; where two have nothing in common none is."""
    if not above or not below:
        return above or below
    return _common(above, below) or (NO_LICENCE,)


def _preferred(
    above: Mapping[str, tuple[str, ...]], below: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Another package for a purpose asks for a human: a shorter list asks more often."""
    both = {name: _common(above[name], below[name]) or above[name] for name in above.keys() & below.keys()}
    return {**below, **above, **both}


def _sooner(above: str | None, below: str | None) -> str | None:
    """The lower of two tiers from which on something is asked."""
    said = [tier for tier in (above, below) if tier is not None]
    return min(said, key=RANKS.index, default=None)


def _higher(*severities: str | None) -> Any:
    said = [severity for severity in severities if severity is not None]
    return max(said, key=RANKS.index, default=None)


def _trailers(above: str, below: str) -> str:
    return below if above == "ignore" else above


def _rules(above: Mapping[str, Rule], below: Mapping[str, Rule]) -> dict[str, Rule]:
    raised = {name: _rule(above.get(name), rule) for name, rule in below.items()}
    return {**above, **{name: rule for name, rule in raised.items() if rule is not None}}


def _rule(above: Rule | None, below: Rule) -> Rule | None:
    """Never off, lower or in fewer places than above; ``None``: below asks for nothing more."""
    least = _higher(below.severity, below.at_least)
    if above is None:
        return Rule(reason=below.reason, at_least=least) if least else None
    return Rule(
        reason=above.reason,
        enabled=above.enabled or below.enabled,
        severity=above.severity,
        at_least=_higher(above.at_least, least),
        paths=_union(above.paths, below.paths) if above.paths and below.paths else (),
    )


def _observed(above: Settings, below: Settings) -> dict[str, Any]:
    """Only where both observe is anything only observed, and no longer than either does."""
    days = [one.observe_until for one in (above, below) if one.observe_until is not None]
    if above.mode == below.mode == "observe":
        return {"mode": "observe", "observe_until": min(days, default=date.min)}
    return {"mode": "enforce", "observe_until": None}


def _ranked(above: Iterable[Any], below: Iterable[Any]) -> tuple[Any, ...]:
    """Tiers of both, from low to high."""
    return tuple(sorted(dict.fromkeys((*above, *below)), key=lambda tier: RANKS.index(tier.tier)))


_WAYS: dict[type[msgspec.Struct], dict[str, Way]] = {
    Settings: {
        "version": _only_above,
        "extends": _union,
        "allows": _shared,
        "mode": _only_above,  # see _observed
        "observe_until": _only_above,
        "threat_model": _both(ThreatModel),
        "rules": _rules,
        "sensitive_paths": _union,
        "tiers": _ranked,
        "exceptions": _only_above,
        "dependencies": _both(Dependencies),
        "attribution": _both(AttributionRules),
        "ledger": _both(LedgerPlace),
        "break_glass": _both(BreakGlassRules),
    },
    LedgerPlace: {
        "repository": _above_or_below,
        "remote": _first(LedgerPlace().remote),
        "ref": _first(LedgerPlace().ref),
        "certificates": _above_or_below,
        "anchors": _union,
    },
    ThreatModel: {
        "payment": _union,
        "cryptography": _union,
        "authentication": _only_above,
        "authorization": _only_above,
        "sanitizers": _only_above,
        "personal_data": _both(PersonalData),
        "internet_facing": _both(InternetFacing),
    },
    PersonalData: {"tables": _union, "fields": _union},
    InternetFacing: {"routes": _union, "paths": _union},
    Dependencies: {
        "advisories_max_age": min,
        "minimum_age": max,
        "own": _only_above,
        "assistants_learned_until": _above_or_below,
        "sources": _only_above,
        "preferred": _preferred,
        "forbidden": _union,
        "licences": _both(Licences),
        "require": _union,
    },
    Licences: {"allow": _allowed_licences, "deny": _union},
    AttributionRules: {"required_from": _sooner, "trailers": _trailers, "accept": _only_above},
    BreakGlassRules: {"roles": _common, "review_within_hours": min},
}

_ALLOWED = {
    "threat-model": ("threat_model",),
    "exceptions": ("exceptions",),
    "rules": ("rules",),
    "observe": ("mode", "observe_until"),
    "break-glass": ("break_glass",),
}
