"""Settings and literals that weaken a program, and comments that ask to look away."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
TOKEN = "ghp_" + "Ab3dE7gH1jK5mN9pQ2sT" + "uV4xY6zA8cD0eF1g"  # put together here, whole in the case

SETTINGS = (
    Case(
        "Django's DEBUG on",
        CLINIC,
        {"clinic/settings.py": edit(("DEBUG = False", "DEBUG = True"))},
        "review",
        because("finding-review"),
        introduced=(At("debug-on", "clinic/settings.py", "DEBUG = True"),),
    ),
    Case(
        "TLS certificates no longer verified",
        REFUND_SERVICE,
        {"app/notify.py": edit(("timeout=5)", "timeout=5, verify=False)"))},
        "block",
        because("finding-block"),
        introduced=(At("tls-verification-off", "app/notify.py", "verify=False"),),
    ),
    Case(
        "a secret",
        GATEWAY,
        {"gateway/storage.py": edit(("import asyncpg\n", f'import asyncpg\n\nTOKEN = "{TOKEN}"\n'))},
        "block",
        because("secret"),
        introduced=(At("hard-coded-secret", "gateway/storage.py", "TOKEN ="),),
        tier="critical",
    ),
    Case(
        "a secret in a test",
        SHOP,
        {
            "tests/test_orders.py": edit(
                ("from shop import create_app\n", f'from shop import create_app\n\nKEY = "{TOKEN}"\n')
            )
        },
        "block",
        because("secret"),
        introduced=(At("hard-coded-secret", "tests/test_orders.py", "KEY ="),),
        tier="critical",
    ),
)

SUPPRESSED = tuple(
    Case(
        f"a hole with a comment beside it: {comment}",
        SHOP,
        {
            VIEWS: edit(
                (
                    """\
    customer = request.args["customer"]
    return jsonify(queries.find_orders(customer))
""",
                    f"""\
    customer = request.args["customer"]
    with queries.connect() as database:
        rows = database.execute(f"SELECT id FROM orders WHERE id = '{{customer}}'")  {comment}
        return jsonify(rows.fetchall())
""",
                )
            )
        },
        "block",
        because("finding-block", "data-access-changed", *also),
        introduced=(
            At("sql-injection", VIEWS, "WHERE id = '{customer}'", "GET /orders/"),
            At("gate-suppression-added", VIEWS, "WHERE id = '{customer}'"),
        ),
    )
    for comment, also in (("# nosec", ()), ("# noqa: S608", ()), ("# tidegate: ignore", ("finding-review",)))
)
