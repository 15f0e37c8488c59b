"""Which files hold commands, and which of their lines are commands: one reader a kind of file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

import yaml

from tidegate.dependencies.scripts.shell import HERE, Line, logical
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.configuration import words

Numbered = Iterable[tuple[int, str]]

_INSTRUCTION = re.compile(r"^\s*(?:ONBUILD\s+)?(?:RUN|CMD|ENTRYPOINT)\s+((?:--\S+\s+)*)", re.IGNORECASE)
_PROCESS = re.compile(r"^[\w-]+:\s*")
_STEP = re.compile(r"^\s*(?:sh|bat|powershell|pwsh)\b\s*\(?\s*(?:script:\s*)?[\"']{1,3}")
_SETTING = re.compile(r"^\s*(?:[\w:-]+\s*=)?\s*-?\s*")
# Keys of YAML files whose texts are commands: of CI services, Compose, task runners.
_COMMANDS = words("""
    run script before_script after_script install before_install after_success commands command cmds cmd
    entrypoint entry bash pwsh powershell args steps post_checkout pre_build post_install pre_install
    inlineScript
""")
_WORDS = words("command cmd args entrypoint")  # lists below these are the words of one command
_JSON_KEYS = words("""
    scripts tasks postCreateCommand onCreateCommand updateContentCommand postStartCommand postAttachCommand
    initializeCommand
""")
_DEPTH = 64


def is_script(path: str) -> bool:
    """Whether a file's name says that it holds commands."""
    return _reader(path) is not None


def lines_of(source: Source) -> Iterator[Line]:
    """The logical lines of a file that are commands. Raise Unreadable."""
    reader = _reader(source.path)
    return reader(source) if reader is not None else iter(())


def _reader(path: str) -> Callable[[Source], Iterator[Line]] | None:
    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    for patterns, reader in _KINDS:
        if any(fnmatchcase(lowered if "/" in one else name, one) for one in patterns):
            return reader
    return None


def _numbered(source: Source) -> Numbered:
    return enumerate(source.lines, 1)


def _shell(source: Source) -> Iterator[Line]:
    return logical(_numbered(source))


def _container(source: Source) -> Iterator[Line]:
    """What a container file's instructions run; also as a JSON list, or as a here-document."""
    until: str | None = None
    for line in logical(_numbered(source)):
        found = _INSTRUCTION.match(line.text)
        if until is not None:
            until = None if line.text == until else until
            yield line
        elif found is not None:
            text = line.text[found.end() :]
            here = HERE.match(text)
            until = here[1] if here else None
            yield Line(_as_words(text), line.parts)


def _as_words(text: str) -> str:
    if not text.startswith("["):
        return text
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return " ".join(_quoted(one) for one in listed if isinstance(one, str))


def _quoted(word: str) -> str:
    return f"'{word}'" if "'" not in word else word


def _recipes(source: Source) -> Iterator[Line]:
    """Indented lines: recipes of Makefiles and justfiles."""
    return logical(
        (number, text.replace("$$", "$")) for number, text in _numbered(source) if text[:1] in " \t"
    )


def _processes(source: Source) -> Iterator[Line]:
    return logical((number, _PROCESS.sub("", text)) for number, text in _numbered(source))


def _pipeline(source: Source) -> Iterator[Line]:
    """Steps of a Jenkinsfile that run a shell, and the lines of their texts."""
    return logical((number, _STEP.sub("", text).rstrip("'\")")) for number, text in _numbered(source))


def _settings(source: Source) -> Iterator[Line]:
    return logical((number, _SETTING.sub("", text)) for number, text in _numbered(source))


def _yaml(source: Source) -> Iterator[Line]:
    """Texts under keys that hold commands, wherever they stand."""
    try:
        for key, value, first in _values(source.text):
            if key in _COMMANDS:
                yield from logical((first + at, text) for at, text in enumerate(value.split("\n")))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "it"
        raise Unreadable(f"{where} is no YAML") from None


def _values(text: str) -> Iterator[tuple[str, str, int]]:
    """Every value with the key that it stands under, also in lists below that, and the line where it begins.

    Words of one command are one value.
    """
    opened: list[_Open] = []
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        inner = opened[-1] if opened else None
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            if len(opened) == _DEPTH:
                raise Unreadable("it is nested too deeply")
            is_list = isinstance(event, yaml.SequenceStartEvent)
            opened.append(_Open(inner.key if inner and is_list else "", is_list))
            continue
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            closed = opened.pop()
            inner = opened[-1] if opened else None
            if closed.words:
                yield closed.key, " ".join(map(_quoted, closed.words)), closed.line
        elif not isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
            continue
        elif inner and isinstance(event, yaml.ScalarEvent):
            if inner.wants_key:
                inner.key, inner.wants_key = event.value, False
                continue
            if inner.is_list and inner.key in _WORDS:
                inner.add(event)
            else:
                yield inner.key, event.value, _line(event) + (event.style in ("|", ">"))
        if inner and not inner.is_list:
            inner.wants_key = True


def _line(event: yaml.ScalarEvent) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


class _Open:
    """A list or an object that is being read; a list has the key that it stands under."""

    def __init__(self, key: str, is_list: bool) -> None:
        self.key = key
        self.is_list = is_list
        self.wants_key = not is_list
        self.words: list[str] = []
        self.line = 1

    def add(self, event: yaml.ScalarEvent) -> None:
        """A word of the command that a list is."""
        self.line = self.line if self.words else _line(event)
        self.words.append(event.value)


def _json(source: Source) -> Iterator[Line]:
    document = source.json_with_comments()
    for key in sorted(_JSON_KEYS):
        found = document.get(key) if isinstance(document, dict) else None
        for text, told in _texts(found, 0):
            beginning = json.dumps(told)[1:40]
            number = next((at for at, line in _numbered(source) if beginning in line), 1)
            yield Line(text.replace("\n", "; "), ((number, text),))


def _texts(value: object, depth: int) -> Iterator[tuple[str, str]]:
    """Commands, each with what its line is known by: of a list of words the longest."""
    if isinstance(value, str):
        yield value, value
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield " ".join(_quoted(one) for one in value), max(value, key=len, default="")
    elif isinstance(value, dict) and depth < 2:
        for one in value.values():
            yield from _texts(one, depth + 1)


_KINDS: tuple[tuple[tuple[str, ...], Callable[[Source], Iterator[Line]]], ...] = (
    (("*.sh", "*.bash", "*.zsh", "*.ksh", ".husky/*", ".githooks/*"), _shell),
    (("dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*"), _container),
    (("makefile", "gnumakefile", "*.mk", "justfile", ".justfile"), _recipes),
    (("procfile", "procfile.*"), _processes),
    (("tox.ini",), _settings),
    (("jenkinsfile", "jenkinsfile.*", "*.jenkinsfile"), _pipeline),
    (
        (
            "package.json", "devcontainer.json", ".devcontainer.json", "composer.json", "deno.json",
            "deno.jsonc",
        ),
        _json,
    ),
    (
        tuple(
            f"{name}.{ending}"
            for name in (
                ".github/workflows/*", ".gitea/workflows/*", ".forgejo/workflows/*", "action",
                ".gitlab-ci*", ".gitlab/*", ".travis", ".circleci/*", "azure-pipelines*",
                ".azure-pipelines/*", ".azuredevops/*", "bitbucket-pipelines", "appveyor", ".appveyor",
                ".drone", ".woodpecker*", ".woodpecker/*", ".buildkite/*", ".semaphore/*", "codemagic",
                ".cirrus", "cloudbuild", "buildspec", "docker-compose*", "compose*", "taskfile",
                ".readthedocs", "render", "heroku", "app", "lefthook", ".pre-commit-config",
                ".pre-commit-hooks",
            )
            for ending in ("yml", "yaml")
        ),
        _yaml,
    ),
)  # fmt: skip
