"""What objects hold, as their own methods put it there."""

from __future__ import annotations

from engine import Analysis

CONSUMER = """
import httpx
from tornado.web import RequestHandler


class Base(RequestHandler):
    def prepare(self):
        self.client = httpx.AsyncClient(timeout=9)
        self.target = {target}

    async def get(self):
        await self.fetch()

    async def fetch(self):
        await self.client.get(self.target)
"""


def test_what_the_framework_calls_first_sets_data_and_types() -> None:
    sent = Analysis({"app.py": CONSUMER.format(target='self.get_argument("target")')})
    assert sent.findings() == {"ssrf": [15]}


def test_a_safe_value_set_first_is_no_finding() -> None:
    ours = Analysis({"app.py": CONSUMER.format(target='"https://api.example/" + self.request.method')})
    assert ours.findings() == {}


def test_data_that_another_method_sets_is_not_there_for_sure() -> None:
    code = """
import os
from flask import request


class Job:
    def start(self):
        self.name = request.args["name"]
        if not self.name.isalnum():
            return
        self.run()

    def run(self):
        os.system("ls " + self.name)
"""
    assert Analysis({"app.py": code}).findings() == {}


def test_an_iterator_of_the_program_gives_what_it_yields() -> None:
    code = """
import os
from flask import Flask, request
app = Flask(__name__)


class Names:
    def __init__(self, text):
        self.text = text

    def __iter__(self):
        for line in self.text.split(","):
            yield 1, line


class Counted:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.at += 1
        return int(self.text)


@app.post("/x")
def view():
    for number, name in Names(request.form["names"]):
        os.system("ls " + name)
        os.system("ls %s" % number)
    for count in Counted(request.form["names"]):
        os.system("ls %s" % count)
    return "ok"
"""
    assert Analysis({"app.py": code}).findings() == {"command-injection": [32]}
