"""The answer to a question that was asked before: nothing that it rests on is otherwise.

People and programs ask the same of one change several times: for another format, for an explanation, before
they approve, in the hook and again in CI. Trees and commits never change under their ids, so the answer
is the same where the question is, the program is, and what lies outside of the trees is: notes, the
ledger, and advisories. What a registry says, and what was not understood for want of time or of
objects, is asked again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from tidegate.cache import Cache
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.git import Repository
from tidegate.model.canonical import digest
from tidegate.model.result import CheckResult
from tidegate.question import CheckOptions, Question, understood
from tidegate.stages import Stages

NAMESPACE = "answers/1"
REFERENCES = ("refs/notes/", "refs/tidegate/")  # say something of commits, and move


def answer(options: CheckOptions) -> CheckResult:
    """As ``check``, from an earlier one where that was asked the same. ``timings`` are always of this one."""
    stages = Stages()
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        with stages.stage("change"):
            question = understood(options, repository)
        with stages.stage("cache"):
            key = _key(question, repository)
            known = None if options.online else _known(cache, key)
        if known is not None:
            return msgspec.structs.replace(known, timings=stages.timings())
        from tidegate.check import judge

        judged = judge(question, repository, cache, stages)
        if judged.lasting and not options.online:
            _keep(cache, key, judged.result)
        return judged.result


def _keep(cache: Cache, key: str, result: CheckResult) -> None:
    """One that names files whose names are no UTF-8 is not kept."""
    with suppress(UnicodeEncodeError):
        cache.put_many(NAMESPACE, {key: msgspec.msgpack.encode(result)})


def _known(cache: Cache, key: str) -> CheckResult | None:
    data = cache.get_many(NAMESPACE, [key]).get(key)
    try:
        return msgspec.msgpack.decode(data, type=CheckResult) if data is not None else None
    except msgspec.MsgspecError:
        return None


def _key(question: Question, repository: Repository) -> str:
    """A digest over everything that the answer rests on."""
    asked = {name: getattr(question, name) for name in question.__struct_fields__ if name != "options"}
    options = msgspec.structs.replace(question.options, directory=Path(), config=None)
    outside = (repository.references(*REFERENCES), list(_files(Holdings().directory)))
    program = (sys.version, list(_files(Path(__file__).parent)), _stamp(Path(msgspec.__file__).parents[1]))
    return digest([asked, options, outside, program])


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of every file beneath, in one order; what Python compiles is none."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(Path(entry.path))
        else:
            yield _stamp(Path(entry.path))


def _stamp(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return str(path), state.st_size, state.st_mtime_ns
