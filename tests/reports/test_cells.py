"""Layout in terminal cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from reports.strategies import texts
from rich.cells import cell_len as rich_cell_len

from tidegate.reports.cells import cell_len, clip, clip_middle, pad, wrap
from tidegate.reports.visible import one_line, visible

widths = st.integers(8, 60)


def test_width_counts_cells() -> None:
    assert cell_len("abc") == 3
    assert cell_len("宽字") == 4
    assert cell_len("e\u0301") == 1
    assert pad("宽", 4) == "宽  "


def test_width_is_what_terminals_measure() -> None:
    for text in ("─│╰←…−", "ünïcödé", "日本語テキスト", "한국어", "✅ 🔍 ⛔", "\uff21\uff22"):
        assert cell_len(text) == rich_cell_len(text), text


@given(texts.map(visible), widths)
def test_clipped_text_fits(text: str, width: int) -> None:
    assert cell_len(clip(text, width)) <= width
    assert cell_len(clip_middle(text, width)) <= width


def test_clipping_shows_that_something_is_missing() -> None:
    assert clip("abcdefghij", 5) == "abcd…"
    assert clip_middle("src/package/module.py:31", 14) == "src/p…le.py:31"
    assert clip("abc", 3) == clip_middle("abc", 3) == "abc"


@given(texts.map(one_line), widths)
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrapping_keeps_lines_and_their_indent() -> None:
    assert wrap("if x:\n    call(one, two, three)", 16) == ["if x:", "    call(one,", "    two, three)"]
    assert wrap("", 20) == [""]


def test_a_long_path_is_broken_after_a_slash() -> None:
    assert wrap("packages/billing/providers/bank.py", 20) == ["packages/billing/", "providers/bank.py"]
