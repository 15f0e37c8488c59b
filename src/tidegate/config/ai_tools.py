"""What a team says of its AI tools in ``.tidegate/ai-tools.yaml``, as types.

It counts from the tip of the base branch. As in ``settings``, the types are the one place where keys stand:
the reader, its messages and the JSON Schema for editors come from them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from tidegate.config.loading import Read, decoded_as
from tidegate.config.words import Day, Word

AI_TOOLS = ".tidegate/ai-tools.yaml"
REVIEW_DAYS = 92  # a quarter, the longest one
_PAGE = "ai-tools"

Text = Annotated[
    str, Meta(pattern=r"\S", max_length=1000, description="In words", extra={"is": "a text in words"})
]
Host = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9.*-]+(:\d+)?$", max_length=300, extra={"is": "a host such as *.acme.example"}),
]
Quarter = Annotated[
    str, Meta(pattern=r"^\d{4}-Q[1-4]$", extra={"is": "a quarter such as 2026-Q4"}, description="2026-Q4")
]


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class ListedTool(_Section, frozen=True):
    """One tool that the team knows of. ``last_reviewed`` counts for 92 days."""

    owner: Annotated[str, Meta(description="Who answers for it: a person", extra={"is": "a text"})] = ""
    allowed: Annotated[
        bool, Meta(description="false: it must not be used", extra={"is": "true or false"})
    ] = True
    last_reviewed: Annotated[Day | None, Meta(description="The day of its last quarterly review")] = None
    reviewer: Annotated[str, Meta(description="Who reviewed it", extra={"is": "a text"})] = ""
    endpoints: Annotated[tuple[Host, ...], Meta(description="Hosts that its traffic may go to")] = ()
    version: Annotated[
        str, Meta(description="The version in use, where it is known", extra={"is": "a text"})
    ] = ""

    def due(self) -> date | None:
        """The last day on which its review counts; ``None``: there was none."""
        return self.last_reviewed + timedelta(REVIEW_DAYS) if self.last_reviewed else None


class Declaration(_Section, frozen=True):
    """What leaves no trace, such as chat in a browser, as the team declares it once a quarter.

    It is a claim until an event of the ledger says the same.
    """

    quarter: Quarter
    by: Annotated[Text, Meta(description="Who declares it")]
    says: Annotated[Text, Meta(description="Which tools were used for what, or that none was")]


class AiTools(_Section, frozen=True):
    """The team's AI tools, by their ids (``tidegate ai tools --output json`` lists them)."""

    version: Annotated[int, Meta(ge=1, le=1, description="Of this format", extra={"is": "1"})]
    tools: Annotated[dict[Word, ListedTool], Meta(description="By the tool's id")] = {}
    declarations: tuple[Declaration, ...] = ()


def load_tools(read: Read) -> AiTools | None:
    """What base says; ``None`` where there is no such file. Raise SettingsError."""
    data = read(AI_TOOLS)
    return None if data is None else parse_tools(data, AI_TOOLS)


def parse_tools(data: bytes, where: str) -> AiTools:
    """Raise SettingsError with every problem, its line and the nearest known key."""
    return msgspec.convert(decoded_as(AiTools, data, where, _PAGE).plain, AiTools)
