"""One spelling for each of the many that tools give a model, and nothing for what is no model."""

from __future__ import annotations

import pytest

from tidegate.knowledge.models import find, providers
from tidegate.knowledge.tools import tools
from tidegate.provenance.attribution.model_names import ModelNames

NAMES = ModelNames(tools().common)


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ("Claude Opus 4.8 (1M context)", "claude-opus-4-8"),
        ("claude-sonnet-4-5[1m]", "claude-sonnet-4-5"),
        ("openrouter/anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("openai-codex/gpt-5.4", "gpt-5.4"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"),
        ("anthropic.claude-opus-4-6", "claude-opus-4-6"),
        ("claude-opus-4-5@20251101", "claude-opus-4-5-20251101"),
        ("claude-4.5-sonnet", "claude-sonnet-4-5"),
        ("claude-4.5-opus-high-thinking", "claude-opus-4-5"),
        ("claude-3.7-sonnet-thinking", "claude-3-7-sonnet"),
        ("gpt-5.1-codex-max", "gpt-5.1-codex-max"),
        ("gpt-5-high", "gpt-5"),
        ("gemini-2.5-pro", "gemini-2.5-pro"),
        ("Gemini 3 Pro", "gemini-3-pro"),
        ("qwen3-coder", "qwen3-coder"),
        ("o3", "o3"),
        ("deepseek-v3.2", "deepseek-v3.2"),
    ],
)
def test_models(said: str, model: str) -> None:
    assert (NAMES.known(said), NAMES.stated(said)) == (model, model)


@pytest.mark.parametrize("said", ["default", "auto", "unknown", "<synthetic>", "tab", "", "-", "<x>"])
def test_what_the_tool_chose_is_not_known(said: str) -> None:
    assert NAMES.stated(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "Claude",
        "Claude Code",
        "claude code 2.0.1",
        "gptfdisk",
        "Gemini CLI 0.9",
        "Novak",
        "phil",
        "swedish",
        "Claudette 5",
    ],
)
def test_other_words_are_no_models(said: str) -> None:
    assert NAMES.known(said) is None


def test_what_is_said_to_be_a_model_may_be_of_any_family() -> None:
    assert NAMES.stated("Acme Writer 7B") == "acme-writer-7b"


def test_a_long_name_is_cut() -> None:
    assert len(NAMES.stated("x" * 1_000_000) or "") == 120


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "vendor/{}",
        "{}[1m]",
        "{} (1M context)",
        "{}-high",
        "{} (medium)",
        "us.vendor.{}-v1:0",
        "{}-thinking",
    ],
)
def test_a_spelling_is_of_the_model_that_it_is_of(written: str) -> None:
    """What attribution makes of a name is the model that the catalogue knows by it."""
    known = [name for one in providers() for model in one.models for name in (model.id, *model.aliases)]
    assert len(known) > 100
    for name in (written.format(each) for each in known):
        assert find(NAMES.stated(name) or "") is find(name), name


def test_an_effort_that_is_a_part_of_the_name() -> None:
    assert NAMES.stated("moonshotai/kimi-k2-thinking") == "kimi-k2-thinking"
    assert NAMES.stated("Kimi K2 - Thinking") == "kimi-k2-thinking"
    assert NAMES.stated("gpt-5.1-codex-max-high") == "gpt-5.1-codex-max"
    assert NAMES.stated("claude-opus-4-8-thinking") == "claude-opus-4-8"
