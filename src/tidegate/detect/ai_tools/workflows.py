"""A workflow as the guardrails read it: what starts it, and the steps that run an agent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

import msgspec

from tidegate.dependencies.scripts.shell import logical
from tidegate.detect.ai_tools.freed import Freed, freed
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.knowledge.configurations import Configured, configurations
from tidegate.knowledge.guardrails import CiAgent, compiled, guardrails

_FOLDER = ".github/workflows/"
_LARGEST = 512_000  # bytes; none that large runs
_MOST_STEPS = 1_000  # a job may have that many
_YAML = (".yml", ".yaml")


class Step(msgspec.Struct, frozen=True):
    """``asks`` are the conditions of its job and itself; ``environment`` is what both of them see."""

    job: str
    uses: str
    run: str
    inputs: Mapping[str, str]
    environment: Mapping[str, str]
    asks: str
    runner: str
    line: int
    freed: tuple[Freed, ...] = ()  # in its script

    @property
    def tool(self) -> Configured | None:
        """The tool that its action runs."""
        action = self.uses.partition("@")[0].lower()
        return next((one for one in configurations().tools.values() if one.action(action)), None)

    @property
    def agent(self) -> CiAgent | None:
        """What is known of the action that it is."""
        action = self.uses.partition("@")[0].lower()
        return next((one for one in guardrails().agents if one.action == action), None)

    @property
    def runs_agent(self) -> bool:
        return self.agent is not None or bool(compiled(guardrails().agent_commands).search(self.run))

    @property
    def told(self) -> str:
        """What its agent is told: prompts, and commands of a shell, with variables that stand in them."""
        agent = self.agent
        texts = [self.inputs.get(name, "") for name in agent.prompts] if agent else [self.run]
        spoken = "\n".join(texts)
        used = [value for name, value in self.environment.items() if compiled(_variable(name)).search(spoken)]
        return "\n".join([spoken, *used])


class Workflow:
    """``steps`` of all jobs in their order."""

    def __init__(self, path: str, lines: list[str], document: Mapping[str, Any]) -> None:
        self.path = path
        self.lines = lines
        self._document = document

    @classmethod
    def read(cls, source: Source) -> Workflow:
        """Raise Unreadable."""
        if len(source.content) > _LARGEST:
            raise Unreadable(f"it is larger than {_LARGEST // 1000} kB")
        document = source.yaml() or {}
        if not isinstance(document, dict):
            raise Unreadable("it is no workflow: no object")
        return cls(source.path, source.lines, document)

    @cached_property
    def events(self) -> frozenset[str]:
        on = self._document.get("on")
        return frozenset([on] if isinstance(on, str) else (str(one) for one in on or ()))

    @property
    def is_open(self) -> bool:
        """Whether people without rights cause it, in a run that has secrets."""
        return not self.events.isdisjoint(guardrails().strangers)

    @cached_property
    def steps(self) -> list[Step]:
        """Raise Unreadable where there are too many, or one's script is none that can be read."""
        found = list(islice(self._steps(), _MOST_STEPS + 1))
        if len(found) > _MOST_STEPS:
            raise Unreadable(f"it has more than {_MOST_STEPS:,} steps")
        return found

    def line_text(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def line(self, words: str, start: int = 1) -> int:
        """Where a text stands first, from a line on; else that line."""
        numbers = range(start, len(self.lines) + 1) if words else ()
        return next((number for number in numbers if words in self.lines[number - 1]), start)

    def _steps(self) -> Iterator[Step]:
        at = 1
        for name, job in _objects(self._document.get("jobs")):
            at = self.line(f"{name}:", at)
            for step in job.get("steps") or () if isinstance(job.get("steps"), list) else ():
                if isinstance(step, dict):
                    made = self._step(name, job, step, at)
                    at = made.line
                    yield made

    def _step(self, name: str, job: Mapping[str, Any], step: Mapping[str, Any], at: int) -> Step:
        uses, run = _text(step.get("uses")), _text(step.get("run"))
        environment = {**_texts(self._document.get("env")), **_texts(job.get("env"))}
        first = next((line.strip() for line in run.split("\n") if line.strip()), "")
        return Step(
            job=name,
            uses=uses,
            run=run,
            inputs=_texts(step.get("with")),
            environment={**environment, **_texts(step.get("env"))},
            asks=f"{_text(job.get('if'))} {_text(step.get('if'))}",
            runner=_text(job.get("runs-on")),
            line=self.line(uses or first, at),
            freed=tuple(freed(logical(enumerate(run.split("\n"), 1)))),
        )


def is_workflow(path: str) -> bool:
    return path.startswith(_FOLDER) and path.endswith(_YAML)


def _variable(name: str) -> str:
    return rf"\$\{{?{name}\b|env\.{name}\b" if name.isidentifier() else r"[^\x00-\x{10FFFF}]"


def _objects(value: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield from ((name, one) for name, one in value.items() if isinstance(one, dict))


def _texts(value: object) -> dict[str, str]:
    return {name: _text(one) for name, one in value.items()} if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
