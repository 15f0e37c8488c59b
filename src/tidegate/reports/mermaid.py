"""The blast radius as a Mermaid graph: who reaches the changed code, and what it touches."""

from __future__ import annotations

from tidegate.model.result import BlastRadius, EntryPoint
from tidegate.reports import words
from tidegate.reports.cells import clip_middle

_NODES = 15
_CHANGED = 5
_TOUCHED = 4  # data and services together
_LABEL = 40  # cells


def graph(radius: BlastRadius) -> tuple[list[str], int]:
    """The graph's lines, and how many nodes were left out; no lines where there is nothing to draw."""
    changed = sorted(radius.changed)
    touched = _touched(radius)
    entries = words.entries(radius)
    edges = sorted({(e.caller, e.callee) for e in radius.edges})
    if not changed or not (touched or entries or edges):
        return [], 0
    # A handler that is not changed itself is drawn as its entry point.
    doors = {entry.handler for entry in entries} - {"", *changed}
    chosen = _Chosen(changed[:_CHANGED], touched[:_TOUCHED])
    for entry in entries:
        way = _way(entry, edges, set(changed))
        chosen.add(entry.name, [name for name in way if name not in doors])
    for caller, callee in edges:
        if callee in chosen.definitions and caller not in doors:
            chosen.add(None, [caller])
    definitions = {*changed, *(name for edge in edges for name in edge)} - doors
    whole = len(definitions) + len({e.name for e in entries}) + len(touched)
    return _drawn(chosen, set(changed), entries, edges), whole - chosen.size()


def _touched(radius: BlastRadius) -> list[tuple[str, str]]:
    """(name, shape) of what the changed code touches, new and changed things first."""
    data = [(words.thing(access), "data") for access in words.accesses(radius.data)]
    services = [(words.thing(access), "service") for access in words.accesses(radius.services)]
    return list(dict.fromkeys(data + services))


def _way(entry: EntryPoint, edges: list[tuple[str, str]], changed: set[str]) -> list[str]:
    """The definitions on a shortest way from the entry point's handler to changed code, both included."""
    came_from: dict[str, str] = {entry.handler: ""}
    queue = [entry.handler]
    for name in queue:
        if name in changed:
            return _back(name, came_from)
        for caller, callee in edges:
            if caller == name and callee not in came_from:
                came_from[callee] = name
                queue.append(callee)
    return [entry.handler] if entry.handler in changed else []


def _back(name: str, came_from: dict[str, str]) -> list[str]:
    way = [name]
    while came_from[way[-1]]:
        way.append(came_from[way[-1]])
    return way[::-1]


class _Chosen:
    """The nodes that fit, most telling first."""

    def __init__(self, changed: list[str], touched: list[tuple[str, str]]) -> None:
        self.definitions = changed
        self.entries: list[str] = []
        self.touched = touched

    def size(self) -> int:
        return len(self.definitions) + len(self.entries) + len(self.touched)

    def add(self, entry: str | None, way: list[str]) -> None:
        """The entry point and its way, whole or not at all."""
        names = [name for name in dict.fromkeys(way) if name not in self.definitions]
        entries = [entry] if entry is not None and entry not in self.entries else []
        if self.size() + len(names) + len(entries) <= _NODES:
            self.definitions += names
            self.entries += entries


def _drawn(
    chosen: _Chosen, changed: set[str], entries: list[EntryPoint], edges: list[tuple[str, str]]
) -> list[str]:
    node = {name: f"d{n}" for n, name in enumerate(chosen.definitions)}
    door = {name: f"e{n}" for n, name in enumerate(chosen.entries)}
    open_doors = sorted({door[e.name] for e in entries if e.name in door and not words.guarded(e)})
    lines = ["flowchart LR"]
    lines += [f'  {key}(["{label(name)}"])' for name, key in door.items()]
    lines += [f'  {key}["{label(name)}"]' for name, key in node.items() if name not in changed]
    lines += ["  subgraph change [changed]"]
    lines += [f'    {node[name]}["{label(name)}"]' for name in node if name in changed]
    lines += ["  end"]
    lines += [_shape(f"t{n}", name, shape) for n, (name, shape) in enumerate(chosen.touched)]
    lines += [f"  {a} --> {b}" for a, b in _arrows(entries, edges, door, node)]
    lines += [f"  change --> t{n}" for n in range(len(chosen.touched))]
    lines += ["  classDef changed stroke-width:3px,stroke:#d29922", "  classDef open stroke:#cf222e"]
    lines += [f"  class {','.join(key for name, key in node.items() if name in changed)} changed"]
    return lines + ([f"  class {','.join(open_doors)} open"] if open_doors else [])


def _arrows(
    entries: list[EntryPoint], edges: list[tuple[str, str]], door: dict[str, str], node: dict[str, str]
) -> list[tuple[str, str]]:
    """From each entry point to its handler or, where that is not drawn, to what the handler calls."""
    doors: dict[str, set[str]] = {}
    for entry in entries:
        if entry.name in door:
            doors.setdefault(entry.handler, set()).add(door[entry.name])
    arrows = {(key, node[handler]) for handler, keys in doors.items() if handler in node for key in keys}
    for caller, callee in edges:
        starts = {node[caller]} if caller in node else doors.get(caller, set())
        ends = {node[callee]} if callee in node else doors.get(callee, set())
        arrows |= {(start, end) for start in starts for end in ends}
    return sorted(arrows)


def _shape(key: str, name: str, shape: str) -> str:
    return f'  {key}[("{label(name)}")]' if shape == "data" else f'  {key}{{{{"{label(name)}"}}}}'


def label(name: str) -> str:
    """``name`` between a label's quotes: what is not a letter, a digit or plain is a code point."""
    short = clip_middle(name or "?", _LABEL)
    return "".join(c if c.isalnum() or c in " ._/-,…" else f"#{ord(c)};" for c in short)
