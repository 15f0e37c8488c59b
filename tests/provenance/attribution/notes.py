"""Notes of git-ai for tests, in the standard's own form."""

from __future__ import annotations

import json
from collections.abc import Mapping

SESSION, PERSON, PROMPT, OLD = "s_ee473488895dc7", "h_44cc7477c8ddae", "3a95b5bc02bff70c", "3a95b5b"
TRACE = f"{SESSION}::t_0b5e1c77a2d394"


def note(files: Mapping[str, Mapping[str, str]], **metadata: object) -> str:
    """``files``: path → key → ranges; a path with a blank is quoted."""
    lines = []
    for path, keys in files.items():
        lines.append(f'"{path}"' if " " in path else path)
        lines += [f"  {key} {ranges}" for key, ranges in keys.items()]
    document = {"schema_version": "authorship/3.0.0", "base_commit_sha": "0" * 40, "prompts": {}, **metadata}
    return "\n".join([*lines, "---", json.dumps(document)])


def session(
    tool: str = "claude", model: str = "claude-opus-4-8", **more: object
) -> dict[str, dict[str, object]]:
    """The map of one session."""
    return {SESSION: {"agent_id": {"tool": tool, "id": "1", "model": model}, **more}}


def prompt(tool: str = "cursor", model: str = "gpt-5", **more: object) -> dict[str, dict[str, object]]:
    """The map of one prompt, as tools wrote it before there were sessions."""
    return {PROMPT: {"agent_id": {"tool": tool, "id": "1", "model": model}, **more}}
