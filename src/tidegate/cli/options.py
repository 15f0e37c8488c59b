"""The options that every command has."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click


class Common(NamedTuple):
    directory: Path
    config: Path | None
    timeout: float | None  # seconds
    quiet: bool
    verbose: bool
    color: str
    online: bool


_OPTIONS = (
    click.option(
        "-C",
        "directory",
        metavar="DIR",
        default=".",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Judge the repository that DIR is in.",
    ),
    click.option(
        "--config",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Use FILE instead of the base branch's .tidegate/config.yaml.",
    ),
    click.option(
        "--timeout",
        metavar="SECONDS",
        type=click.FloatRange(min=0, min_open=True),
        help="Stop looking after SECONDS; what was not seen is named.",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Print nothing that was not asked for."),
    click.option("--verbose", "-v", is_flag=True, help="Also print where the time went."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour the text report.",
    ),
    click.option("--online/--offline", default=False, help="May ask the network. Default: --offline."),
)


def with_options(
    options: Sequence[Callable[..., Any]], kind: type[Any], name: str
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Add ``options``; what they say arrives as one named tuple of that ``kind``, called ``name``."""

    def added(function: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(function)
        def wrapped(*given: Any, **values: Any) -> int:
            told = kind(**{field: values.pop(field) for field in kind._fields})
            return function(*given, **{name: told}, **values)

        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return added


def common(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that every command has; they arrive as one ``Common``, the first argument."""

    @functools.wraps(function)
    def wrapped(**values: Any) -> int:
        shared = Common(**{name: values.pop(name) for name in Common._fields})
        return function(shared, **values)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
