"""Exceptions: which finding they are for, and that they are for one."""

from __future__ import annotations

from datetime import date

from tidegate.config.settings import AcceptedFinding
from tidegate.detect.findings import finding, fingerprints
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.model.lineage import ALGORITHMS
from tidegate.policy.accepted import disposed
from tidegate.program.names import FunctionId

IDENTITY, SHAPE, LINE = ALGORITHMS
TODAY = date(2026, 6, 1)


def found(function: str, *, line: str = "eval(x)", shape: str = "body", fixed: bool = False) -> Finding:
    prints = fingerprints("code-injection", [function], line, [shape])
    place = Place(FunctionId("app.py", function), 3, 3, 1)
    status = Status.FIXED if fixed else Status.INTRODUCED
    return finding("code-injection", Kind.MISUSE, status, place, prints, Confidence.HIGH)


def accepting(
    one: Finding, algorithm: str = IDENTITY, also: tuple[str, ...] = (SHAPE,), length: int = 32
) -> AcceptedFinding:
    return AcceptedFinding(
        fingerprint=one.fingerprints[algorithm][:length],
        also={name: one.fingerprints[name] for name in also},
        reason="behind the VPN",
        by="ada",
        until=TODAY,
    )


def accepted(exceptions: list[AcceptedFinding], *findings: Finding) -> list[bool]:
    return [one.disposition is not None for one in disposed(findings, exceptions, TODAY)]


def test_it_is_for_the_finding_that_it_names() -> None:
    one, other = found("show"), found("list", line="eval(y)", shape="other")
    assert accepted([accepting(one)], one, other) == [True, False]
    assert accepted([accepting(one, length=12)], one, other) == [True, False]


def test_it_follows_a_function_that_is_renamed() -> None:
    assert accepted([accepting(found("show"))], found("render")) == [True]
    assert accepted([accepting(found("show"), also=())], found("render", line="z")) == [False]
    assert accepted([accepting(found("show"))], found("render", shape="now it does more")) == [False]


def test_the_same_line_elsewhere_is_not_accepted_with_it() -> None:
    assert accepted([accepting(found("show"), also=(LINE,))], found("render", shape="other")) == [False]


def test_it_is_never_for_two() -> None:
    one, other = found("show"), found("list")
    assert accepted([accepting(one, algorithm=LINE)], one, other) == [False, False]
    assert accepted([accepting(found("gone"))], one, other) == [False, False]
    assert accepted([accepting(one)], one, other) == [True, False]


def test_what_is_mended_needs_no_exception() -> None:
    assert accepted([accepting(found("show"))], found("show", fixed=True)) == [False]


def test_one_that_has_expired_is_for_nothing() -> None:
    one = found("show")
    (judged,) = disposed([one], [accepting(one)], date(2026, 6, 2))
    assert judged.disposition is None
