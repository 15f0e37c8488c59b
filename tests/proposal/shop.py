"""A small program of which a configuration has much to say."""

from __future__ import annotations

DOORS = """\
from functools import wraps

from flask import abort, session


def signed_in_user_required(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)
    return inner


def check_owner(row):
    if row.owner != session["user"]:
        abort(403)
"""
VIEWS = """\
from flask import Flask, abort, request, session
from shop.doors import check_owner, signed_in_user_required
from shop.models import Customer

app = Flask(__name__)


def tally(count):
    if count > session["limit"] and not session.get("user"):
        abort(403)


@app.get("/orders/<int:number>")
@signed_in_user_required
def order(number):
    check_owner(Customer.query.get(number))
    tally(number)
    return ""


@app.post("/orders/<int:number>")
@signed_in_user_required
def change(number):
    check_owner(Customer.query.get(number))
    tally(number)
    return ""


@app.get("/shop/list")
def everything():
    return ""


@app.get("/shop/<name>")
def one(name):
    return ""


@app.get("/health")
def health():
    return ""
"""
MODELS = """\
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Customer(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    owner = db.Column(db.Integer)
    SUPPORT_EMAIL = "help@example.com"
    email = db.Column(db.String(80))
    phone_number = db.Column(db.String(80))
    last_login = db.Column(db.DateTime)
"""
FILES = {
    "shop/__init__.py": "",
    "shop/doors.py": DOORS,
    "shop/views.py": VIEWS,
    "shop/models.py": MODELS,
    "shop/billing/charge.py": "import stripe\n",
    "shop/money.py": "import stripe\n\n\ndef pay():\n    return stripe\n",
    "shop/migrations/0001_first.py": "x = 1\n",
    "tests/billing/test_charge.py": "x = 1\n",
    "web/src/checkout/basket.js": "let x = 1\n",
    "web/static/login.js": "let x = 1\n",
    "Dockerfile": "FROM scratch\n",
    "CODEOWNERS": "/shop/billing/ @acme/money\n",
    "CLAUDE.md": "Be brief.\n",
}
