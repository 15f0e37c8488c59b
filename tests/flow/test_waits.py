"""What makes an event loop stand still: followed through plain functions, not through threads."""

from __future__ import annotations

import pytest
from engine import Analysis

HEAD = """\
import asyncio
import functools
import threading
import time
from fastapi import BackgroundTasks, Depends, FastAPI, Response
from fastapi.responses import StreamingResponse
app = FastAPI()


def slow(): time.sleep(1)


def deep(): slow()


"""
PAUSE = 10  # the line of the pause


def held(handler: str) -> list[int]:
    return Analysis({"app.py": HEAD + handler}).findings().get("blocking-call-in-async", [])


@pytest.mark.parametrize(
    "body",
    [
        "slow()",
        "deep()",
        "return [slow() for _ in range(3)]",
        "await asyncio.gather(other())",
        "functools.partial(slow)()",
        "step = lambda: slow()\n    step()",
    ],
)
def test_what_is_called_holds_the_loop(body: str) -> None:
    handler = f"async def other(): deep()\n\n\n@app.get('/x')\nasync def view():\n    {body}\n"
    assert held(handler) == [PAUSE]


@pytest.mark.parametrize(
    "body",
    [
        "await asyncio.to_thread(deep)",
        "await asyncio.get_running_loop().run_in_executor(None, functools.partial(deep))",
        "threading.Thread(target=deep).start()",
        "tasks.add_task(deep)",
        "return StreamingResponse(chunks())",
        "return deep",
    ],
)
def test_what_is_handed_on_does_not(body: str) -> None:
    handler = f"""\
def chunks():
    slow()
    yield "a"


@app.get("/x")
async def view(tasks: BackgroundTasks):
    {body}
"""
    assert held(handler) == []


def test_injected_coroutines_hold_it_and_plain_functions_run_in_a_thread() -> None:
    handler = "@app.get('/x')\ndef view(a=Depends({name})): deep()\n"
    assert held(handler.format(name="deep")) == []
    assert held("async def turn(): deep()\n\n\n" + handler.format(name="turn")) == [PAUSE]


def test_a_command_has_its_loop_for_itself() -> None:
    command = "import click\n\n\n@click.command()\nasync def run(): slow()\n"
    assert held(command) == []
