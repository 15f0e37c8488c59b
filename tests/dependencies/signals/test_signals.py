"""Each sign by itself: names that carry it, and twins that do not."""

from __future__ import annotations

from datetime import date
from time import perf_counter

import pytest

from tidegate.dependencies.signals import Asked, is_counted, is_popular, signals
from tidegate.knowledge.popular import popular
from tidegate.model.learned import Learned
from tidegate.model.registry import Facts

TODAY = date(2026, 11, 23)
JANUARY = Learned(what="the end of the training data of `m`", until="2026-01", source="M's pages, 2026-10")


def said(ecosystem: str, name: str, **more: object) -> dict[str, str]:
    asked = Asked(ecosystem=ecosystem, name=name, today=TODAY, **more)  # type: ignore[arg-type]
    return {signal.sort: signal.text for signal in signals(asked)}


@pytest.mark.parametrize(
    ("ecosystem", "name", "sort", "text"),
    [
        ("PyPI", "requestes", "near", "is one letter from `requests`"),
        ("PyPI", "rquests", "near", "is one letter from `requests`"),
        ("PyPI", "requezts", "near", "is one letter from `requests`"),
        ("PyPI", "reqeusts", "near", "is `requests` with two letters swapped"),
        ("PyPI", "req-uests", "separators", "is `requests` with other separators"),
        ("npm", "crossenv", "separators", "is `cross-env` with other separators"),
        ("PyPI", "djang0", "lookalike", "looks like `django`"),
        ("PyPI", "rnarkdown", "lookalike", "looks like `markdown`"),
        ("PyPI", "сryptography", "lookalike", "looks like `cryptography`"),
        ("PyPI", "python-requests", "affix", "is `requests` with “python-” added"),
        ("PyPI", "dateutil", "affix", "is `python-dateutil` without “python-”"),
        ("npm", "lodash.js", "affix", "is `lodash` with “.js” added"),
        ("npm", "node-lodash", "affix", "is `lodash` with “node-” added"),
        ("npm", "@typess/react-dom", "near", "is one letter from `@types/react-dom`"),
        ("npm", "@typess/unheard-of", "scope", "has a scope that is one letter from `@types`"),
        ("npm", "@foo/lodash", "scope", "is `lodash` under another's scope"),
        ("npm", "types-node", "scope", "is `@types/node` written otherwise"),
        ("PyPI", "lodash", "elsewhere", "is the name of a popular package of npm"),
        ("npm", "numpy", "elsewhere", "is the name of a popular package of PyPI"),
        ("PyPI", "huggingface-cli", "words", "`huggingface` and `cli` are words of popular packages"),
        ("npm", "react-codeshift", "words", "carries the name of the popular package `react`"),
    ],
)
def test_a_sign_of_the_name(ecosystem: str, name: str, sort: str, text: str) -> None:
    found = said(ecosystem, name)
    assert found[sort] == text
    assert "most used packages" in found["unpopular"]


@pytest.mark.parametrize("name", ["wavesocket", "authfusion"])
def test_a_name_like_no_other_is_only_unpopular(name: str) -> None:
    assert list(said("PyPI", name)) == ["unpopular"]


@pytest.mark.parametrize("ecosystem", ["crates.io", "Go"])
def test_where_nobody_counted_nothing_is_said(ecosystem: str) -> None:
    assert not is_counted(ecosystem)
    assert not is_popular(ecosystem, "serde")
    assert said(ecosystem, "serde-lodash") == {}


def test_what_is_popular_is_not_called_otherwise() -> None:
    assert is_popular("PyPI", "requests")
    assert "unpopular" not in said("PyPI", "requests")
    assert not is_popular("PyPI", "lodash")


def test_a_scope_belongs_to_its_owner() -> None:
    assert is_popular("npm", "@babel/unheard-of")
    assert not is_popular("npm", "@bable/core")
    assert not is_popular("npm", "@foo/lodash")


def test_likeness_to_one_package_is_told_once() -> None:
    found = said("PyPI", "websockets3")
    assert ("near" in found, "affix" in found) == (True, False)


@pytest.mark.parametrize(
    ("facts", "learned", "expected"),
    [
        (None, JANUARY, set()),
        (Facts(), JANUARY, set()),
        (Facts(first_release=date(2026, 11, 20)), None, {"young"}),
        (Facts(first_release=date(2026, 5, 1)), None, set()),
        (Facts(first_release=date(2026, 2, 1)), JANUARY, {"unlearned"}),
        (Facts(first_release=date(2026, 1, 31)), JANUARY, set()),
        (Facts(first_release=date(2026, 1, 16)), Learned(what="x", until="2026-01-15"), {"unlearned"}),
        (Facts(first_release=date(2026, 1, 15)), Learned(what="x", until="2026-01-15"), set()),
        (Facts(first_release=date(2026, 12, 31)), Learned(what="x", until="2026"), {"young"}),
        (Facts(first_release=date(2026, 5, 1)), Learned(what="x", why="nobody says"), {"uncompared"}),
        (None, Learned(what="x", why="nobody says"), set()),
        (Facts(deprecated="use other", yanked=True), None, {"deprecated", "yanked"}),
        (Facts(yanked=False), None, set()),
    ],
)
def test_what_a_registry_says(facts: Facts | None, learned: Learned | None, expected: set[str]) -> None:
    assert set(said("PyPI", "wavesocket", facts=facts, learned=learned)) - {"unpopular"} == expected


def test_what_a_model_cannot_have_learned_says_by_whom_and_how_precise() -> None:
    found = said("PyPI", "wavesocket", facts=Facts(first_release=date(2026, 5, 1)), learned=JANUARY)
    assert found["unlearned"] == (
        "was first released (2026-05-01) after the end of the training data of `m`"
        " (2026-01, known to the month; M's pages, 2026-10)"
    )
    unknown = Learned(what="the training cutoff of `m`", why="its provider does not say")
    found = said("PyPI", "wavesocket", facts=Facts(first_release=date(2026, 5, 1)), learned=unknown)
    assert found["uncompared"] == (
        "cannot be compared with the training cutoff of `m`: its provider does not say"
    )


@pytest.mark.parametrize(("runs", "expected"), [(True, True), (False, False), (None, False)])
def test_what_runs_when_it_is_installed(runs: bool | None, expected: bool) -> None:
    assert ("install-script" in said("npm", "unheard-of-thing", install_script=runs)) is expected


def test_every_edit_of_a_name_is_near_to_it() -> None:
    known = popular("PyPI")
    assert known
    for name in known.top(40):
        for at in range(len(name)):
            for typo in (
                name[:at] + name[at + 1 :],
                name[:at] + "q" + name[at:],
                name[:at] + "q" + name[at + 1 :],
            ):
                if typo not in known.ranks:
                    assert {"near", "separators", "lookalike"} & said("PyPI", typo).keys(), (name, typo)


def test_two_edits_are_not_one() -> None:
    assert "near" not in said("PyPI", "reqqquests")
    assert "near" not in said("PyPI", "sequestr")


def test_fifteen_hundred_names_take_no_time() -> None:
    known = popular("npm")
    assert known
    names = [*list(known.ranks)[:1480], *(f"unheard-of-{number}" for number in range(20))]
    said("npm", "unheard-of")
    start = perf_counter()
    strangers = [name for name in names if not is_popular("npm", name)]
    for name in strangers:
        said("npm", name)
    assert perf_counter() - start < 0.2  # 5 ms on an idle machine
    assert len(strangers) == 20


def test_a_name_of_absurd_length() -> None:
    start = perf_counter()
    said("npm", "a-" * 100_000)
    assert perf_counter() - start < 2
