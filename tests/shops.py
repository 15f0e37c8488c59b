"""A team with real keys and a branch with a change, for what people say of it.

ada writes and cy commits; ben and dee may approve, boss manages, ci is the machine that records.
"""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from repositories import Content, RepositoryBuilder

from tidegate.answers import answer
from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.ledger.opened import opened
from tidegate.ledger.signing.signer import Signer
from tidegate.model.event import Approval, Payload, Subject
from tidegate.model.result import CheckResult
from tidegate.oversight import Known, read
from tidegate.question import CheckOptions, understood

NAMES = ("ada", "cy", "ben", "dee", "boss", "ci")
BASE = """\
from flask import Flask, request
app = Flask(__name__)
@app.get("/")
def home():
    return "hi"
"""
ROUTE = """
@app.get("/news")
def news():
    return "news"
"""
HOLE = """
import sqlite3
@app.get("/users")
def users():
    rows = sqlite3.connect("x").execute("SELECT * FROM u WHERE n = '" + request.args["n"] + "'")
    return str(rows.fetchall())
"""


@functools.cache
def keys() -> Path:
    """One Ed25519 key a name, made once."""
    folder = Path(tempfile.mkdtemp(prefix="tidegate-test-keys-"))
    for name in NAMES:
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(words, check=True)
    return folder


def person(name: str, more: str = "") -> str:
    key = (keys() / f"{name}.pub").read_text().strip()
    return f'  {name}: {{emails: [{name}@example.com], keys: [{{ssh: "{key}"}}]{more}}}\n'


TRAINED = ", trained_until: 2099-01-31"


def people(**more: str) -> str:
    """``more``: further settings of a person."""
    listed = "".join(person(name, TRAINED + more.get(name, "")) for name in ("ada", "cy", "ben", "dee"))
    key = (keys() / "ci.pub").read_text().strip()
    boss = person("boss", f", manager: true{more.get('boss', '')}")
    return f'version: 1\npeople:\n{listed}{boss}ci:\n  ci: {{keys: [{{ssh: "{key}"}}]}}\n'


class Shop:
    """The repository: main, and from it the branch ``feature``."""

    def __init__(
        self,
        path: Path,
        files: Mapping[str, Content] | None = None,
        change: Mapping[str, Content] | None = None,
    ) -> None:
        self.git = RepositoryBuilder(path)
        base = {".tidegate/people.yaml": people(), "app.py": BASE, **(files or {})}
        self.git.commit("Base", base)
        self.git.branch("feature")
        self.git.commit("Feature", change or {"app.py": BASE + ROUTE})

    @property
    def path(self) -> Path:
        return self.git.path

    def options(self, **more: object) -> CheckOptions:
        values = {"directory": self.path, "revision_range": "main..feature"} | more
        return CheckOptions(**values)  # type: ignore[arg-type]

    def check(self, **more: object) -> CheckResult:
        return answer(self.options(**more))

    def subject(self, **more: object) -> Subject:
        result = self.check(**more)
        with Cache.open() as cache, Repository.open(self.path, cache) as repository:
            question = understood(self.options(**more), repository)
            overseer = read(question, repository, cache, Known(result.ai.attribution, list(result.findings)))
            return overseer.subject(result.findings, result.requirements)

    def say(self, name: str, payload: Payload) -> str:
        """The event's id."""
        with opened(self.path, branch="main") as ledger:
            return ledger.append(payload, name, Signer("ssh", str(keys() / name))).id

    def approve(self, name: str, role: str = "reviewer") -> str:
        return self.say(name, Approval(subject=self.subject(), role=role))


def codes(result: CheckResult) -> set[str]:
    return {reason.code for reason in result.reasons}
