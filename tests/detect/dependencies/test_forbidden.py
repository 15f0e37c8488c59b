from __future__ import annotations

from pathlib import Path

from detect.dependencies.asked import ask

CONFIG = """\
dependencies:
  forbidden:
    - package: PyPI:PyCrypto
      reason: nobody mends it any more.
      instead: [PyPI:cryptography]
"""
FILE = "requirements.txt"


def test_it_comes_in(tmp_path: Path) -> None:
    answer = ask(tmp_path, {FILE: "a==1\n"}, {FILE: "a==1\npycrypto==2.6.1\n"}, CONFIG)
    assert (answer.decision, answer.codes) == ("block", ["forbidden-dependency"])
    assert answer.message("forbidden-dependency").endswith("must not come in: nobody mends it any more.")
    (found,) = answer.report["findings"]
    assert found["fix"] == "Use cryptography instead."


def test_it_was_there(tmp_path: Path) -> None:
    answer = ask(tmp_path, {FILE: "pycrypto==2.6.0\n"}, {FILE: "pycrypto==2.6.1\n"}, CONFIG)
    assert (answer.decision, answer.rules("existing")) == ("pass", ["forbidden-dependency"])


def test_it_goes(tmp_path: Path) -> None:
    answer = ask(tmp_path, {FILE: "a==1\npycrypto==2.6.0\n"}, {FILE: "a==1\n"}, CONFIG)
    assert (answer.decision, answer.rules("fixed")) == ("pass", ["forbidden-dependency"])


def test_another_ecosystem_of_that_name(tmp_path: Path) -> None:
    config = CONFIG.replace("PyPI:PyCrypto", "npm:pycrypto")
    assert ask(tmp_path, {FILE: "a==1\n"}, {FILE: "pycrypto==2.6.1\n"}, config).rules() == []
