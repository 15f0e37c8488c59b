"""``.tidegate/`` → settings. Files are asked for by path, wherever they are read from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from tidegate.config.decoding import Decoded, decode, join, nearest
from tidegate.config.nodes import Problem, Unreadable, compose
from tidegate.config.patterns import BadGlob, paths
from tidegate.config.settings import DEFAULTS, Settings
from tidegate.config.tier_problems import tier_globs, tier_problems, tier_rules
from tidegate.model.errors import ConfigurationError
from tidegate.model.period import is_date, last_day

Read = Callable[[str], bytes | None]

FOLDER = ".tidegate"
SETTINGS = f"{FOLDER}/config.yaml"
KNOWLEDGE = f"{FOLDER}/knowledge/"
PAGE = "configuration"


class SettingsError(ConfigurationError):
    """All problems of one file: the first is the message, the others are in ``hint``.

    ``page`` of the documentation says what may stand there.
    """

    def __init__(self, where: str, problems: Iterable[Problem], page: str = PAGE) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.lines = tuple(f"{where}:{problem.line}: {problem.text}" for problem in self.problems)
        super().__init__(self.lines[0], "\n".join((*self.lines[1:], f"every key stands in docs/{page}.md")))


class Words(msgspec.Struct, frozen=True):
    """Words that only other parts of the tool know; one that is empty is not checked."""

    rules: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # of sinks, for sanitizers
    purposes: frozenset[str] = frozenset()  # of packages
    ecosystems: frozenset[str] = frozenset()  # before the colon of a package


ANY = Words()


def load(read: Read, where: str = "", words: Words = ANY) -> Settings:
    """The settings in ``SETTINGS``, or the defaults where there is no such file.

    ``read`` answers with a file's bytes, or ``None``; ``where`` is what messages call the file, where
    that is not its path. Raise SettingsError.
    """
    data = read(SETTINGS)
    return DEFAULTS if data is None else parse(data, where or SETTINGS, words)


def parse(data: bytes, where: str, words: Words = ANY) -> Settings:
    """The settings in the text of one file that is called ``where``. Raise SettingsError."""
    decoded = decoded_as(Settings, data, where)
    settings = msgspec.convert(decoded.plain, Settings)
    if problems := list(_problems(settings, decoded, words)):
        raise SettingsError(where, problems)
    return settings


def decoded_as(form: type[msgspec.Struct], data: bytes, where: str, page: str = PAGE) -> Decoded:
    """A file of the team's that fits. Raise SettingsError: every problem, its line, the nearest known key."""
    try:
        node = compose(data)
    except Unreadable as error:
        raise SettingsError(where, [error.problem], page) from error
    if node is None:
        empty = Problem(1, 'the file is empty: it must at least say "version: 1"')
        raise SettingsError(where, [empty], page)
    decoded = decode(node, form)
    if decoded.problems:
        raise SettingsError(where, decoded.problems, page)
    return decoded


def knowledge_files(read: Read, names: Iterable[str]) -> dict[str, bytes]:
    """The team's knowledge files among ``names``: path → bytes."""
    wanted = (
        name for name in sorted(names) if name.startswith(KNOWLEDGE) and name.endswith((".yaml", ".yml"))
    )
    return {name: data for name in wanted if (data := read(name)) is not None}


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, in whatever order they come."""
    state = hashlib.sha256()
    for name, data in sorted(files.items()):
        state.update(f"{len(name)} {name} {len(data)} ".encode("utf-8", "surrogateescape"))
        state.update(data)
    return state.hexdigest()


def _problems(settings: Settings, decoded: Decoded, words: Words) -> Iterator[Problem]:
    """What no single value shows."""
    lines = decoded.lines
    for place, text in (*_dates(settings), *tier_problems(settings.tiers), *_globs(settings)):
        yield Problem(lines[place], f"{place}: {text}")
    yield from _unknown("rules", settings.rules, words.rules, lines)
    yield from _unknown("threat_model.sanitizers", settings.threat_model.sanitizers, words.kinds, lines)
    yield from _unknown("dependencies.preferred", settings.dependencies.preferred, words.purposes, lines)
    yield from _unknown_ecosystems(settings, words.ecosystems, lines)
    for place, rule in tier_rules(settings.tiers):
        if words.rules and rule not in words.rules:
            yield Problem(lines[place], f'{place}: unknown "{rule}"{nearest(rule, words.rules)}')


def _dates(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.mode == "observe" and settings.observe_until is None:
        yield "mode", "observe needs observe_until, the last day on which it holds"
    if settings.mode != "observe" and settings.observe_until is not None:
        yield "observe_until", "does nothing without mode: observe"
    if (learned := settings.dependencies.assistants_learned_until) and not _is_possible(learned):
        yield "dependencies.assistants_learned_until", f"there is no day {learned}"


def _globs(settings: Settings) -> Iterator[tuple[str, str]]:
    for place, globs in _path_globs(settings):
        try:
            paths(globs)
        except BadGlob as error:
            yield place, str(error)
        else:
            if globs and all(glob.startswith("!") for glob in globs):
                yield place, "only takes out, and so names no path: begin with one"


def _is_possible(text: str) -> bool:
    try:
        return not is_date(text) or last_day(text) is not None
    except ValueError:
        return False


def _unknown(
    place: str, found: Iterable[str], known: Collection[str], lines: Mapping[str, int]
) -> Iterator[Problem]:
    for word in found:
        if known and word not in known:
            yield Problem(lines[join(place, word)], f'{place}: unknown "{word}"{nearest(word, known)}')


def _unknown_ecosystems(
    settings: Settings, known: Collection[str], lines: Mapping[str, int]
) -> Iterator[Problem]:
    """A package of an ecosystem that is not known would silently be none."""
    for place, package in _packages(settings):
        ecosystem = package.partition(":")[0]
        if known and ecosystem not in known:
            yield Problem(
                lines[place], f'{place}: unknown ecosystem "{ecosystem}"{nearest(ecosystem, known)}'
            )


def _packages(settings: Settings) -> Iterator[tuple[str, str]]:
    asked = settings.dependencies
    for n, glob in enumerate(asked.own):
        yield f"dependencies.own[{n}]", glob
    for purpose, packages in asked.preferred.items():
        yield from ((f"dependencies.preferred.{purpose}[{n}]", one) for n, one in enumerate(packages))
    for n, forbidden in enumerate(asked.forbidden):
        yield f"dependencies.forbidden[{n}].package", forbidden.package
        for m, instead in enumerate(forbidden.instead):
            yield f"dependencies.forbidden[{n}].instead[{m}]", instead


def _path_globs(settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "threat_model.internet_facing.paths", settings.threat_model.internet_facing.paths
    for name, rule in settings.rules.items():
        yield f"rules.{name}.paths", rule.paths
    for n, sensitive in enumerate(settings.sensitive_paths):
        yield f"sensitive_paths[{n}].paths", sensitive.paths
    yield from tier_globs(settings.tiers)
