"""What no single value of the team's tiers shows: names twice, a wrong order, conditions that say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.config.tiers import DEEPEST, RANKS, Condition, SizeAsked, TeamTier

Problems = Iterator[tuple[str, str]]  # dotted place, what is wrong there
_WHY_NOT = {
    "attribution": "who says that a tool wrote nothing would owe less",
    "authors": "who takes a name would owe less; other_authors asks for somebody else",
    "other_authors": "who takes a name would owe less; authors asks for somebody",
}


def tier_problems(tiers: Sequence[TeamTier]) -> Problems:
    names: dict[str, int] = {}
    highest = 0
    for n, tier in enumerate(tiers):
        place = f"tiers[{n}]"
        if tier.name in names:
            yield f"{place}.name", f'"{tier.name}" is already the name of tiers[{names[tier.name]}]'
        names.setdefault(tier.name, n)
        if RANKS.index(tier.tier) < highest:
            yield f"{place}.tier", f"{tier.tier} is lower than the tier before it: list them from low to high"
        highest = max(highest, RANKS.index(tier.tier))
        if tier.mode == "observe" and tier.valid_until is None:
            yield f"{place}.mode", "observe needs valid_until, the last day on which the tier is only told"
        if tier.when is not None:
            yield from _conditions(f"{place}.when", tier.when, 0)


def tier_globs(tiers: Sequence[TeamTier]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list of path globs, with its dotted place."""
    for n, tier in enumerate(tiers):
        for place, condition in _within(f"tiers[{n}].when", tier.when):
            yield f"{place}.paths", condition.paths
            yield f"{place}.only_paths", condition.only_paths


def tier_rules(tiers: Sequence[TeamTier]) -> Iterator[tuple[str, str]]:
    """Every rule whose findings are asked for, with its dotted place."""
    for n, tier in enumerate(tiers):
        for place, condition in _within(f"tiers[{n}].when", tier.when):
            rules = condition.findings.rules if condition.findings is not None else ()
            yield from ((f"{place}.findings.rules[{m}]", rule) for m, rule in enumerate(rules))


def _conditions(place: str, condition: Condition, level: int) -> Problems:
    if level > DEEPEST:
        yield place, f"any, all and not stand deeper within one another than {DEEPEST} levels"
        return
    if condition == Condition():
        yield place, "says nothing: name at least one condition"
    if condition.size == SizeAsked():
        yield f"{place}.size", "says nothing: name lines or files"
    for inner, one in _inner(place, condition):
        yield from _conditions(inner, one, level + 1)
    if condition.not_ is not None:
        yield from _claims(f"{place}.not", condition.not_)


def _claims(place: str, condition: Condition) -> Problems:
    """What anybody may claim of a change must never lower what it owes."""
    for at, one in _within(place, condition):
        for word, why in _WHY_NOT.items():
            if getattr(one, word):
                yield f"{at}.{word}", f"must not stand under not: {why}"


def _within(place: str, condition: Condition | None) -> Iterator[tuple[str, Condition]]:
    """A condition and all in it, as deep as conditions may stand."""
    left = [(place, condition, 0)] if condition is not None else []
    while left:
        at, one, level = left.pop()
        yield at, one
        if level < DEEPEST:
            left += [(inner, each, level + 1) for inner, each in _inner(at, one)]


def _inner(place: str, condition: Condition) -> Iterator[tuple[str, Condition]]:
    for word, several in (("any", condition.any), ("all", condition.all)):
        yield from ((f"{place}.{word}[{n}]", one) for n, one in enumerate(several))
    if condition.not_ is not None:
        yield f"{place}.not", condition.not_
