"""Every knowledge file carries its own examples; this runs them all."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine import Analysis

from tidegate.knowledge.schema import Example
from tidegate.knowledge.store import ROOT, files, load_examples


def _cases() -> list[object]:
    return [
        pytest.param(example, id=f"{file.relative_to(ROOT).with_suffix('')}: {example.name}")
        for file in (*files("libraries"), *files("weaknesses"))
        for example in load_examples(file)
    ]


@pytest.mark.parametrize("example", _cases())
def test_example(example: Example) -> None:
    analysis = Analysis({"app.py": example.code, **example.files} if example.code else example.files)
    expected = {
        rule: sorted(lines) if isinstance(lines, list) else [lines] for rule, lines in example.expect.items()
    }
    assert analysis.findings() == expected
    if example.entry_points is not None:
        assert sorted(analysis.entry_points()) == sorted(example.entry_points)
    if example.controls is not None:
        assert analysis.controls() == {name: sorted(kinds) for name, kinds in example.controls.items()}


def test_every_file_has_examples_or_says_nothing() -> None:
    """A library file without examples is untested knowledge."""
    without = [file.stem for file in files("libraries") if not load_examples(file)]
    assert without == []


def test_root_is_packaged() -> None:
    assert Path(ROOT, "libraries").is_dir()
