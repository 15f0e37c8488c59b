"""New ways in without the login check that those beside them have."""

from __future__ import annotations

from meaning.cases import At, Case, Changes, because, edit
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
RECEIPT = '@orders.get("/receipt")\n@login_required\ndef receipt'


def _route(text: str) -> Changes:
    return {VIEWS: edit((RECEIPT, f"{text}\n\n\n{RECEIPT}"))}


MISSING = (
    Case(
        "a new route that changes something, without the check of its neighbours",
        SHOP,
        _route('@orders.post("/notes")\ndef write_note():\n    return jsonify({"kept": True})'),
        "review",
        because("entry-point-added", "finding-review"),
        introduced=(At("authentication-missing", VIEWS, '@orders.post("/notes")', "POST /orders/notes"),),
    ),
)
CHECKED = (
    Case(
        "a new route that changes something, with the check of its neighbours",
        SHOP,
        _route(
            '@orders.post("/notes")\n@login_required\ndef write_note():\n    return jsonify({"kept": True})'
        ),
        "review",
        because("entry-point-added"),
    ),
    Case(
        "a new route for a sender who signs",
        SHOP,
        _route('@orders.post("/webhook")\ndef webhook():\n    return jsonify({"seen": True})'),
        "review",
        because("entry-point-added"),
    ),
    Case(
        "a new route that only reads",
        SHOP,
        _route('@orders.get("/motd")\ndef motd():\n    return jsonify({"text": "Hello"})'),
        "review",
        because("entry-point-added"),
    ),
)
