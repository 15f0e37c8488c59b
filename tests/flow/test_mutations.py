"""A thousand broken files: whatever stands in one, it is analysed as far as it goes and nothing is thrown."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from engine import engine

import tidegate
from tidegate.program.names import MODULE, FunctionId

_PIECES = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "\n",
    "    ",
    "'",
    '"',
    "\\",
    "def ",
    "class ",
    "lambda ",
    "*",
    "@",
    "\0",
]
_SMALL = sorted(
    path for path in Path(tidegate.__file__).parent.rglob("*.py") if 500 < path.stat().st_size < 4000
)


def _mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
        text = text[:start] + chance.choice(_PIECES) * chance.choice([0, 1, 1, 3]) + text[end:]
    return text


@pytest.mark.parametrize("seed", range(20))
def test_fifty_mutated_files(seed: int) -> None:
    chance = random.Random(seed)  # the same files at every run
    for _ in range(50):
        text = _mutated(chance.choice(_SMALL).read_text("utf-8"), chance)
        side = engine({"a.py": text})
        module = side.program.module("a.py")
        assert module is not None
        for name in [MODULE, *module.facts.functions]:
            side.summary(FunctionId("a.py", name))
        assert side.budget.exhausted is None
