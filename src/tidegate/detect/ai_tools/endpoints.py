"""Settings that send what a tool reads and writes to other hosts than its maker's and the team's."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools.facts import hit, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.knowledge.configurations import configurations
from tidegate.knowledge.guardrails import compiled, guardrails
from tidegate.model.finding import Confidence, Severity
from tidegate.model.tools import Configuration, Endpoint

RULE = "ai-endpoint-redirect"
_TELEMETRY = "telemetry"


def detect(material: Material) -> Iterator[Hit]:
    for tool in tools(material):
        for endpoint in tool.endpoints:
            listed = material.is_listed(tool.tool, endpoint.host)
            if not listed and endpoint.host not in _own(tool):
                yield _hit(tool, endpoint)


def _own(tool: Configuration) -> list[str]:
    """The hosts of its maker."""
    known = configurations().tools.get(tool.tool)
    return known.endpoints if known else []


def _hit(tool: Configuration, endpoint: Endpoint) -> Hit:
    """Where a reference stands for the host, nobody can tell which it is."""
    severity, confidence = _weight(endpoint)
    where = endpoint.host or "a host that is set elsewhere"
    message = f"{tool.name}: `{endpoint.via}` sends its {endpoint.kind} traffic to {where}."
    identity = (endpoint.kind, endpoint.via, endpoint.host or "")
    return hit(RULE, tool, endpoint, message, identity, severity, confidence)


def _weight(endpoint: Endpoint) -> tuple[Severity | None, Confidence]:
    if endpoint.host is None:
        return Severity.MEDIUM, Confidence.LOW
    if compiled(guardrails().local_hosts).search(endpoint.host):
        return Severity.MEDIUM, Confidence.MEDIUM
    return (Severity.MEDIUM, Confidence.HIGH) if endpoint.kind == _TELEMETRY else (None, Confidence.HIGH)
