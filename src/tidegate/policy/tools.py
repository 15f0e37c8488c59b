"""What the team's list of AI tools asks for: tools that nobody answers for, or that are not reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tidegate.model.tier import Tier
from tidegate.policy.facts import ToolGap
from tidegate.policy.weighing import TIERS, Case, Weighed, review

_FILE = ".tidegate/ai-tools.yaml"
REDIRECTS = frozenset({"ai-endpoint-redirect", "ai-server-remote"})  # rules whose findings name the host
GAPS = {
    "unlisted": "an AI tool that {file} does not list",
    "unowned": "nobody answers for this AI tool in {file}",
    "never-reviewed": "this AI tool was never reviewed: `tidegate ai tools review`",
    "overdue": "the review of this AI tool counted until {due}: `tidegate ai tools review`",
    "refused": "{file} does not allow this AI tool",
    "endpoint": "its traffic goes to {host}, which {file} does not list",
}


def listed(case: Case, tier: Tier) -> Iterator[Weighed]:
    """Each gap raises the change's ``tier`` by one."""
    raised = TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]
    for gap in case.facts.tool_gaps:
        if _is_told(case, gap):
            continue
        text = f"{gap.name}: {_words(gap.code, gap.due)}"
        code = "ai-tool-" + gap.code.partition(" ")[0]
        yield review(raised, code, text, gap.paths)


def _is_told(case: Case, gap: ToolGap) -> bool:
    """Whether a finding of the change says already where the tool's traffic goes now."""
    host = gap.code.partition(" ")[2]
    told = (
        f.message.removesuffix(".") for f in case.introduced if f.rule in REDIRECTS and f.path in gap.paths
    )
    return bool(host) and any(host in re.split(r"[\s,:]+", message) for message in told)


def _words(code: str, due: date | None) -> str:
    what, _, host = code.partition(" ")
    return GAPS[what].format(file=_FILE, due=due, host=host[:200])
