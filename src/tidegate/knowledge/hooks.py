"""The languages of pre-commit's hooks: ``hooks.yaml``."""

from __future__ import annotations

from functools import cache

from tidegate.knowledge.store import ROOT, convert_yaml


def language_of(hook: str) -> str | None:
    """``python`` or ``node``; ``None`` for a hook that is not known."""
    return _languages().get(hook)


@cache
def _languages() -> dict[str, str]:
    path = ROOT / "hooks.yaml"
    listed = convert_yaml(path.read_text("utf-8"), dict[str, list[str]], path.name)
    return {hook: language for language, hooks in listed.items() for hook in hooks}
