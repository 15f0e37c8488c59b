"""Checks that still stand and turn fewer callers away, and the same checks in other words."""

from __future__ import annotations

from meaning.cases import At, Case, Changes, because, edit
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

DEPS = "app/deps.py"
REFUNDS = "app/routers/refunds.py"
ASKED = "    if not user.is_admin:\n        raise HTTPException(status_code=403)\n"
PLAIN = "        raise HTTPException(status_code=403)\n"


def _asks(*conditions: str) -> str:
    return "".join(f"    if {condition}:\n{PLAIN}" for condition in conditions)


def _before(*conditions: str) -> Changes:
    return {DEPS: edit((ASKED, _asks(*conditions)))}


def _becomes(before: str, after: str) -> Changes:
    return {DEPS: edit((_asks(before), after))}


WEAKER = tuple(
    At("control-weakened", REFUNDS, f'@router.post("/{{order}}/{route}")', f"POST /refunds/{{order}}/{route}")
    for route in ("approve", "notify")
)
EITHER = 'user.suspended or "refunds" not in user.roles'
LISTED = 'user.role not in ("admin", "owner")'

NARROWED = tuple(
    Case(
        name,
        REFUND_SERVICE,
        _becomes(before, after),
        "review",
        because("control-weakened"),
        before=_before(before),
        introduced=WEAKER,
    )
    for name, before, after in (
        (
            "an or between two reasons to refuse becomes an and",
            EITHER,
            _asks(EITHER.replace(" or ", " and ")),
        ),
        ("one of two reasons to refuse dropped", EITHER, _asks("user.suspended")),
        ("a list of roles widened", LISTED, _asks('user.role not in ("admin", "owner", "clerk")')),
        (
            "a refusal of one reason asks for another too",
            "not user.is_admin",
            _asks("not user.is_admin and user.external"),
        ),
        (
            "some callers pass before they are asked",
            "not user.is_admin",
            "    if user.trusted:\n        return user\n" + _asks("not user.is_admin"),
        ),
    )
)

SAME = tuple(
    Case(
        name,
        REFUND_SERVICE,
        _becomes(before, after),
        "pass",
        because("nothing-introduced"),
        before=_before(before),
    )
    for name, before, after in (
        ("two reasons to refuse asked for one after the other", EITHER, _asks(*EITHER.split(" or "))),
        ("two reasons to refuse turned round", EITHER, _asks(" or ".join(reversed(EITHER.split(" or "))))),
        (
            "two reasons to refuse as a denied conjunction",
            EITHER,
            _asks('not (not user.suspended and "refunds" in user.roles)'),
        ),
        ("a list of roles in another order", LISTED, _asks('user.role not in ("owner", "admin")')),
        ("a list of roles narrowed", LISTED, _asks('user.role not in ("admin",)')),
        ("a condition given a name", EITHER, f"    refused = {EITHER}\n" + _asks("refused")),
        ("one more reason to refuse", "not user.is_admin", _asks("not user.is_admin", "user.suspended")),
    )
)

HANDED = (
    Case(
        "a refusal moved into a function that only refuses",
        SHOP,
        {
            "shop/auth.py": edit(
                (
                    '        if "user" not in session:\n            abort(401)\n',
                    '        if "user" not in session:\n            deny()\n',
                ),
                (
                    "from flask import abort, session\n",
                    "from flask import abort, session\n\n\ndef deny():\n    abort(401)\n",
                ),
            )
        },
        "pass",
        because("nothing-introduced"),
    ),
)

WORDED = (*SAME, *HANDED)
