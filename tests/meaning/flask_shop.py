"""A shop in Flask: an application factory, a blueprint, decorators of its own, SQLite, Jinja."""

from __future__ import annotations

INIT = """\
from flask import Flask

from shop.admin.views import admin
from shop.orders.views import orders
from shop.settings import Settings


def create_app():
    app = Flask(__name__)
    app.config.from_object(Settings)
    app.register_blueprint(orders, url_prefix="/orders")
    app.register_blueprint(admin, url_prefix="/admin")
    return app
"""

SETTINGS = """\
class Settings:
    DEBUG = False
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_HTTPONLY = True
"""

AUTH = '''\
"""Who asks."""

from functools import wraps

from flask import abort, session


def login_required(view):
    @wraps(view)
    def checked(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)

    return checked


def require_staff():
    if "staff" not in session.get("roles", ()):
        abort(403)
'''

TEXT = '''\
"""Text for places that are not text."""

import re


def plain_name(value):
    """Letters and digits only."""
    return re.sub(r"[^a-zA-Z0-9]", "", value)


def shout(value):
    return value.upper()
'''

QUERIES = '''\
"""Every statement about orders."""

import sqlite3

COLUMNS = ("placed", "total")


def connect():
    return sqlite3.connect("shop.db")


def find_orders(customer):
    with connect() as database:
        rows = database.execute("SELECT id, total FROM orders WHERE customer = ?", (customer,))
        return rows.fetchall()


def by_status(status):
    with connect() as database:
        return database.execute(f"SELECT id FROM orders WHERE status = '{status}'").fetchall()


def sorted_orders(column):
    with connect() as database:
        return database.execute("SELECT id FROM orders ORDER BY " + column).fetchall()
'''

VIEWS = '''\
"""Orders over HTTP."""

from flask import Blueprint, abort, jsonify, render_template, request

from shop.auth import login_required
from shop.orders import queries
from shop.text import plain_name

orders = Blueprint("orders", __name__)


@orders.get("/")
@login_required
def list_orders():
    customer = request.args["customer"]
    return jsonify(queries.find_orders(customer))


@orders.get("/open")
@login_required
def open_orders():
    return jsonify(queries.by_status("open"))


@orders.get("/named")
@login_required
def named_orders():
    name = plain_name(request.args["name"])
    return jsonify(queries.by_status(name))


@orders.get("/page")
@login_required
def page():
    size = int(request.args["size"])
    with queries.connect() as database:
        rows = database.execute(f"SELECT id FROM orders LIMIT {size}")
        return jsonify(rows.fetchall())


@orders.get("/sorted")
@login_required
def sorted_orders():
    column = request.args["by"]
    if column not in queries.COLUMNS:
        abort(400)
    return jsonify(queries.sorted_orders(column))


@orders.get("/receipt")
@login_required
def receipt():
    return render_template("receipt.html", note=request.args["note"])
'''

ADMIN = '''\
"""What staff may do."""

from flask import Blueprint, jsonify

from shop.auth import require_staff
from shop.orders import queries

admin = Blueprint("admin", __name__)
admin.before_request(require_staff)


@admin.get("/orders")
def all_open():
    return jsonify(queries.by_status("open"))
'''

RECEIPT = """\
<!doctype html>
<title>Receipt</title>
<p>{{ note }}</p>
"""

TESTS = """\
from shop import create_app


def test_orders_need_a_login():
    client = create_app().test_client()
    assert client.get("/orders/?customer=1").status_code == 401
"""

SHOP = {
    "README.md": "# Shop\n\nSells things.\n",
    "AGENTS.md": "Run the tests before you commit.\n",
    "shop/__init__.py": INIT,
    "shop/settings.py": SETTINGS,
    "shop/auth.py": AUTH,
    "shop/text.py": TEXT,
    "shop/orders/__init__.py": "",
    "shop/orders/queries.py": QUERIES,
    "shop/orders/views.py": VIEWS,
    "shop/admin/__init__.py": "",
    "shop/admin/views.py": ADMIN,
    "shop/templates/receipt.html": RECEIPT,
    "tests/test_orders.py": TESTS,
}
