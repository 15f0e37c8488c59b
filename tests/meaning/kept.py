"""Checks of who comes in that stand elsewhere, or in other words, and ask the same."""

from __future__ import annotations

from meaning.cases import Case, because, edit
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP
from meaning.gutted import ASKED, COMPARED, RAISING, SIGNED, VIEWS

KEPT = (
    Case(
        "a check moved from a function to the dependency that calls it",
        REFUND_SERVICE,
        {
            "app/tokens.py": edit(
                (
                    """\
    if found is None or found["token"] != token:
        raise HTTPException(status_code=401)
    return User""",
                    """\
    if found is None:
        return None
    return User""",
                ),
                ("from fastapi import HTTPException\n\n", ""),
                ("    is_admin: bool\n", "    is_admin: bool\n    token: str\n"),
                ('found["admin"])', 'found["admin"], found["token"])'),
            ),
            "app/deps.py": edit(
                (
                    "    return user_of(authorization)\n",
                    """\
    user = user_of(authorization)
    if user is None or user.token != authorization:
        raise HTTPException(status_code=401)
    return user
""",
                )
            ),
        },
        "pass",
        because("nothing-introduced"),
        before=RAISING,
    ),
    Case(
        "a check moved from a dependency into the function that it calls",
        REFUND_SERVICE,
        {
            "app/tokens.py": edit(
                ("        return None\n", "        raise HTTPException(status_code=401)\n"),
                ("from app.store", "from fastapi import HTTPException\n\nfrom app.store"),
            ),
            "app/deps.py": edit(("    if user is None:\n        raise HTTPException(status_code=401)\n", "")),
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "two checks made one",
        REFUND_SERVICE,
        {
            "app/deps.py": edit(
                (
                    """\
    if not authorization:
        raise HTTPException(status_code=401)
    user = user_of(authorization)
    if user is None:
""",
                    """\
    user = user_of(authorization) if authorization else None
    if user is None:
""",
                )
            )
        },
        "pass",
        because("nothing-introduced"),
        before={
            "app/deps.py": edit(
                (
                    "    user = user_of(authorization)\n",
                    """\
    if not authorization:
        raise HTTPException(status_code=401)
    user = user_of(authorization)
""",
                )
            )
        },
    ),
    Case(
        "a user in a variable of another name, found by a function of its own",
        REFUND_SERVICE,
        {
            "app/tokens.py": edit(
                (
                    """\
    if found is None or not hmac.compare_digest(found["token"], token):
        return None
    return User""",
                    """\
    if not is_theirs(found, token):
        return None
    return User""",
                ),
                (
                    "def user_of(token)",
                    """\
def is_theirs(entry, token):
    return entry is not None and hmac.compare_digest(entry["token"], token)


def user_of(token)""",
                ),
            ),
            "app/deps.py": edit(
                (
                    f"{ASKED}    return user\n",
                    """\
    found = user_of(authorization)
    if not found:
        raise HTTPException(status_code=401)
    return found
""",
                )
            ),
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "an exception made beforehand and raised",
        REFUND_SERVICE,
        {
            "app/deps.py": edit(
                (
                    ASKED,
                    """\
    refused = HTTPException(status_code=401)
    user = user_of(authorization)
    if user is None:
        raise refused
""",
                )
            )
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "a comparison of a signature moved into a function",
        SHOP,
        {
            VIEWS: edit(
                (COMPARED, "    if not is_signed(request):\n        abort(400)\n"),
                (
                    '@orders.post("/paid")',
                    """\
def is_signed(incoming):
    return hmac.compare_digest(incoming.headers.get("X-Signature", ""), SECRET)


@orders.post("/paid")""",
                ),
            )
        },
        "pass",
        because("nothing-introduced"),
        before=SIGNED,
    ),
    Case(
        "a comparison of a signature moved into a decorator",
        SHOP,
        {
            VIEWS: edit(
                (f"def paid():\n{COMPARED}", "@signed\ndef paid():\n"),
                ("from shop.auth import login_required", "from shop.auth import login_required, signed"),
                ('SECRET = os.environ["HOOK_SECRET"]\n', ""),
                ("import hmac\nimport os\n", ""),
            ),
            "shop/auth.py": edit(
                (
                    "def require_staff",
                    f"""\
SECRET = os.environ["HOOK_SECRET"]


def signed(view):
    @wraps(view)
    def checked(*args, **kwargs):
{COMPARED.replace("    ", "        ", 1).replace("        abort", "            abort")}\
        return view(*args, **kwargs)

    return checked


def require_staff""",
                ),
                ("from functools import wraps\n", "import hmac\nimport os\nfrom functools import wraps\n"),
                ("from flask import abort, session", "from flask import abort, request, session"),
            ),
        },
        "pass",
        because("nothing-introduced"),
        before=SIGNED,
    ),
)
