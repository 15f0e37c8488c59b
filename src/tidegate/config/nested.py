"""Settings in folders of a repository: for what is below such a folder they tighten those above.

What speaks of paths is read from the folder on. What does not, such as the age of packages, holds for every
change that touches the folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import PurePosixPath

import msgspec

from tidegate.config.loading import SETTINGS, Words, parse
from tidegate.config.settings import Rule, SensitivePaths, Settings
from tidegate.config.tiers import Condition, TeamTier
from tidegate.config.tightening import tightened
from tidegate.model.errors import ConfigurationError


def places(touched: Iterable[str]) -> list[str]:
    """Where settings may stand that are of the paths ``touched``, the highest first."""
    folders = {folder for path in touched for folder in PurePosixPath(path).parents if folder.name}
    return [f"{folder}/{SETTINGS}" for folder in sorted(folders, key=lambda one: (len(one.parts), one))]


def nested(root: Settings, files: Mapping[str, bytes], words: Words) -> Settings:
    """``root``, tightened by the settings in ``files``, by path. Raise ConfigurationError."""
    inner = (_inner(path, data, root, words) for path, data in files.items())
    return reduce(tightened, inner, root)


def _inner(path: str, data: bytes, root: Settings, words: Words) -> Settings:
    settings, folder = parse(data, path, words), path.removesuffix(f"/{SETTINGS}")
    if settings.extends or settings.mode == "observe":
        raise ConfigurationError(
            f"{path}: extends and mode are for the repository's own settings", f"say them in {SETTINGS}"
        )
    return msgspec.structs.replace(
        settings,
        mode=root.mode,
        observe_until=root.observe_until,
        ledger=root.ledger,
        rules={name: _rule(rule, folder) for name, rule in settings.rules.items()},
        sensitive_paths=tuple(_sensitive(one, folder) for one in settings.sensitive_paths),
        tiers=tuple(_tier(one, folder) for one in settings.tiers),
    )


def below(folder: str, glob: str) -> str:
    """The glob as it is said from the top: without a slash inside it holds at any depth, as in .gitignore."""
    negated, rest = ("!", glob[1:]) if glob.startswith("!") else ("", glob)
    anchored = "/" in rest.rstrip("/")
    return f"{negated}/{_literal(folder)}/{'' if anchored else '**/'}{rest.lstrip('/')}"


def _literal(folder: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\*?[ " else letter for letter in folder)


def _globs(folder: str, globs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(below(folder, glob) for glob in globs)


def _rule(rule: Rule, folder: str) -> Rule:
    return msgspec.structs.replace(rule, paths=_globs(folder, rule.paths))


def _sensitive(one: SensitivePaths, folder: str) -> SensitivePaths:
    return msgspec.structs.replace(one, paths=_globs(folder, one.paths))


def _tier(tier: TeamTier, folder: str) -> TeamTier:
    here = Condition(paths=(f"/{_literal(folder)}/**",))
    inner = (_condition(tier.when, folder),) if tier.when is not None else ()
    return msgspec.structs.replace(tier, when=Condition(all=(here, *inner)))


def _condition(one: Condition, folder: str) -> Condition:
    return msgspec.structs.replace(
        one,
        any=tuple(_condition(each, folder) for each in one.any),
        all=tuple(_condition(each, folder) for each in one.all),
        not_=_condition(one.not_, folder) if one.not_ is not None else None,
        paths=_globs(folder, one.paths),
        only_paths=_globs(folder, one.only_paths),
    )
