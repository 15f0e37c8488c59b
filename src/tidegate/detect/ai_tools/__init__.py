"""What a change lets AI tools do, and what it tells them: one module a question, all of one shape.

``DETECTORS`` look at one side, and both sides are held against each other afterwards; ``COMPARISONS`` say
what only both sides together tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.detect.ai_tools import (
    commands,
    comments,
    credentials,
    downloads,
    endpoints,
    flags,
    hidden,
    permissions,
    phrases,
    protections,
    servers,
    strangers,
    switches,
)
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material

Detector = Callable[[Material], Iterator[Hit]]
Comparison = Callable[[Material, Material], Iterator[Hit]]
DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("hidden text in instructions", hidden.detect),
    ("phrases in instructions", phrases.detect),
    ("comments in instructions", comments.detect),
    ("scripts that instructions run", downloads.detect),
    ("agents that strangers start", strangers.detect),
    ("flags of agents", flags.detect),
    ("settings of AI tools", switches.detect),
    ("permissions of AI tools", permissions.detect),
    ("MCP servers and plugins", servers.detect),
    ("commands of AI tools", commands.detect),
    ("endpoints of AI tools", endpoints.detect),
    ("credentials of AI tools", credentials.detect),
)
COMPARISONS: tuple[tuple[str, Comparison], ...] = (
    ("protections of AI tools", protections.lost),
    ("changed MCP servers", servers.changed),
)
