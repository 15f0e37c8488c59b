"""Texts that values are put into: what each place makes of its value."""

from __future__ import annotations

import pytest
from engine import Analysis


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ('log.info("%s and %s", 1, q)', True),
        ('log.info("%s and %r", 1, q)', False),
        ('log.info("%r and %s", 1, q)', True),
        ('log.info("100%% of %r", q)', False),
        ('log.info("%(a)r", {"a": q})', False),
        ('log.info("%(b)s %(a)r", {"a": 1, "b": q})', True),
        ('log.log(20, "%-8.3r", q)', False),
        ('log.log(20, "%s", q)', True),
        ('log.info("%d", q)', False),
        ('log.info("%a" % q)', False),
        ('log.info("{!r} {}".format(1, q))', True),
        ('log.info("{0} {1!r}".format(1, q))', False),
        ('log.info("{a!a:>9}".format(a=q))', False),
        ('log.info(f"{q!r}")', False),
        ('log.info(f"{q!s}")', True),
        ('log.info(f"{q:d}")', False),
        ('log.info(f"{q:>20}")', True),
        ('log.info("{:.2f} {}".format(q, 1))', False),
        ("log.info(q)", True),
        ("log.info(TEMPLATE, q)", True),
    ],
)
def test_a_place_says_what_becomes_of_its_value(call: str, is_found: bool) -> None:
    head = "import logging\nfrom flask import request\nlog = logging.getLogger()\n"
    code = f"{head}def view():\n    q = request.args['q']\n    {call}\n"
    assert bool(Analysis({"app.py": code}).findings()) is is_found
