"""Commands with commands of their own, of which one is meant where none is named."""

from __future__ import annotations

import click


class MakesByDefault(click.Group):
    """Commands on documents; without one of their names a document is made."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if is_named else ["make", *args])
