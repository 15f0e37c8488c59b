"""What the team's list of AI tools asks for: tools that nobody answers for, or that are not reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tidegate.model.tier import Tier
from tidegate.policy.weighing import TIERS, Case, Weighed, review

_FILE = ".tidegate/ai-tools.yaml"


def listed(case: Case, tier: Tier) -> Iterator[Weighed]:
    """Each gap raises the change's ``tier`` by one."""
    raised = TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]
    for gap in case.facts.tool_gaps:
        text = f"{gap.name}: {_words(gap.code, gap.due)}"
        code = "ai-tool-" + gap.code.partition(" ")[0]
        yield review(raised, code, text, gap.paths)


def _words(code: str, due: date | None) -> str:
    what, _, rest = code.partition(" ")
    return {
        "unlisted": f"an AI tool that {_FILE} does not list",
        "unowned": f"nobody answers for this AI tool in {_FILE}",
        "never-reviewed": "this AI tool was never reviewed: `tidegate ai tools review`",
        "overdue": f"the review of this AI tool counted until {due}: `tidegate ai tools review`",
        "refused": f"{_FILE} does not allow this AI tool",
        "endpoint": f"its traffic goes to {rest[:200]}, which {_FILE} does not list",
    }[what]
