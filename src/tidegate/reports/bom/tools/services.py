"""Where AI tools send data: what their settings name, and what is known of the tools themselves.

That something was sent nobody records; that it is sent there is what the tool is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from tidegate.knowledge.configurations import Configured, configurations
from tidegate.model.generated import Tooling
from tidegate.model.tools import Server
from tidegate.provenance.tools import masking
from tidegate.reports.bom.addresses import public
from tidegate.reports.bom.properties import Pairs, properties

MODEL, SERVER = "model", "mcp"
_DATA = {  # kind → which way data go, and which
    MODEL: ("bi-directional", "source-code"),
    "proxy": ("bi-directional", "source-code"),
    "telemetry": ("outbound", "telemetry"),
    SERVER: ("bi-directional", "unknown"),
}
_HERE = ("localhost", "ip6-localhost", "::1", "host.docker.internal")
_THIS = ("127.", "0.")  # addresses that begin so are of the machine


class Use(msgspec.Struct, frozen=True, order=True):
    """``via`` is the setting or server that names it; empty: the tool does so by itself."""

    tool: str
    kind: str
    via: str = ""
    url: str = ""
    vendor: str = ""
    has_credentials: bool = False


class Service(msgspec.Struct, frozen=True):
    host: str
    uses: tuple[Use, ...]

    @property
    def ref(self) -> str:
        return f"service:{quote(self.host, safe=':')}"


def services(tooling: Tooling) -> tuple[Service, ...]:
    """By host, sorted."""
    found: dict[str, set[Use]] = {}
    for host, use in _uses(tooling):
        found.setdefault(host, set()).add(use)
    return tuple(Service(host, tuple(sorted(found[host]))) for host in sorted(found))


def of_tool(tool: str, known: tuple[Service, ...]) -> list[str]:
    """The refs of those that a tool asks its models at."""
    return [
        one.ref for one in known if any(use.tool == tool and use.kind in (MODEL, "proxy") for use in one.uses)
    ]


def unnamed(tooling: Tooling) -> Iterator[tuple[str, str]]:
    """Tools whose traffic goes where something outside of the repository says: the tool, and what says so."""
    for tool, one in sorted(tooling.configured.items()):
        yield from sorted({(tool, endpoint.via) for endpoint in one.endpoints if not endpoint.host})


def _uses(tooling: Tooling) -> Iterator[tuple[str, Use]]:
    for entry in tooling.entries:
        about = configurations().tools.get(entry.id, Configured())
        for host in about.endpoints:
            yield host, Use(entry.id, MODEL, "", "", about.vendor, bool(about.credentials))
    for tool, one in tooling.configured.items():
        for endpoint in one.endpoints:
            if endpoint.host:
                yield endpoint.host, Use(tool, endpoint.kind, endpoint.via, endpoint.url)
        for server in one.servers:
            for address in _asked(server):
                if named := masking.host(address):
                    via = f"MCP server {server.name}"
                    yield named, Use(tool, SERVER, via, address, "", bool(server.headers))


def _asked(server: Server) -> Iterator[str]:
    """Its own address, and those that it is given."""
    if not server.is_disabled:
        yield from [server.url] if server.url else []
        yield from (masking.bare_url(one) for one in server.args if one.startswith(("http://", "https://")))


def service(one: Service) -> dict[str, Any]:
    """As CycloneDX has it."""
    vendors = sorted({use.vendor for use in one.uses if use.vendor})
    kinds = sorted({use.kind for use in one.uses})
    made: dict[str, Any] = {
        "bom-ref": one.ref,
        "provider": {"name": vendors[0]} if len(vendors) == 1 else None,
        "name": one.host,
        "endpoints": sorted({public(use.url) or one.host for use in one.uses}),
        "authenticated": True if any(use.has_credentials for use in one.uses) else None,
        "x-trust-boundary": not is_here(one.host),
        "data": [{"flow": flow, "classification": what} for flow, what in sorted({*map(_data, kinds)})],
        "properties": properties(_told(one)),
    }
    return {key: value for key, value in made.items() if value is not None}


def is_here(host: str) -> bool:
    """Whether it is the machine itself."""
    return host in _HERE or host.endswith(".localhost") or host.startswith(_THIS)


def _data(kind: str) -> tuple[str, str]:
    return _DATA.get(kind, ("unknown", "unknown"))


def _told(one: Service) -> Pairs:
    for use in one.uses:
        yield "service:kind", use.kind
        yield "service:tool", use.tool
        yield "service:saidBy", f"{use.tool}: {use.via or 'what is known of the tool'}"
