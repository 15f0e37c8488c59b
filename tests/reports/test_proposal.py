"""The proposed file: whatever a repository's names are, it is right and says nothing of its own accord."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.config import parse
from tidegate.model.proposal import Proposal, Proposed, Sensitive
from tidegate.reports.proposal import render_proposal

UNTIL = date(2026, 7, 1)


def of(**said: object) -> Proposal:
    return Proposal(commit="1234567890abcdef", observe_until=UNTIL, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "a\nmode: enforce",
        "a # b",
        "x: y",
        "- z",
        "\x1b[31m",
        "é/ü",
        "a\u202eb",
        "'",
        '"',
        "\\",
        "{a: b}",
        "\udcff",
    ],
)
def test_a_name_stays_a_name(name: str) -> None:
    one = Proposed(name, name, name, 3)
    found = of(
        frameworks=(one,),
        known=(one,),
        personal_fields=(Proposed("T.email", name, name, 1),),
        routes_unsure=name,
        sensitive=(
            Sensitive(
                "payments",
                "high",
                "moves money",
                (Proposed(json.dumps(name)[1:-1], name, name, 3), Proposed("a/**", name)),
                (name,),
                (name,),
            ),
        ),
        ai_tools=(one,),
        owners_file=name,
        limits=(name,),
    )
    text = render_proposal(found)
    text.encode()
    read = parse(text.encode(), "proposal")
    assert (read.mode, read.observe_until) == ("observe", UNTIL)
    assert read.sensitive_paths[0].paths[-1] == "a/**"
    assert all(char.isprintable() for line in text.split("\n") for char in line)


texts = st.text(max_size=12)
lines = st.builds(Proposed, texts, texts, texts, st.integers(0, 9), st.booleans())


@settings(max_examples=60)
@given(st.lists(lines, max_size=4).map(tuple), texts)
def test_comments_are_only_comments(told: tuple[Proposed, ...], text: str) -> None:
    found = of(frameworks=told, known=told, ai_tools=told, routes_unsure=text, limits=(text,))
    assert parse(render_proposal(found).encode(), "proposal") == parse(
        f"version: 1\nmode: observe\nobserve_until: {UNTIL}\n".encode(), "same"
    )
