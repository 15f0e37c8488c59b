from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tidegate
from tidegate.cli.program import run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_every_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_TIDEGATE_COMPLETE={shell}_complete" in script
    assert script.startswith("# ")


def test_an_unknown_shell_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "tcsh"]) == 2
    assert "'tcsh' is not one of" in capsys.readouterr().err


def test_bash_completes_commands() -> None:
    environment = os.environ | {
        "PYTHONPATH": str(Path(tidegate.__file__).parents[1]),
        "_TIDEGATE_COMPLETE": "bash_complete",
        "COMP_WORDS": "tidegate ru",
        "COMP_CWORD": "1",
    }
    code = "from tidegate.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert done.stdout.split() == [b"plain,rules"]
