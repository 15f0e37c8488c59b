"""Functions that are given to a library, and how it calls them."""

from __future__ import annotations

from engine import Analysis


def test_what_a_call_in_a_chain_gives_is_given_to_the_next() -> None:
    code = """
import os
from celery import chain, shared_task
from flask import Flask, request
app = Flask(__name__)


@shared_task
def named(text):
    return text.strip()


@shared_task
def counted(text):
    return int(text)


@shared_task
def convert(name):
    os.system("ls " + name)


@shared_task
def head(count):
    os.system("head -%s" % count)


@app.post("/x")
def view():
    chain(named.s(request.form["name"]), convert.s()).delay()
    chain(counted.s(request.form["name"]), head.s()).delay()
    chain(named.s(request.form["name"]), head.si(3)).delay()
    return "ok"
"""
    assert Analysis({"app.py": code}).findings() == {"command-injection": [20]}


def test_arguments_that_stand_in_a_list_of_their_own() -> None:
    code = """
import os
from threading import Thread, Timer
from flask import Flask, request
app = Flask(__name__)


def convert(number, name):
    os.system("ls " + name)
    os.system("head -%s" % number)


@app.post("/x")
def view():
    Thread(target=convert, args=(3,), kwargs={"name": request.form["name"]}).start()
    return "ok"
"""
    assert Analysis({"app.py": code}).findings() == {"command-injection": [9]}
