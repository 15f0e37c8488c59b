"""MCP servers and plugins: what is fetched without a fixed version, where data goes, what is another now."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from tidegate.detect.ai_tools.facts import hit, short, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.knowledge.guardrails import compiled, guardrails
from tidegate.model.finding import Confidence, Severity
from tidegate.model.tools import Configuration, Server

UNPINNED = "ai-server-unpinned"
REMOTE = "ai-server-remote"
CHANGED = "ai-server-changed"


def detect(material: Material) -> Iterator[Hit]:
    for tool in tools(material):
        for server in tool.servers:
            if not server.is_disabled:
                yield from _unpinned(tool, server)
                yield from _remote(tool, server, material.is_listed(tool.tool, server.host))
        yield from _plugins(tool)


def changed(base: Material, head: Material) -> Iterator[Hit]:
    """A server that has the same name and is another: whoever approved it approved something else."""
    for tool in tools(head):
        before = base.tools.tools.get(tool.tool)
        known = {one.name: one for one in before.servers} if before else {}
        for server in tool.servers:
            old = known.get(server.name)
            if old is not None and _resolved(old) != _resolved(server):
                said = ", ".join(
                    f"`{short(was)}` became `{short(now)}`"
                    for was, now in zip(_resolved(old), _resolved(server), strict=True)
                    if was != now
                )
                message = f"The MCP server `{server.name}` of {tool.name} is another: {said}."
                yield hit(CHANGED, tool, server, message, (server.name, *_resolved(server)))


def _resolved(server: Server) -> tuple[str, ...]:
    """What an approval is of; the names of what is handed to it, too."""
    return (
        " ".join((server.command, *server.args)).strip() or "no command",
        server.url or "no address",
        " ".join(server.environment) or "no variables",
        " ".join(server.headers) or "no headers",
    )


def _unpinned(tool: Configuration, server: Server) -> Iterator[Hit]:
    if server.package and server.is_pinned is False:
        what = server.package.partition(":")[2] + (f" {server.version}" if server.version else "")
        message = f"The MCP server `{server.name}` of {tool.name} runs whatever {what} is that day."
        yield hit(UNPINNED, tool, server, message, ("server", server.package, server.version or ""))


def _plugins(tool: Configuration) -> Iterator[Hit]:
    for plugin in tool.plugins:
        if plugin.is_pinned is False:
            message = (
                f"The {plugin.kind} `{short(plugin.name)}` of {tool.name} is whatever its owner makes of it."
            )
            yield hit(UNPINNED, tool, plugin, message, (plugin.kind, plugin.name, plugin.source))


def _remote(tool: Configuration, server: Server, is_listed: bool) -> Iterator[Hit]:
    """At most one: the worst that an address is."""
    url, host = server.url or "", server.host or ""
    known = guardrails()
    if not url or compiled(known.local_hosts).search(host):
        return
    name, identity = f"The MCP server `{server.name}` of {tool.name}", (host,)
    if compiled(known.metadata_hosts).search(host):
        message = f"{name} asks {host}, which gives a cloud machine's credentials away."
        yield hit(REMOTE, tool, server, message, ("metadata", *identity), Severity.CRITICAL)
    elif compiled(known.tunnel_hosts).search(host):
        message = f"{name} is at {host}, a tunnel that ends at a machine which nobody can name."
        yield hit(REMOTE, tool, server, message, ("tunnel", *identity))
    elif urlsplit(url).scheme in ("http", "ws"):
        message = f"{name} is asked over plain http at {host}: anybody on the way can read and change it."
        yield hit(REMOTE, tool, server, message, ("plain", *identity))
    elif host and not is_listed:
        without = "" if server.headers else ", without credentials that are seen here"
        message = f"{name} is at {host}{without}: what the assistant reads goes there."
        yield hit(REMOTE, tool, server, message, ("remote", *identity), Severity.MEDIUM, Confidence.MEDIUM)
