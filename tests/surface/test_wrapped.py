"""What decorators hand on: a line that ends in ``# bad`` is a weakness, and no other line is."""

from __future__ import annotations

from engine import Analysis

CODE = """
import functools, ipaddress, os
from flask import Flask, abort, request
app = Flask(__name__)
def cleaned(view):
    @functools.wraps(view)
    def wrapper(address, **kwargs):
        return view(str(ipaddress.IPv4Address(address)), **kwargs)
    return wrapper
def logged(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        print("x")
        return view(*args, **kwargs)
    return wrapper
def limited(count):
    def decorate(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            if count > 3:
                abort(429)
            return view(*args, **kwargs)
        return wrapper
    return decorate
def numbered(name):
    def decorate(view):
        @functools.wraps(view)
        def wrapper(**kwargs):
            kwargs[name] = int(kwargs[name])
            return view(**kwargs)
        return wrapper
    return decorate
def with_text(view):
    def wrapper(*args, **kwargs):
        return view(request.args["q"], *args, **kwargs)
    return wrapper
@app.get("/a/<address>/<name>")
@cleaned
def a(address, name):
    os.system("x " + address)
    os.system("x " + name)  # bad
@app.get("/b/<address>")
@logged
def b(address):
    os.system("x " + address)  # bad
@app.get("/c/<address>")
@limited(5)
@cleaned
@logged
def c(address):
    os.system("x " + address)
@app.get("/d/<number>/<address>")
@numbered("number")
def d(number, address):
    os.system("x %s" % number)
    os.system("x " + address)  # bad
@app.get("/g/<text>")
@logged
def g(text="ls"):
    os.system(text)  # bad
@app.get("/e")
@with_text
def e(text):
    os.system("x " + text)  # bad
"""


def test_what_a_wrapper_hands_on_counts() -> None:
    bad = [number for number, line in enumerate(CODE.splitlines(), 1) if line.endswith("# bad")]
    assert Analysis({"app.py": CODE}).findings() == {"command-injection": bad}
