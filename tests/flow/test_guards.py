"""Checks as people write them: a line that ends in ``# bad`` is a weakness, and no other line is."""

from __future__ import annotations

import textwrap

import pytest
from engine import Analysis

HEAD = """
import hashlib, hmac, os, pickle, re, secrets
from enum import Enum
from pathlib import Path
from urllib.parse import urljoin, urlparse, urlsplit
import requests
from flask import Flask, abort, redirect, request
KEY = os.environ["KEY"].encode()
"""

CHECKS = {
    "signature: compared before use": """
        def view():
            data = request.get_data()
            made = hmac.new(KEY, data, hashlib.sha256).hexdigest()
            if not hmac.compare_digest(made, request.headers["X-Signature"]):
                abort(403)
            pickle.loads(data)
        def compared_by_another():
            data = request.get_data()
            made = hmac.new(KEY, data, "sha256").hexdigest()
            if secrets.compare_digest(request.headers["X-Signature"], made):
                pickle.loads(data)
            pickle.loads(data)  # bad
        def plainly():
            data = request.get_data()
            made = hmac.new(KEY, data, hashlib.sha256).hexdigest()
            if made != request.headers["X-Signature"]:
                return "no"
            pickle.loads(data)
        def in_one_call():
            data = request.get_data()
            if not hmac.compare_digest(hmac.digest(KEY, data, "sha256"), bytes.fromhex(request.headers["S"])):
                return "no"
            pickle.loads(data)
    """,
    "signature: of something else, or with a key from the outside": """
        def of_something_else():
            data = request.get_data()
            made = hmac.new(KEY, request.headers["X-Date"].encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(made, request.headers["X-Signature"]):
                abort(403)
            pickle.loads(data)  # bad
        def two_from_the_outside():
            data = request.get_data()
            if hmac.compare_digest(request.headers["A"], request.headers["B"]):
                pickle.loads(data)  # bad
        def key_from_the_outside():
            data = request.get_data()
            made = hmac.new(request.headers["K"].encode(), data, "sha256").hexdigest()
            if hmac.compare_digest(made, request.headers["X-Signature"]):
                pickle.loads(data)  # bad
        def no_key_at_all():
            data = request.get_data()
            if hmac.compare_digest(hashlib.sha256(data).hexdigest(), request.headers["X-Signature"]):
                pickle.loads(data)  # bad
        def not_heeded():
            data = request.get_data()
            made = hmac.new(KEY, data, hashlib.sha256).hexdigest()
            hmac.compare_digest(made, request.headers["X-Signature"])
            pickle.loads(data)  # bad
    """,
    "signature: by functions of one's own": """
        def sign(data):
            return hmac.new(KEY, data, hashlib.sha256).hexdigest()
        def verify(data, signature):
            return hmac.compare_digest(sign(data), signature)
        def require(data, signature):
            if not verify(data, signature):
                raise ValueError("bad signature")
        def view():
            data = request.get_data()
            if not verify(data, request.headers["X-Signature"]):
                abort(403)
            pickle.loads(data)
        def required():
            data = request.get_data()
            require(data, request.headers["X-Signature"])
            pickle.loads(data)
        def of_another():
            data = request.get_data()
            require(request.headers["X-Date"].encode(), request.headers["X-Signature"])
            pickle.loads(data)  # bad
    """,
    "hosts: the same expression twice": """
        def view():
            target = request.args["next"]
            if urlparse(target).netloc != urlparse(request.host_url).netloc:
                return redirect("/")
            return redirect(target)
        def either_way_round():
            target = request.args["next"]
            if urlparse(request.host_url).netloc == urlsplit(target).netloc:
                return redirect(target)
            return redirect(target)  # bad
        def with_the_scheme():
            target = request.args["next"]
            test = urlparse(urljoin(request.host_url, target))
            here = urlparse(request.host_url)
            if test.scheme in ("http", "https") and test.netloc == here.netloc:
                return redirect(target)
            return redirect("/")
        def of_another():
            target = request.args["next"]
            if urlparse(request.args["other"]).netloc != urlparse(request.host_url).netloc:
                return redirect("/")
            return redirect(target)  # bad
        def by_the_scheme_alone():
            target = request.args["next"]
            if urlparse(target).scheme not in ("http", "https"):
                return redirect("/")
            return redirect(target)  # bad
        def with_the_outside():
            target = request.args["next"]
            if urlparse(target).netloc == urlparse(request.args["home"]).netloc:
                return redirect(target)  # bad
            return redirect("/")
    """,
    "hosts: by functions": """
        def fine(target):
            ref_url = urlparse(request.host_url)
            test_url = urlparse(urljoin(request.host_url, target))
            return test_url.scheme in ("http", "https") and ref_url.netloc == test_url.netloc
        def scheme_only(target):
            return urlparse(target).scheme in ("http", "https")
        def target_of(name):
            target = request.args.get(name)
            if target and fine(target):
                return target
            return "/"
        def view():
            target = request.args["next"]
            if not fine(target):
                abort(400)
            return redirect(target)
        def chosen():
            target = request.args["next"]
            return redirect(target if fine(target) else "/")
        def chosen_badly():
            target = request.args["next"]
            return redirect(target if scheme_only(target) else "/")  # bad
        def first_that_is():
            for target in request.args.get("next"), request.referrer:
                if not target:
                    continue
                if fine(target):
                    return redirect(target)
        def returned():
            return redirect(target_of("next"))
    """,
    "hosts: no host at all": """
        def view():
            target = request.args["next"]
            if urlparse(target).netloc:
                target = "/"
            return redirect(target)
        def empty():
            target = request.args["next"]
            if urlparse(target).netloc != "":
                target = "/"
            return redirect(target)
        def scheme_and_host():
            parsed = urlparse(request.args["next"])
            if parsed.scheme or parsed.netloc:
                abort(400)
            return redirect(request.args["next"])
        def the_wrong_way_round():
            target = request.args["next"]
            if not urlparse(target).netloc:
                target = "/"
            return redirect(target)  # bad
    """,
    "hosts: of an address that is asked": """
        HOSTS = {"api.example.com"}
        def view():
            url = request.args["url"]
            if urlparse(url).hostname not in HOSTS:
                abort(400)
            requests.get(url, timeout=3)
        def ending():
            url = request.args["url"]
            host = urlparse(url).hostname or ""
            if host == "example.com" or host.endswith(".example.com"):
                requests.get(url, timeout=3)
        def ending_without_a_dot():
            url = request.args["url"]
            host = urlparse(url).hostname
            if host.endswith("example.com"):
                requests.get(url, timeout=3)  # bad
        def the_whole_url_ends():
            url = request.args["url"]
            if url.endswith(".example.com"):
                requests.get(url, timeout=3)  # bad
        def any_of_them():
            url = request.args["url"]
            host = urlparse(url).hostname
            if any(host == known for known in HOSTS):
                requests.get(url, timeout=3)
            requests.get(url, timeout=3)  # bad
    """,
    "parts: of a path, in a loop": """
        def view():
            name = request.args["q"]
            for part in name.split("/"):
                if part == "..":
                    abort(400)
            open("/srv/" + name)
        def not_heeded():
            name = request.args["q"]
            for part in name.split("/"):
                if part == "..":
                    print("hm")
            open("/srv/" + name)  # bad
        def left_early():
            name = request.args["q"]
            for part in name.split("/"):
                if part == "..":
                    abort(400)
                break
            open("/srv/" + name)  # bad
        def another_name():
            name = request.args["q"]
            for part in request.args["other"].split("/"):
                if part == "..":
                    abort(400)
            open("/srv/" + name)  # bad
        def absolute():
            name = request.args["q"]
            for part in name.split("/"):
                if part == "..":
                    abort(400)
            open(name)  # bad
        def one_part_only():
            name = request.args["q"]
            if name.split("/")[0] == "..":
                abort(400)
            open("/srv/" + name)  # bad
    """,
    "parts: any and all": """
        ALLOWED = "abcdefghijklmnopqrstuvwxyz"
        def view():
            name = request.args["q"]
            if any(part == ".." for part in name.split("/")):
                abort(400)
            open("/srv/" + name)
        def among():
            name = request.args["q"]
            if ".." in name.split("/"):
                abort(400)
            open("/srv/" + name)
        def among_parts():
            name = request.args["q"]
            if ".." in Path(name).parts:
                abort(400)
            open("/srv/" + name)
        def anywhere():
            name = request.args["q"]
            if ".." in name:
                abort(400)
            open("/srv/" + name)
        def anywhere_absolute():
            name = request.args["q"]
            if ".." in name or name.startswith("/"):
                abort(400)
            open(name)
        def anywhere_but_absolute():
            name = request.args["q"]
            if ".." in name:
                abort(400)
            open(name)  # bad
        def letters():
            name = request.args["q"]
            if not all(c.isalnum() for c in name):
                abort(400)
            os.system(name)
        def letters_and_others():
            name = request.args["q"]
            if not all(c.isalnum() or c in "-_" for c in name):
                abort(400)
            os.system(name)
        def listed():
            name = request.args["q"]
            if all(c in ALLOWED for c in name):
                os.system(name)
            os.system(name)  # bad
        def some_letter():
            name = request.args["q"]
            if any(c.isalnum() for c in name):
                os.system(name)  # bad
        def some_not_listed():
            name = request.args["q"]
            if any(c not in ALLOWED for c in name):
                return
            os.system(name)
        def a_set():
            name = request.args["q"]
            if set(name) <= set(ALLOWED):
                os.system(name)
            if set(name).issubset(ALLOWED):
                os.system(name)
            if set(name) >= set(ALLOWED):
                os.system(name)  # bad
            if set(name) - set(ALLOWED):
                abort(400)
            os.system(name)
        def another():
            name = request.args["q"]
            if all(c.isalnum() for c in request.args["other"]):
                os.system(name)  # bad
        def filtered():
            name = request.args["q"]
            if all(c.isalnum() for c in name if c != ";"):
                os.system(name)  # bad
        def listed_harm():
            name = request.args["q"]
            if all(c in "abc;" for c in name):
                os.system(name)  # bad
        def all_names():
            names = request.args.getlist("q")
            if not all(name.isalnum() for name in names):
                abort(400)
            for name in names:
                os.system(name)
            os.system(names[0])
    """,
    "parts: characters one by one": """
        def view():
            name = request.args["q"]
            for c in name:
                if not c.isalnum():
                    raise ValueError(c)
            os.system(name)
        def fine(name):
            for c in name:
                if not c.isalnum():
                    return False
            return True
        def by_function():
            name = request.args["q"]
            if fine(name):
                os.system(name)
            os.system(name)  # bad
        def all_of_a_list():
            names = request.args.getlist("q")
            for name in names:
                if not name.isalnum():
                    return "no"
            os.system(" ".join(names))
        def kept(names):
            return [name for name in names if name.isalnum()]
        def filtered():
            for name in kept(request.args.getlist("q")):
                os.system(name)
    """,
    "helpers: that raise": """
        class Bad(Exception): ...
        def check(name):
            if name not in ("a", "b"):
                raise Bad(name)
        def check_or_abort(name):
            if not name.isalnum():
                abort(400)
        def check_and_return(name):
            if not name.isalnum():
                raise Bad(name)
            return name
        def check_nothing(name):
            if not name:
                raise Bad(name)
            return name
        def one():
            q = request.args["q"]
            check(q)
            os.system(q)
        def two():
            q = request.args["q"]
            check_or_abort(q)
            os.system(q)
        def three():
            os.system(check_and_return(request.args["q"]))
            os.system(check_nothing(request.args["p"]))  # bad
        def caught():
            q = request.args["q"]
            try:
                check(q)
            except Bad:
                return "no"
            os.system(q)
        def caught_and_gone_on():
            q = request.args["q"]
            try:
                check(q)
            except Bad:
                print("hm")
            os.system(q)  # bad
        def keyword():
            q = request.args["q"]
            check(name=q)
            os.system(q)
    """,
    "helpers: methods and classes": """
        class Form:
            NAMES = ("a", "b")
            def __init__(self, name):
                self.name = name
            def validate(self):
                if self.name not in self.NAMES:
                    raise ValueError(self.name)
            def is_valid(self):
                return self.name in Form.NAMES
        def raising():
            form = Form(request.args["q"])
            form.validate()
            os.system(form.name)
        def unchecked():
            form = Form(request.args["q"])
            form.is_valid()
            os.system(form.name)  # bad
        class View:
            def allowed(self, name):
                return name in ("a", "b")
            def run(self):
                q = request.args["q"]
                if not self.allowed(q):
                    return
                os.system(q)
                os.system(request.args["p"])  # bad
    """,
    "helpers: decorators that check": """
        import functools
        def checked(f):
            @functools.wraps(f)
            def inner(name):
                if not name.isalnum():
                    raise ValueError(name)
                return f(name)
            return inner
        def passed(f):
            @functools.wraps(f)
            def inner(name):
                return f(name)
            return inner
        @checked
        @passed
        def run_any(name):
            os.system(name)  # bad
        def view():
            run(request.args["q"])
            run_any(request.args["q"])
    """,
    "helpers: several ways out": """
        def fine(name):
            if not name:
                return False
            if len(name) > 20:
                return False
            if name in ("a", "b"):
                return True
            return name.isalnum()
        def nearly(name):
            if len(name) > 20:
                return True
            return name.isalnum()
        def problem(name):
            if not name.isalnum():
                return "letters only"
            return None
        def parsed(name):
            try:
                int(name)
            except ValueError:
                return False
            return True
        def parsed_else(name):
            try:
                int(name)
            except ValueError:
                return False
            else:
                return True
        def view():
            q = request.args["q"]
            if fine(q):
                os.system(q)
            if nearly(q):
                os.system(q)  # bad
            if problem(q) is None:
                os.system(q)
            if not problem(q):
                os.system(q)
            if problem(q):
                os.system(q)  # bad
            error = problem(q)
            if error is None:
                os.system(q)
            if parsed(q):
                os.system(q)
            if parsed_else(q):
                os.system(q)
            if not parsed(q):
                os.system(q)  # bad
    """,
    "helpers: what a function makes of its argument": """
        def path_of(name: str = ""):
            return Path("/srv") / "files" / name
        def inside(path: Path) -> bool:
            root = path_of()
            if not root:
                return False
            return root in path.parents
        def without_ups(name):
            name = os.path.normpath(name)
            for part in name.split("/"):
                if ".." in part:
                    raise ValueError(name)
            return name
        def view():
            path = path_of(without_ups(request.args["q"]))
            if path and path.is_file():
                if not inside(path):
                    abort(404)
                path.read_text()
        def with_ups():
            path = path_of(request.args["q"])
            if not inside(path):
                abort(404)
            path.read_text()  # bad
    """,
    "a check of one value says nothing of its neighbours": """
        def view():
            if not request.args["q"].isalnum():
                abort(400)
            os.system(request.args["q"])
            os.system(request.args["p"])  # bad
            os.system(request.form["q"])  # bad
        def part_of_what_a_call_gives():
            body = request.get_json()
            if body["q"] not in ("a", "b"):
                abort(400)
            os.system(body["q"])
            os.system(body["p"])  # bad
    """,
    "tried": """
        def view():
            q = request.args["q"]
            try:
                int(q)
            except ValueError:
                return "no"
            os.system(q)
        def several():
            q = request.args["q"]
            try:
                number = float(q)
            except (TypeError, ValueError) as error:
                abort(400)
            os.system(q)
            os.system(str(number))
        def otherwise():
            q = request.args["q"]
            try:
                int(q)
            except ValueError:
                q = "0"
            os.system(q)
        def fallen_through():
            q = request.args["q"]
            try:
                int(q)
            except ValueError:
                pass
            os.system(q)  # bad
        def in_else():
            q = request.args["q"]
            try:
                int(q)
            except ValueError:
                print("hm")
            else:
                os.system(q)
            os.system(q)  # bad
        def looped():
            for q in request.args.getlist("q"):
                try:
                    int(q)
                except ValueError:
                    continue
                os.system(q)
        class Kind(Enum):
            ONE = "one"
            TWO = "two"
        def the_kind():
            os.system(Kind(request.args["q"]).value)
            os.system(Kind[request.args["q"]].name)
    """,
    "patterns": r"""
        NAME = re.compile(r"[a-z]+")
        WHOLE = re.compile(r"^[a-z]+$")
        def view():
            q = request.args["q"]
            if not NAME.fullmatch(q):
                abort(400)
            os.system(q)
        def whole():
            q = request.args["q"]
            if WHOLE.match(q) is None:
                return "no"
            os.system(q)
        def begins():
            q = request.args["q"]
            if NAME.match(q) is None:
                return "no"
            os.system(q)  # bad
        def walrus():
            q = request.args["q"]
            if m := WHOLE.match(q):
                os.system(m.group())
                os.system(q)
            if not (n := WHOLE.match(q)):
                return
            os.system(q)
        def forbidden():
            q = request.args["q"]
            if re.search(r"[^a-z0-9]", q):
                abort(400)
            os.system(q)
        def forbidden_some():
            q = request.args["q"]
            if re.search(r"[x]", q):
                abort(400)
            os.system(q)  # bad
        def asserted():
            q = request.args["q"]
            assert re.fullmatch("[a-z]+", q), "letters only"
            os.system(q)
        def or_raise():
            q = request.args["q"]
            if re.fullmatch("[a-z]+", q) is not None:
                pass
            else:
                raise ValueError
            os.system(q)
        def boolean():
            q = request.args["q"]
            ok = bool(re.fullmatch("[a-z]+", q))
            if not ok:
                abort(400)
            os.system(q)
    """,
    "branches: and, or, not": """
        def view():
            q, p = request.args["q"], request.args["p"]
            if q.isalnum() and p.isalnum():
                os.system(q + p)
            if not q.isalnum() or not p.isalnum():
                abort(400)
            os.system(q + p)
        def one_only():
            q, p = request.args["q"], request.args["p"]
            if q.isalnum() or p.isalnum():
                os.system(q + p)  # bad
        def first_of():
            q = request.args["q"]
            q.isalnum() or abort(400)
            os.system(q)
        def unless():
            q = request.args["q"]
            q.isalnum() and abort(400)
            os.system(q)  # bad
        def empty_or():
            q = request.args.get("q")
            if q is not None and not q.isalnum():
                abort(400)
            os.system("ls " + q)
        def nested():
            q = request.args["q"]
            if q:
                if q.isalnum():
                    os.system(q)
                else:
                    os.system(q)  # bad
        def joined():
            q = request.args["q"]
            ok = q.isalnum() and len(q) < 9
            if ok:
                os.system(q)
            bad = not q.isalnum() or len(q) > 9
            if bad:
                return
            os.system(q)
        def a_default():
            q = request.args["q"]
            if not q.isalnum():
                q = "ls"
            os.system(q)
        def chosen():
            q = request.args["q"]
            os.system(q if q.isalnum() else "ls")
            os.system("ls" if not q.isalnum() else q)
            os.system(q if not q.isalnum() else "ls")  # bad
            name = q if q in ("a", "b") else "a"
            os.system(name)
        def chained():
            q = request.args["q"]
            if q == "a":
                name = q
            elif q == "b":
                name = q
            else:
                raise ValueError
            os.system(name)
    """,
    "branches: loops and match": """
        def view():
            for q in request.args.getlist("q"):
                if not q.isalnum():
                    continue
                os.system(q)
        def broken():
            for q in request.args.getlist("q"):
                if not q.isalnum():
                    break
                os.system(q)
            else:
                os.system("ls")
        def gone_on():
            for q in request.args.getlist("q"):
                if q.isalnum():
                    print(q)
                os.system(q)  # bad
        def matched_or_left():
            q = request.args["q"]
            match q:
                case "a" | "b":
                    pass
                case _:
                    abort(400)
            os.system(q)
        def asked_again():
            q = request.args["q"]
            while not q.isalnum():
                q = request.args["p"]
            os.system(q)
    """,
    "lists: wherever they stand": """
        class Kind(Enum):
            ONE = "one"
            TWO = "two"
        class Mode(str, Enum):
            ONE = "one"
        NAMES = frozenset({"a", "b"})
        TABLE = {"a": print, "b": len}
        LIST = ["a"] + ["b"]
        class Config:
            NAMES = ["a", "b"]
        class View:
            names = {"a": 1}
            def run(self):
                q = request.args["q"]
                if q in self.names:
                    os.system(q)
        def view():
            q = request.args["q"]
            if q in NAMES:
                os.system(q)
            if q in TABLE:
                os.system(q)
            if q in TABLE.keys():
                os.system(q)
            if q in LIST:
                os.system(q)
            if q in Config.NAMES:
                os.system(q)
            if q in [k.value for k in Kind]:
                os.system(q)
            if q in {k.value for k in Kind}:
                os.system(q)
            if q in Kind.__members__:
                os.system(q)
            if q in Kind._value2member_map_:
                os.system(q)
            if q in list(Mode):
                os.system(q)
            if q in (Kind.ONE.value, Kind.TWO.value):
                os.system(q)
            if q in os.listdir("/srv"):
                open("/srv/" + q)
            if request.args["p"] in request.args:
                os.system(request.args["p"])  # bad
            if q in request.args:
                os.system(q)  # bad
            if q in "abc":
                os.system(q)
            if q.lower() in NAMES:
                os.system(q)
            if TABLE.get(q):
                os.system(q)
            if TABLE.get(q) is None:
                abort(400)
            os.system(q)
        def asked_of_the_outside():
            data, q = request.get_json(), request.args["q"]
            if data.get(q):
                os.system(q)  # bad
        def with_a_default():
            q = request.args["q"]
            if TABLE.get(q, "x"):
                os.system(q)  # bad
        def a_list_made_here():
            q = request.args["q"]
            allowed = ["a"]
            allowed.append("b")
            if q not in allowed:
                abort(400)
            os.system(q)
        def a_list_with_the_outside():
            q = request.args["q"]
            allowed = ["a"]
            allowed.append(request.args["p"])
            if q not in allowed:
                abort(400)
            os.system(q)  # bad
        def every_one():
            names = request.args.getlist("q")
            if not set(names) <= NAMES:
                abort(400)
            os.system(names[0])
        def by_config():
            q = request.args["q"]
            app = Flask(__name__)
            if q not in app.config["NAMES"]:
                abort(400)
            os.system(q)
    """,
    "paths: resolved and inside": """
        ROOT = Path("/srv/files")
        BASE = "/srv/files"
        def view():
            path = (ROOT / request.args["q"]).resolve()
            if not path.is_relative_to(ROOT):
                abort(404)
            path.read_text()
        def never_resolved():
            path = ROOT / request.args["q"]
            if not path.is_relative_to(ROOT):
                abort(404)
            path.read_text()  # bad
        def parents():
            path = (ROOT / request.args["q"]).resolve()
            if ROOT not in path.parents:
                abort(404)
            path.read_text()
        def relative():
            path = (ROOT / request.args["q"]).resolve()
            try:
                path.relative_to(ROOT)
            except ValueError:
                abort(404)
            path.read_text()
        def common():
            path = os.path.realpath(os.path.join(BASE, request.args["q"]))
            if os.path.commonpath([BASE, path]) != BASE:
                abort(404)
            open(path)
        def common_with():
            path = os.path.abspath(os.path.join(BASE, request.args["q"]))
            if os.path.commonpath((path, BASE)) == os.path.commonpath((BASE,)):
                open(path)
        def common_unresolved():
            path = os.path.join(BASE, request.args["q"])
            if os.path.commonpath([BASE, path]) != BASE:
                abort(404)
            open(path)  # bad
        def prefix():
            path = os.path.realpath(os.path.join(BASE, request.args["q"]))
            if os.path.commonprefix([BASE, path]) != BASE:
                abort(404)
            open(path)  # bad
        def prefix_to_the_slash():
            path = os.path.realpath(os.path.join(BASE, request.args["q"]))
            if os.path.commonprefix(["/srv/files/", path]) != "/srv/files/":
                abort(404)
            open(path)
        def starts():
            path = os.path.realpath(os.path.join(BASE, request.args["q"]))
            if not path.startswith(BASE + os.sep):
                abort(404)
            open(path)
        def starts_slash():
            path = os.path.realpath(os.path.join(BASE, request.args["q"]))
            if not path.startswith("/srv/files/"):
                abort(404)
            open(path)
        def starts_formatted():
            path = os.path.realpath(os.path.join(BASE, request.args["q"]))
            if not path.startswith(f"{BASE}/"):
                abort(404)
            open(path)
        def starts_unresolved():
            path = os.path.join(BASE, request.args["q"])
            if not path.startswith(BASE + os.sep):
                abort(404)
            open(path)  # bad
        def text_of_a_path():
            path = (ROOT / request.args["q"]).resolve()
            if not str(path).startswith(str(ROOT) + os.sep):
                abort(404)
            path.read_text()
        def inside(name):
            path = (ROOT / name).resolve()
            return path.is_relative_to(ROOT)
        def by_function():
            q = request.args["q"]
            if inside(q):
                open(ROOT / q)
            open(ROOT / q)  # bad
        def path_of(name):
            path = os.path.realpath(os.path.join(BASE, name))
            if not path.startswith(BASE + os.sep):
                raise ValueError(name)
            return path
        def path_by_function():
            open(path_of(request.args["q"]))
        def within(path, root):
            return os.path.commonpath([os.path.realpath(path), root]) == root
        def by_function_elsewhere():
            q = request.args["q"]
            path = (ROOT / q).resolve()
            if not path.is_relative_to(ROOT):
                abort(404)
            open("/etc/" + q)  # bad
    """,
    "paths: the last part": """
        from werkzeug.utils import secure_filename, safe_join
        ROOT = Path("/srv/files")
        def view():
            q = request.args["q"]
            open(os.path.join("/srv", os.path.basename(q)))
            open(ROOT / Path(q).name)
            open(ROOT / Path(q).stem)
            open(os.path.join("/srv", secure_filename(q)))
            open(safe_join("/srv", q))
            open(os.path.join("/srv", os.path.dirname(q)))  # bad
            open(ROOT / Path(q).parent)  # bad
        def the_same_as_its_last_part():
            q = request.args["q"]
            if os.path.basename(q) != q:
                abort(400)
            open(os.path.join("/srv", q))
        def the_same_as_its_name():
            q = request.args["q"]
            if q != Path(q).name:
                abort(400)
            open(ROOT / q)
        def the_same_as_secured():
            q = request.args["q"]
            if secure_filename(q) == q:
                open(os.path.join("/srv", q))
            open(os.path.join("/srv", q))  # bad
        def no_separator():
            q = request.args["q"]
            if "/" in q or "\\\\" in q or q in (".", ".."):
                abort(400)
            open(os.path.join("/srv", q))
        def no_separator_at_all():
            q = request.args["q"]
            if os.sep in q:
                abort(400)
            open(os.path.join("/srv", q))
        def a_dot():
            q = request.args["q"]
            if "." in q:
                abort(400)
            open(os.path.join("/srv", q))  # bad
    """,
    "a member of a text is no check of the text": """
        HOSTS = ("a.example.com", "b.example.com")
        BASE = Path("/srv")
        def part_of():
            q = request.args["q"]
            if any(h in urlsplit(q).netloc for h in HOSTS):
                return redirect(q)  # bad
        def whole_of():
            q = request.args["q"]
            if any(h == urlsplit(q).netloc for h in HOSTS):
                return redirect(q)
        def parents():
            p = (BASE / request.args["q"]).resolve()
            if BASE not in p.parents:
                abort(404)
            p.read_text()
    """,
    "a target on this site": """
        def local():
            q = request.args["q"]
            if q.startswith("/") and not q.startswith(("//", "/\\\\")):
                redirect(q)
            if q.startswith("/") and not q.startswith("//"):
                redirect(q)  # bad
            if not q.startswith("/") or q.startswith("//") or "\\\\" in q:
                abort(400)
            return redirect(q)
    """,
    "where a path leads, asked in the condition": """
        ROOT = "/srv/files"
        def common():
            t = os.path.join(ROOT, request.args["q"])
            if os.path.commonpath([ROOT, os.path.realpath(t)]) != ROOT:
                abort(404)
            open(t)
        def common_unresolved():
            t = os.path.join(ROOT, request.args["q"])
            if os.path.commonpath([ROOT, t]) != ROOT:
                abort(404)
            open(t)  # bad
    """,
    "an expression of known words": """
        PRICE = re.compile(r"price\\s*(<|>|==)\\s*\\d{1,6}")
        SUM = re.compile(r"[\\d\\s.+*/()-]+")
        WORDS = re.compile(r"(?:width|height)(?:\\s*[-+*]\\s*(?:width|height|\\d+))*")
        LETTERS = re.compile(r"[a-z]+\\(\\d\\)")
        GLUED = re.compile(r"(?:a|b|\\(|\\))+")
        def grammar():
            q = request.args["q"]
            if PRICE.fullmatch(q):
                eval(q)
            if SUM.fullmatch(q):
                eval(q)
            if WORDS.fullmatch(q):
                eval(q)
            if LETTERS.fullmatch(q):
                eval(q)  # bad
            if GLUED.fullmatch(q):
                eval(q)  # bad
    """,
    "several parts of an address at once": """
        PAIRS = {("https", "a.example.com"), ("https", "b.example.com")}
        def pair():
            url = request.args["q"]
            p = urlparse(url)
            if (p.scheme, p.netloc) != ("https", "a.example.com"):
                abort(400)
            requests.get(url, timeout=3)
        def pair_in():
            url = request.args["q"]
            p = urlparse(url)
            if (p.scheme, p.hostname) not in PAIRS:
                abort(400)
            requests.get(url, timeout=3)
        def pair_bad():
            url = request.args["q"]
            p = urlparse(url)
            if (p.scheme, p.port) != ("https", 443):
                abort(400)
            requests.get(url, timeout=3)  # bad
    """,
}  # fmt: skip


@pytest.mark.parametrize("program", CHECKS.values(), ids=CHECKS)
def test_check(program: str) -> None:
    code = HEAD + textwrap.dedent(program)
    bad = [number for number, line in enumerate(code.splitlines(), 1) if line.endswith("# bad")]
    assert sorted({line for lines in Analysis({"app.py": code}).findings().values() for line in lines}) == bad
