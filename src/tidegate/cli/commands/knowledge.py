"""``tidegate knowledge``: library files made from what others know."""

from __future__ import annotations

import re
from pathlib import Path

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit, note, safe
from tidegate.model.errors import KnowledgeError, UsageError


@click.group("knowledge", short_help="Library files for .tidegate/knowledge/.")
def command() -> None:
    """What is known of libraries: files of the team's own in .tidegate/knowledge/."""


@command.command("import", short_help="Make a library file from CodeQL models-as-data.")
@click.argument("files", metavar="FILE…", nargs=-1, required=True,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--save", metavar="NAME", help="Write .tidegate/knowledge/NAME.yaml, which must not exist yet.")
@common
def import_(shared: Common, files: tuple[Path, ...], save: str | None) -> int:
    """Say the rows of FILE… (CodeQL models-as-data, YAML) as one library file, on standard output.

    Each row that cannot be said is named in a comment of it, with the reason.
    """
    from tidegate.knowledge.models_as_data import as_yaml, import_models
    from tidegate.knowledge.weaknesses import by_sink

    target = None if save is None else _target(shared.directory, save)
    texts = {str(file): _text(file) for file in files}
    imported = import_models(save or "imported", texts, by_sink())
    text = "".join(f"# not said: {safe(line)}\n" for line in imported.unsaid) + as_yaml(imported.library)
    if target is None:
        emit(text)
    else:
        _write(target, text)
    if not shared.quiet:
        where = f" in {target}" if target else ""
        note(f"{imported.said} rows said{where}, {len(imported.unsaid)} not")
    return status.DONE


def _target(directory: Path, name: str) -> Path:
    from tidegate.cli.settings import own_file

    if not re.fullmatch(r"\w[\w.-]*", name):
        raise UsageError(f'"{name}" is no name of a library file', "write letters, digits, '.', '_' and '-'")
    return own_file(directory).parent / "knowledge" / f"{name}.yaml"


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{file} cannot be read: {error}", "name a YAML file in UTF-8") from error


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{target} is there already", "choose another NAME, or remove it first") from None
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written: {error.strerror}", "name a directory of yours by -C"
        ) from error
