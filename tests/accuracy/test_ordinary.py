"""The list of ordinary modules, and what is printed of them and of functions that were read."""

from __future__ import annotations

from accuracy import ordinary, reading
from accuracy.ordinary import Ordinary, read_packages
from accuracy.reading import Reading


def test_there_are_enough_modules_and_packages() -> None:
    packages = read_packages()
    assert len({module for package in packages for module in package.modules}) >= 30
    assert len({package.project for package in packages}) >= 20


def test_every_finding_is_named() -> None:
    text = ordinary.shown([Ordinary("arq", "0.28.0", 2, 900, "review", ("ssrf high arq/worker.py:3",), ())])
    assert "1 findings in 2 modules" in text
    assert "found: arq: ssrf high arq/worker.py:3" in text


def test_the_share_and_its_causes() -> None:
    limits: dict[str, tuple[str, ...]] = {
        "a.py:f": ("calls deeper than 40 are not followed",),
        "a.py:g": ("f in a.py is too large",),
    }
    text = reading.shown([Reading("arq", "0.28.0", 100, limits)])
    assert "could not tell: 2/100 = 0.020" in text
    assert "1 calls deeper than 40 are not followed" in text
