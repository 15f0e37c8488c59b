"""Workflows of GitHub Actions (Gitea, Forgejo) that run an AI tool: as an action, or by its program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tidegate.knowledge.configurations import Action, Configured, Key
from tidegate.model.tools import CiAgent, Effect, Fact, Model, Permission, Place, Switch, Version
from tidegate.provenance.tools.expressions import one_of
from tidegate.provenance.tools.meanings import facts
from tidegate.provenance.tools.site import Site
from tidegate.provenance.tools.walking import Met, parts, text, walk

_SECRET = r"secrets\s*(?:\.\s*|\[\s*['\"])([A-Za-z_][A-Za-z0-9_]*)"
_BEFORE = r"(?:^|run:|- |[;&|(`]|\bthen|\bdo|\bexec|\bnpx(?:\s+-\S+)*|\bsudo|\$\()\s*(?:[A-Za-z_]\w*=\S*\s+)*"
_LONGEST = 100_000  # characters of a script that are looked at
_ENVIRONMENT = Key(at="env", means="environment")


def agents(document: Any, site: Site) -> Iterator[Fact]:
    """Of one workflow, everything that its steps say of the tool of ``site``."""
    steps = list(walk(document, parts("jobs.*.steps[]")))
    for met in steps:
        step = met.value
        if not isinstance(step, dict):
            continue
        if (action := _action(step, site)) is not None:
            yield _agent(document, met, text(step["uses"]), site)
            yield from facts(step.get("with"), action.keys, site, (*met.at, "with"))[0]
            yield from _surroundings(document, met, site)
            yield from _options(_texts(step.get("with")), site.places(met.at), site)
        elif _runs(step, site):
            yield _agent(document, met, site.known.programs[0], site)
            yield from _surroundings(document, met, site)
            yield from _options([text(step["run"])], site.places(met.at), site)


def pipeline(source: str, site: Site) -> Iterator[Fact]:
    """Of a pipeline of another service: where it starts a program of the tool, and the options there."""
    lines = source[:_LONGEST].split("\n") if site.known.programs else []
    for number, line in enumerate(lines, 1):
        if runs(line, site.known):
            yield CiAgent(job="", runs=site.known.programs[0], places=site.on_line(number))
            yield from _options([line], site.on_line(number), site)


def _action(step: dict[str, Any], site: Site) -> Action | None:
    name = text(step.get("uses") or "").partition("@")[0].lower()
    return site.known.action(name)


def _runs(step: dict[str, Any], site: Site) -> bool:
    """Whether a script calls one of the tool's programs, not merely names it."""
    script = step.get("run")
    return isinstance(script, str) and bool(site.known.programs) and runs(script[:_LONGEST], site.known)


def runs(script: str, known: Configured) -> bool:
    """Whether a line of a script, or of a workflow that holds one, begins with a program of the tool."""
    names = "|".join(re.escape(name) for name in known.programs)
    return one_of([rf"(?m){_BEFORE}(?:{names})(?:[ \t\\]|$)"]).search(script) is not None


def _surroundings(document: Any, met: Met, site: Site) -> Iterator[Fact]:
    """The variables that the step sees."""
    for holder, at in ((document, ()), (_job(document, met), met.at[:2]), (met.value, met.at)):
        yield from facts(holder, [_ENVIRONMENT], site, at)[0]


def _job(document: Any, met: Met) -> dict[str, Any]:
    job = document["jobs"][met.names[0]]
    return job if isinstance(job, dict) else {}


def _agent(document: Any, met: Met, runs: str, site: Site) -> CiAgent:
    name, _, version = runs.partition("@")
    around = _job(document, met)
    seen = [met.value, document.get("env"), around.get("env")]
    return CiAgent(
        job=met.names[0],
        runs=name,
        version=version or None,
        is_pinned=site.masking.is_commit(version) if version else None,
        triggers=_triggers(document),
        token=_token(document, around),
        secrets=tuple(sorted({name for one in seen for name in _secrets(one)})),
        places=site.places(met.at),
    )


def _triggers(document: dict[str, Any]) -> tuple[str, ...]:
    on = document.get("on")
    return tuple(sorted({text(one) for one in (on if isinstance(on, dict | list) else [on] if on else [])}))


def _token(document: dict[str, Any], job: dict[str, Any]) -> tuple[str, ...]:
    """The rights of the job's token; none where nobody says, then the repository's settings hold."""
    own = job.get("permissions")
    said = document.get("permissions") if own is None else own
    if isinstance(said, dict):
        return tuple(sorted(f"{name}: {text(value)}" for name, value in said.items()))
    return (text(said),) if said else ()


def _secrets(value: Any) -> Iterator[str]:
    import re2

    for one in _texts(value):
        yield from (found[1] for found in re2.finditer(_SECRET, one[:_LONGEST]))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [
            found for one in (value.values() if isinstance(value, dict) else value) for found in _texts(one)
        ]
    return [] if value is None else [text(value)]


def _options(texts: list[str], places: tuple[Place, ...], site: Site) -> Iterator[Fact]:
    """Options of the tool's command line, wherever they are given."""
    for one in texts:
        for flag in site.known.flags:
            expression = rf"(?:^|[\s\"'])({re.escape(flag.flag)})(?:$|[\s\"'=])"
            if not one_of([expression]).search(one[:_LONGEST]):
                continue
            values = _values(one, flag.flag)
            if flag.means == "switch":
                yield Switch(
                    kind=flag.kind, key=flag.flag, value="true", is_unsafe=flag.unsafe, places=places
                )
            elif flag.means == "model":
                yield from (Model(name=value, key=flag.flag, places=places) for value in values)
            else:
                for rule in (part.strip() for value in values for part in value.split(",")):
                    is_all = site.is_catch_all(rule)
                    yield Permission(effect=Effect.ALLOW, what=rule, is_catch_all=is_all, places=places)


def _values(script: str, flag: str) -> list[str]:
    import re2

    quoted = re2.escape(flag) + r"[= ]+(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s\"']+))"
    return [
        next(part for part in found.groups() if part is not None)
        for found in re2.finditer(quoted, script[:_LONGEST])
    ]


def versions(source: str, site: Site) -> Iterator[Fact]:
    """Where a text installs the tool in a version: ``NAME@1.2.3``, ``"NAME": "1.2.3"``, ``NAME==1.2.3``."""
    import re2

    for package in site.known.packages:
        name = re2.escape(package.partition(":")[2])
        pattern = rf"(?:^|[\s\"'=/]){name}(?:@|==|\"\s*:\s*\")(\d[\w.+-]*)"
        for found in re2.finditer(f"(?m){pattern}", source):
            line = source.count("\n", 0, found.start(1)) + 1
            yield Version(kind="pinned", version=found[1], places=site.on_line(line))
