"""Builds a small repository with a risky pull request: ``python demo/build.py DIRECTORY``.

`main` is a small shop's refund service. The branch `refunds` brings three changes, as a busy week would:
a list that can be filtered, a button that approves, and some tidying. Nothing in it is far-fetched: the
query that becomes dangerous is not touched by the change at all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

AUTH = '''\
"""Who asks, and what they may do."""

from functools import wraps

from flask import abort, session


def login_required(view):
    @wraps(view)
    def checked(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)

    return checked


def require_role(role):
    def protect(view):
        @wraps(view)
        def checked(*args, **kwargs):
            if role not in session.get("roles", []):
                abort(403)
            return view(*args, **kwargs)

        return checked

    return protect
'''

QUERIES = '''\
"""Every statement about refunds."""

import sqlite3


def connect():
    return sqlite3.connect("shop.db")


def find_refunds(status):
    with connect() as database:
        rows = database.execute(
            f"SELECT id, order_id, amount FROM refund WHERE status = '{status}'"
        )
        return rows.fetchall()


def approve(refund_id, by):
    with connect() as database:
        database.execute(
            "UPDATE refund SET status = 'approved', approved_by = ? WHERE id = ?",
            (by, refund_id),
        )
'''

API = '''\
"""Refunds over HTTP."""

from flask import Blueprint, jsonify, session

from refunds import queries
from shop.auth import login_required, require_role

api = Blueprint("refunds", __name__, url_prefix="/api/refunds")


@api.get("/open")
@login_required
def open_refunds():
    return jsonify(queries.find_refunds("open"))


@api.post("/<int:refund_id>/approve")
@require_role("finance")
@login_required
def approve(refund_id):
    queries.approve(refund_id, session["user"])
    return "", 204
'''

APP = """\
from flask import Flask

from refunds.api import api


def create_app():
    app = Flask(__name__)
    app.register_blueprint(api)
    return app
"""

README = """\
# Refunds

Lists refunds, and lets finance approve them.
"""

BASE = {
    "README.md": README,
    "refunds/__init__.py": "",
    "refunds/api.py": API,
    "refunds/queries.py": QUERIES,
    "shop/__init__.py": "",
    "shop/app.py": APP,
    "shop/auth.py": AUTH,
    ".tidegate/config.yaml": """\
version: 1
threat_model:
  authentication: [shop.auth.login_required]
  authorization: [shop.auth.require_role]
""",
}

FILTERED = (
    API.replace("import Blueprint, jsonify, session", "import Blueprint, jsonify, request, session")
    .replace('@api.get("/open")', '@api.get("/")')
    .replace(
        'def open_refunds():\n    return jsonify(queries.find_refunds("open"))',
        'def list_refunds():\n    status = request.args.get("status", "open")\n'
        "    return jsonify(queries.find_refunds(status))",
    )
)

CHANGES = [
    ("List refunds by status", {"refunds/api.py": FILTERED}),
    (
        "Let support approve small refunds",
        {
            "refunds/api.py": FILTERED.replace('@require_role("finance")\n', "").replace(
                "login_required, require_role", "login_required"
            )
        },
    ),
    ("Say how to list refunds", {"README.md": README + "\n    GET /api/refunds/?status=open\n"}),
]


def main(directory: Path) -> None:
    mark = directory / ".git" / "tidegate-demo"
    if mark.exists():
        shutil.rmtree(directory)
    elif directory.exists():
        sys.exit(f"{directory} is there and was not made by this demo: name another directory")
    directory.mkdir(parents=True)
    git(directory, "init", "--quiet", "--initial-branch=main")
    mark.touch()
    commit(directory, "Refunds", BASE)
    git(directory, "switch", "--quiet", "--create", "refunds")
    for message, files in CHANGES:
        commit(directory, message, files)


def commit(directory: Path, message: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", message)


def git(directory: Path, *arguments: str) -> None:
    """Run git as an example person on a fixed day, without the user's own settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {
            f"GIT_{role}_NAME": "Ada Example",
            f"GIT_{role}_EMAIL": "ada@example.com",
            f"GIT_{role}_DATE": "2026-03-02T10:00:00+0000",
        }
    subprocess.run(["git", *arguments], cwd=directory, env=environment, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
