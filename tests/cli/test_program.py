from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import tidegate
from tidegate.cli.program import Commands, program, run
from tidegate.model.errors import RepositoryError

SOURCES = Path(tidegate.__file__).parents[1]


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tidegate", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_version() -> None:
    process = start("--version")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out.split(), err) == (0, [b"tidegate", tidegate.__version__.encode()], b"")


def test_the_version_needs_nothing_heavy() -> None:
    heavy = "msgspec yaml rich tree_sitter sqlglot re2 pathspec jinja2 zstandard sqlite3"
    code = (
        "import sys\nfrom tidegate.cli.program import run\nrun(['--version'])\n"
        f"sys.exit(','.join(set({heavy!r}.split()) & set(sys.modules)) or 0)"
    )
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_went_away_is_no_error() -> None:
    process = start("rules")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as messages:
        assert messages.read() == b""
    assert process.wait(timeout=60) == 0


def leaves(command: click.Command) -> Iterator[click.Command]:
    """What does something, in groups of groups too."""
    if not isinstance(command, click.Group):
        yield command
        return
    for inner in command.commands.values():
        assert inner.short_help
        yield from leaves(inner)


def test_every_command_has_help_and_the_same_options() -> None:
    context = click.Context(program)
    names = program.list_commands(context)
    assert {"check", "rules", "config", "cache", "completion"} <= set(names)
    for name in names:
        command = program.get_command(context, name)
        assert command is not None
        assert command.short_help
        for leaf in leaves(command):
            options = {option for parameter in leaf.params for option in parameter.opts}
            common = {"-C", "--config", "--timeout", "--quiet", "--verbose", "--color", "--online"}
            assert common <= options or name == "completion"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ([], "missing command", "see: tidegate --help"),
        (["chek"], 'no command "chek"; did you mean check?', "see: tidegate --help"),
        (["zzz"], 'no command "zzz"; there are ', "see: tidegate --help"),
        (["rules", "--nope"], "no such option", "see: tidegate rules --help"),
        (["rules", "a", "b"], "got unexpected extra argument", "see: tidegate rules --help"),
        (["rules", "-C", "/nowhere"], "Directory '/nowhere' does not exist", "see: tidegate rules --help"),
        (["rules", "--timeout", "0"], "0.0 is not in the range", "see: tidegate rules --help"),
        (["config"], "missing command", "see: tidegate config --help"),
        (["ledger"], "missing command", "see: tidegate ledger --help"),
        (["release"], "missing command", "see: tidegate release --help"),
    ],
)
def test_usage_errors(
    arguments: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, *rest = err.splitlines()
    assert first.startswith("tidegate: error: ")
    assert message in first
    assert rest == [f"  {hint}"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Puts in the place of every command one that raises the parameter."""

    @click.command("broken")
    @click.option("--verbose", is_flag=True)
    def command(verbose: bool) -> None:
        raise request.param

    monkeypatch.setattr(Commands, "list_commands", lambda *_: ["broken"])
    monkeypatch.setattr(Commands, "get_command", lambda *_: command)


@pytest.mark.parametrize("broken", [RepositoryError('no "mian" here', "did you mean main?")], indirect=True)
@pytest.mark.usefixtures("broken")
def test_our_errors_say_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["broken"]) == 2
    assert capsys.readouterr() == ("", 'tidegate: error: no "mian" here\n  did you mean main?\n')


@pytest.mark.parametrize("broken", [RecursionError("too\ndeep \x1b[31m")], indirect=True)
@pytest.mark.usefixtures("broken")
def test_a_defect_is_one_line_unless_more_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["broken"]) == 2
    first, hint = capsys.readouterr().err.splitlines()
    assert first == "tidegate: error: unexpected RecursionError: too deep ?[31m"
    assert "--verbose" in hint
    assert run(["broken", "--verbose"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("broken", [KeyboardInterrupt()], indirect=True)
@pytest.mark.usefixtures("broken")
def test_an_interrupt_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["broken"]) == 130
    assert "tidegate: error: interrupted" in capsys.readouterr().err
