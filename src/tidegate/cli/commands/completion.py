"""``tidegate completion SHELL``: what makes a shell complete our words."""

from __future__ import annotations

import click

from tidegate.cli import status
from tidegate.cli.streams import emit

_INSTALL = {
    "bash": 'eval "$(tidegate completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(tidegate completion zsh)"   # in ~/.zshrc',
    "fish": "tidegate completion fish > ~/.config/fish/completions/tidegate.fish",
}


@click.command(short_help="Print the script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(list(_INSTALL)))
def command(shell: str) -> int:
    """Print the script that makes SHELL complete the commands and options of tidegate."""
    from click.shell_completion import get_completion_class

    from tidegate.cli.program import program

    completion = get_completion_class(shell)
    assert completion is not None
    script = completion(program, {}, "tidegate", "_TIDEGATE_COMPLETE").source()
    emit(f"# {_INSTALL[shell]}\n{script.strip()}\n")
    return status.DONE
