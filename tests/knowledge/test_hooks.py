from __future__ import annotations

import yaml

from tidegate.knowledge.hooks import language_of
from tidegate.knowledge.store import ROOT


def test_languages() -> None:
    assert (language_of("mypy"), language_of("eslint"), language_of("of our own")) == ("python", "node", None)


def test_each_hook_once_and_in_order() -> None:
    listed = yaml.safe_load((ROOT / "hooks.yaml").read_text("utf-8"))
    hooks = [hook for several in listed.values() for hook in several]
    assert len(hooks) == len(set(hooks))
    assert all(several == sorted(several) for several in listed.values())
