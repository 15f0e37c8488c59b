"""One weakness of each kind, and the edits that leave it what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

EDITS = (
    "insertion above",
    "statement inserted",
    "next line edited",
    "reformatted",
    "variable renamed",
    "function renamed",
    "moved",
    "function and variable renamed",
)


class Weak(NamedTuple):
    """``base`` becomes ``head``, and that brings a finding of ``rule`` in ``path``.

    ``edits``: by edit what is replaced in both by what. The file moves to ``to``.
    """

    rule: str
    path: str
    to: str
    base: str
    head: str
    edits: Mapping[str, tuple[str, str]]

    def edited(self, edit: str) -> tuple[dict[str, str], dict[str, str]]:
        """Both sides after an edit; what stands there is another text, or in another file."""
        path = self.to if edit == "moved" else self.path
        base, head = self.base, self.head
        for old, new in self.replaced(edit):
            assert old in head
            base, head = base.replace(old, new), head.replace(old, new)
        return {path: base}, {path: head}

    def replaced(self, edit: str) -> list[tuple[str, str]]:
        if edit == "function and variable renamed":
            return [self.edits["function renamed"], self.edits["variable renamed"]]
        return [self.edits[edit]] if edit in self.edits else []

    def fits(self, edit: str) -> bool:
        """Whether there is such a thing to edit: settings have no functions."""
        return edit == "moved" or bool(self.edits.keys() & {edit, edit.replace("and variable ", "")})


_APP = "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"

FLOW = Weak(
    "sql-injection",
    "shop/find.py",
    "store/search.py",
    _APP,
    _APP
    + '@app.get("/find")\n'
    + "def find():\n"
    + '    name = request.args["q"]\n'
    + '    rows = sqlite3.connect("a.db").execute("SELECT * FROM t WHERE n = \'" + name + "\'")\n'
    + "    return str(rows.fetchall())\n",
    {
        "insertion above": (_APP, _APP + "def total():\n    return 1\n\n\n"),
        "statement inserted": ("def find():\n", "def find():\n    app.logger.debug('asked')\n"),
        "next line edited": ("str(rows.fetchall())", "str(rows.fetchone())"),
        "reformatted": ('" + name + "', '"\n        + name\n        + "'),
        "variable renamed": ("name", "wanted"),
        "function renamed": ("def find", "def look_up"),
    },
)
FLOW = FLOW._replace(base="import sqlite3\n" + FLOW.base, head="import sqlite3\n" + FLOW.head)

_HASH = "import hashlib\n\n\n"

MISUSE = Weak(
    "weak-hash",
    "shop/sums.py",
    "store/digests.py",
    _HASH,
    _HASH
    + "def stored(password):\n"
    + '    salt = "x"\n'
    + "    digest = hashlib.md5((salt + password).encode()).hexdigest()\n"
    + "    return digest.upper()\n",
    {
        "insertion above": (_HASH, _HASH + "def total():\n    return 1\n\n\n"),
        "statement inserted": ('    salt = "x"\n', '    salt = "x"\n    print(len(salt))\n'),
        "next line edited": ("digest.upper()", "digest.lower()"),
        "reformatted": (
            "hashlib.md5((salt + password).encode())",
            "hashlib.md5(\n        (salt + password).encode()\n    )",
        ),
        "variable renamed": ("salt", "pepper"),
        "function renamed": ("def stored", "def kept"),
    },
)

_LOGIN = (
    "from flask import Flask\nfrom flask_login import login_required\n\nfrom shop import rows\n\n"
    "app = Flask(__name__)\n\n\n"
)
_PAY = (
    "def pay(number):\n"
    "    amount = rows.owed(number)\n"
    "    rows.take(number, amount)\n"
    "    return str(amount)\n"
)

LOST = Weak(
    "authentication-lost",
    "shop/pay.py",
    "store/payments.py",
    _LOGIN + '@app.post("/pay/<int:number>")\n@login_required\n' + _PAY,
    _LOGIN + '@app.post("/pay/<int:number>")\n' + _PAY,
    {
        "insertion above": (_LOGIN, _LOGIN + "def total():\n    return 1\n\n\n"),
        "statement inserted": ("    rows.take", "    rows.note(number)\n    rows.take"),
        "next line edited": ("rows.owed(number)", "rows.owed(number + 0)"),
        "reformatted": ("rows.take(number, amount)", "rows.take(\n        number,\n        amount,\n    )"),
        "variable renamed": ("amount", "due"),
        "function renamed": ("def pay", "def settle"),
    },
)

_GUARDED = (
    "@app.post('/add')\n@login_required\ndef add():\n    rows.add()\n    return ''\n\n\n"
    "@app.post('/change')\n@login_required\ndef change():\n    rows.change()\n    return ''\n\n\n"
    "@app.post('/clear')\n@login_required\ndef clear():\n    rows.clear()\n    return ''\n\n\n"
)

MISSING = Weak(
    "authentication-missing",
    "shop/stock.py",
    "store/stock.py",
    _LOGIN + _GUARDED,
    _LOGIN + _GUARDED + '@app.post("/pay/<int:number>")\n' + _PAY,
    {**LOST.edits},
)

_CLIENT = "from payments import Client\n\n\n"

SECRET = Weak(
    "hard-coded-secret",
    "shop/charge.py",
    "store/charging.py",
    _CLIENT,
    _CLIENT
    + "def charge():\n"
    + '    client = Client("sk_live_'
    + '4eC39HqLyjWDarjtT1zdp7dcQ9")\n'
    + "    return client.charge()\n",
    {
        "insertion above": (_CLIENT, _CLIENT + "def total():\n    return 1\n\n\n"),
        "statement inserted": ("def charge():\n", "def charge():\n    print('charging')\n"),
        "next line edited": ("client.charge()", "client.charge(1)"),
        "reformatted": ('Client("', 'Client(\n        "'),
        "variable renamed": ("client", "stripe"),
        "function renamed": ("def charge", "def collect"),
    },
)

DEPENDENCY = Weak(
    "suspicious-dependency",
    "requirements.txt",
    "requirements/base.txt",
    "flask==3.0.0\n",
    "flask==3.0.0\nreqeusts==2.0.0\nzope.interface==7.0\n",
    {
        "insertion above": ("flask==3.0.0\n", "# web\nattrs==24.1.0\nflask==3.0.0\n"),
        "next line edited": ("zope.interface==7.0", "zope.interface==7.1"),
        "reformatted": ("reqeusts==2.0.0", "reqeusts == 2.0.0  # for the web"),
    },
)

AI_TOOL = Weak(
    "ai-bypass-mode",
    ".claude/settings.json",
    "service/.claude/settings.json",
    '{"model": "x"}\n',
    '{\n  "model": "x",\n  "permissions": {"defaultMode": "bypassPermissions"},\n  "verbose": true\n}\n',
    {
        "insertion above": ('{\n  "model"', '{\n  "theme": "dark",\n  "model"'),
        "next line edited": ('"verbose": true', '"verbose": false'),
        "reformatted": (
            '{"defaultMode": "bypassPermissions"}',
            '{\n    "defaultMode": "bypassPermissions"\n  }',
        ),
    },
)

KINDS = {
    "flow": FLOW,
    "misuse": MISUSE,
    "lost control": LOST,
    "missing control": MISSING,
    "secret": SECRET,
    "dependency": DEPENDENCY,
    "ai-tool": AI_TOOL,
}
