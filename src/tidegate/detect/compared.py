"""One entry point on both sides: what stands before it, and what base asked that head does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tidegate.detect.matching import match
from tidegate.detect.posted import POSTED, SAFE, changes_something, method, opened, posted
from tidegate.flow.summary import Refusal
from tidegate.model.result import Control
from tidegate.program.names import dotted
from tidegate.surface.asked import Spot, Words
from tidegate.surface.clauses import ITSELF, Clause, TooMany, asks_otherwise, passed
from tidegate.surface.filters import filtered_by
from tidegate.surface.handlers import Handler
from tidegate.surface.provided import Standing
from tidegate.surface.sides import Context, Side
from tidegate.surface.terms import allows_more, lets_more_in

WHO = ("authentication", "authorization")  # kinds of control that say who may come in
_MOST_NAMED = 3
_KEYS = frozenset({"id", "pk"})  # which row it is says nothing of whose it is
VERIFIED = "verification"  # what such a control may be made of


class Narrowed(NamedTuple):
    """Callers whom base turned away for this, and head need not."""

    words: tuple[str, ...]
    spot: Spot  # of base


class Widened(NamedTuple):
    """A control that lets more in than it did: ``by`` this."""

    before: Standing
    after: Standing
    by: str


class Difference(msgspec.Struct, eq=False):
    """One entry point on both sides. ``unasked`` are words that no check of it asks any more."""

    base: Handler
    head: Handler
    before: tuple[Control, ...]
    after: tuple[Control, ...]
    unasked: Words
    narrowed: Narrowed | None = None
    replaced: frozenset[str] = frozenset()  # kinds whose refusals became conditions of queries
    implied: frozenset[str] = frozenset()  # kinds that what stands in head makes sure of besides its own
    widened: Widened | None = None
    otherwise: frozenset[str] = frozenset()  # kinds of who may come in whose refusals ask something else
    disowned: Spot | None = None  # where base asked for the caller's rows alone, and head for anybody's
    names: Mapping[str, str] = {}  # providers of head by the names that base has for them
    forgeable: bool = False  # a link can ask head for what only a form could, and something changes then

    @property
    def lost(self) -> list[Control]:
        """Controls of a kind that nothing provides any more."""
        kinds = {control.kind for control in self.after} | self.implied | self.replaced
        needless = {"csrf"} if method(self.head) in SAFE else set()
        if not self.forgeable:
            needless.add(POSTED)
        return [control for control in self.before if control.kind not in kinds | needless]

    @property
    def is_weakened(self) -> bool:
        return bool(self.unasked or self.narrowed)

    def asks_less(self, control: Control) -> bool:
        """Whether who asked for a permission still asks who comes in: it is there, and asks less."""
        own = dotted(self.base.identity.path, self.base.identity.qualname)
        asked = ("authentication", control.provider)
        after = {(one.kind, self.names.get(one.provider, one.provider)) for one in self.after}
        still = asked in _providers(self.before) and asked in after
        return control.kind == "authorization" and control.provider != own and still

    @property
    def is_less(self) -> bool:
        """Whether it is a finding: then nobody needs to be told that it changed."""
        return bool(self.lost or self.is_weakened or self.widened or self.disowned)

    @property
    def changed(self) -> bool:
        """Whether somebody else protects it now, or somebody protects it from less than before."""
        before, after = _providers(self.before), self._after
        new = {provider for _, provider in after} - {provider for _, provider in before}
        return bool(new or before - after or self.otherwise)

    @property
    def other_kinds(self) -> set[str]:
        """Kinds of control that somebody else provides now, or nobody, or that ask something else."""
        return {kind for kind, _ in _providers(self.before) ^ self._after} | self.otherwise

    @property
    def _after(self) -> set[tuple[str, str]]:
        """Who provides which kind now, by the names that base has for them."""
        return {(kind, self.names.get(provider, provider)) for kind, provider in _providers(self.after)}


def _providers(controls: tuple[Control, ...]) -> set[tuple[str, str]]:
    """Who provides which kind of control; a comparison is only what such a control is made of."""
    return {
        (control.kind, control.provider) for control in controls if control.kind not in (VERIFIED, POSTED)
    }


def differences(context: Context) -> list[Difference]:
    """Entry points that both sides have: same route and handler, then same route, then same handler.

    None where the analysis was cut: a control that was not seen is no control that was lost.
    """
    found = _compared(context)
    return [] if context.cut else found


def _compared(context: Context) -> list[Difference]:
    passes = (
        (lambda h: (h.name, h.identity, h.of), lambda h: (h.name, context.in_base(h.identity), h.of)),
        (
            lambda h: h.name if h.route is not None else None,
            lambda h: h.name if h.route is not None else None,
        ),
        (lambda h: (method(h), h.identity), lambda h: (method(h), context.in_base(h.identity))),
    )
    pairs, _, _ = match(context.base.survey.handlers, context.head.survey.handlers, passes)
    found = [
        _difference(context, base, head)
        for base, head in pairs
        if context.base.concerns(base) or context.head.concerns(head)
    ]
    known = {id(head) for _, head in pairs}
    return [*found, *filter(None, (_opened(context, *pair) for pair in opened(context, known)))]


def _opened(context: Context, base: Handler, head: Handler) -> Difference | None:
    """A route that answers GET now, where that is worse."""
    found = _difference(context, base, head)
    before = (*found.before, posted(base))
    told = replace(found, before=before, forgeable=_forgeable(context, before, (), head))
    return told if told.forgeable else None


def _forgeable(
    context: Context, before: tuple[Control, ...], after: tuple[Control, ...], head: Handler
) -> bool:
    kinds = {control.kind for control in before}
    lost = POSTED in kinds and "csrf" in kinds and all(control.kind != POSTED for control in after)
    return lost and changes_something(context.head, head)


def _difference(context: Context, base: Handler, head: Handler) -> Difference:
    before, after = _standing(context.base, base), _standing(context.head, head)
    found = Difference(
        base=base,
        head=head,
        before=before,
        after=after,
        forgeable=_forgeable(context, before, after, head),
        unasked=_unasked(context, base, head),
        narrowed=_emptied(context, base, head) or _narrowed(context, base, head),
        widened=_widened(context, base, head),
        otherwise=frozenset(_otherwise(context, base, head)),
        implied=_implied(context.head, head),
        names={
            one.provider: context.named_in_base(one.provider) for one in context.head.survey.controls(head)
        },
    )
    if set(WHO).isdisjoint(control.kind for control in found.lost) and not found.unasked:
        return found if found.is_weakened else replace(found, disowned=_disowned(context, found))
    return _with_filters(context, found)


def _with_filters(context: Context, found: Difference) -> Difference:
    """A row that a caller was refused may not be found for him now: then its check is another, not gone."""
    sides = ((context.base, found.base), (context.head, found.head))
    before, after = (filtered_by(side.survey.asked, handler.identity) for side, handler in sides)
    refusing = [one for one in context.base.survey.standing(found.base) if one.kind in WHO]
    replaced, words_of = set[str](), set[str]()
    for kind in {one.kind for one in refusing}:
        refusals = [one.refusal for one in refusing if one.kind == kind]
        words = context.base.survey.asked.of(one for one in refusals if one is not None)
        if None not in refusals and any(plain(word) in after - before - _KEYS for word in words):
            replaced.add(kind)
            words_of |= words.keys()
    unasked = {
        word: spot
        for word, spot in found.unasked.items()
        if word not in words_of and (plain(word) not in after or not replaced)
    }
    return replace(found, replaced=frozenset(replaced), unasked=unasked)


def _disowned(context: Context, found: Difference) -> Spot | None:
    """Where base gave callers their own rows only, and head asks nothing of whose they are.

    A permission that base did not ask for is another check.
    """
    changed = any(one is found.base for one in context.base.handlers)
    new = {one for one in found.after if one.kind == "authorization"} - set(found.before)
    before = context.base.survey.access(found.base) if changed else None
    if before is None or not before.filters or {one.provider for one in new} - _known(found.before):
        return None
    after = context.head.survey.access(found.head)
    return before.filters[0] if after.queries and not after.filters and not after.asks else None


def _known(controls: tuple[Control, ...]) -> set[str]:
    return {one.provider for one in controls}


def _standing(side: Side, handler: Handler) -> tuple[Control, ...]:
    """What stands before a handler. Requests that only read are never asked for a CSRF token."""
    reads = handler.name.partition(" ")[0] in SAFE
    return tuple(c for c in side.survey.controls(handler) if not (reads and c.kind == "csrf"))


def _implied(side: Side, handler: Handler) -> frozenset[str]:
    """Whoever is asked for a permission has been asked who he is.

    That holds of permission checks that are known by name, not of whatever else the program refuses.
    """
    asked = any(
        one.kind == "authorization"
        and one.refusal is None
        and side.survey.protection.providers.asks_who(one.provider)
        for one in side.survey.standing(handler)
    )
    return frozenset({"authentication"}) if asked else frozenset()


def _unasked(context: Context, base: Handler, head: Handler) -> Words:
    """What base asked of a caller and head does not, where head asks nothing that base did not.

    A check in other words is another check, and whether it is as good nobody can tell: that is no loss.
    """
    (named, before), (named_now, after) = _asked(context.base, base), _asked(context.head, head)
    if not named_now <= named or not after.keys() <= before.keys():
        return {}
    return {word: spot for word, spot in before.items() if word not in after}


def _emptied(context: Context, base: Handler, head: Handler) -> Narrowed | None:
    """What the team calls a check, or one of its own, that turned callers away and now turns nobody away."""
    before = [one for one in context.base.survey.standing(base) if one.kind in WHO]
    after = [one for one in context.head.survey.standing(head) if one.kind in WHO]
    known, names = (
        {one.provider for one in before},
        {one: context.named_in_base(one.provider) for one in after},
    )
    refusing = {names[one] for one in after if one.refusal is not None}
    for one in before:
        new = any(other.kind == one.kind and names[other] not in known for other in after)
        emptied = one.provider in set(names.values()) - refusing
        empty = emptied or _is_own(context, one, base, head, after)
        if one.refusal and empty and not new:
            word = one.provider.rpartition(".")[2]
            return Narrowed((word,), (one.refusal.function, one.refusal.at))
    return None


def _is_own(context: Context, one: Standing, base: Handler, head: Handler, after: list[Standing]) -> bool:
    """Whether a handler itself asked for a permission, and asks for none, nor for fewer rows."""
    if one.kind != "authorization" or one.refusal is None or one.refusal.function != base.identity:
        return False
    if any(other.refusal and other.refusal.function == head.identity for other in after):
        return False
    return not context.head.survey.access(head).filters


def _narrowed(context: Context, base: Handler, head: Handler) -> Narrowed | None:
    """Where the same questions turn fewer callers away: an ``or`` that became an ``and``, a wider list."""
    (named, before), (named_now, after) = _refusing(context.base, base), _refusing(context.head, head)
    both = _clauses(context, (base, head), before, after) if named_now <= named else None
    if both is None:
        return None
    gone = passed(frozenset(both[0]), frozenset(both[1]))
    words = {word for literal in gone or () for word in literal.leaf if not word.startswith(ITSELF)}
    return Narrowed(tuple(sorted(words)), both[0][gone]) if gone is not None else None


def _otherwise(context: Context, base: Handler, head: Handler) -> Iterator[str]:
    """Kinds for which both sides turn callers away, and not for the same: whether that is as good nobody can
    tell."""
    for kind in WHO:
        before, after = (
            [one.refusal for one in side.survey.standing(handler) if one.kind == kind and one.refusal]
            for side, handler in ((context.base, base), (context.head, head))
        )
        if not before or not after:
            continue
        both = _clauses(context, (base, head), before, after)
        if both is None:  # too much to compare: what has the same words may be the same
            old, new = context.base.survey.asked.of(before), context.head.survey.asked.of(after)
            is_other = old.keys() != new.keys()
        else:
            is_other = asks_otherwise(*(frozenset(map(_plainly, clauses)) for clauses in both))
        if is_other:
            yield kind


def _plainly(clause: Clause) -> Clause:
    """What was a key may be an attribute now."""
    return frozenset(one._replace(leaf=frozenset(map(plain, one.leaf))) for one in clause)


def _clauses(
    context: Context, handlers: tuple[Handler, Handler], before: list[Refusal], after: list[Refusal]
) -> tuple[dict[Clause, Spot], dict[Clause, Spot]] | None:
    """When either side turns callers away; ``None``: there are too many."""
    base, head = handlers
    try:
        return (
            context.base.survey.asked.clauses(before, base.identity),
            context.head.survey.asked.clauses(after, head.identity),
        )
    except TooMany:
        return None


def _widened(context: Context, base: Handler, head: Handler) -> Widened | None:
    """A control that stands on both sides, with terms that let more callers or requests in."""
    after: dict[tuple[str, str], list[Standing]] = {}
    for one in context.head.survey.standing(head):
        after.setdefault((one.kind, context.named_in_base(one.provider)), []).append(one)
    for one in context.base.survey.standing(base):
        found = after.get((one.kind, one.provider), [])
        by = _by(one, found[0]) if found and all(other.terms == found[0].terms for other in found) else ""
        if by:
            return Widened(one, found[0], by)
    return None


def _by(before: Standing, after: Standing) -> str:
    rates = allows_more(before.terms, after.terms) if before.kind == "rate-limit" else None
    if rates is not None:
        return f"`{rates[0]}` became `{rates[1]}`"
    names = sorted(lets_more_in(before.terms, after.terms)) if before.kind in WHO else []
    said = " and ".join(f"`{name}`" for name in names[:_MOST_NAMED])
    if not names:
        return ""
    return f"{said} is not asked for any more" if before.terms.every else f"{said} is let in too"


def _asked(side: Side, handler: Handler) -> tuple[set[str], Words]:
    """(controls known by name, words of the program's own checks) that say who may come in."""
    named, refusals = _refusing(side, handler)
    return named, side.survey.asked.of(refusals)


def _refusing(side: Side, handler: Handler) -> tuple[set[str], list[Refusal]]:
    """(controls known by name, refusals of the program's own) that say who may come in."""
    standing = [one for one in side.survey.standing(handler) if one.kind in WHO]
    named = {one.provider for one in standing if one.refusal is None}
    return named, [one.refusal for one in standing if one.refusal is not None]


def plain(word: str) -> str:
    """A word as people write it."""
    return word.removeprefix(".").removesuffix("()").strip("[]'")
