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
_SETTING = re.compile(r"^\s*(?:[\w:-]+\s*=)?\s*-?\s*")
# Keys of YAML files whose texts are commands: of CI services, Compose, task runners.
_COMMANDS = words("""
    run script before_script after_script install before_install after_success commands command cmds cmd
    entrypoint bash pwsh args steps post_checkout pre_build post_install pre_install
""")
_JSON_KEYS = words("""
    scripts postCreateCommand onCreateCommand updateContentCommand postStartCommand postAttachCommand
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


def _settings(source: Source) -> Iterator[Line]:
    return logical((number, _SETTING.sub("", text)) for number, text in _numbered(source))


def _yaml(source: Source) -> Iterator[Line]:
    """Texts under keys that hold commands, wherever they stand."""
    try:
        for key, event in _scalars(source.text):
            if key in _COMMANDS:
                first = _line(event) + (event.style in ("|", ">"))
                yield from logical((first + at, text) for at, text in enumerate(event.value.split("\n")))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "it"
        raise Unreadable(f"{where} is no YAML") from None


def _line(event: yaml.ScalarEvent) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _scalars(text: str) -> Iterator[tuple[str, yaml.ScalarEvent]]:
    """Every value with the key that it stands under, also in lists below that."""
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
            opened.pop()
            inner = opened[-1] if opened else None
        elif not isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
            continue
        elif inner and isinstance(event, yaml.ScalarEvent):
            if inner.wants_key:
                inner.key, inner.wants_key = event.value, False
                continue
            yield inner.key, event
        if inner and not inner.is_list:
            inner.wants_key = True


class _Open:
    """A list or an object that is being read; a list has the key that it stands under."""

    def __init__(self, key: str, is_list: bool) -> None:
        self.key = key
        self.is_list = is_list
        self.wants_key = not is_list


def _json(source: Source) -> Iterator[Line]:
    document = source.json_with_comments()
    for key in sorted(_JSON_KEYS):
        found = document.get(key) if isinstance(document, dict) else None
        for text in _texts(found, 0):
            beginning = json.dumps(text)[1:40]
            number = next((at for at, line in _numbered(source) if beginning in line), 1)
            yield Line(text.replace("\n", "; "), ((number, text),))


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield " ".join(_quoted(one) for one in value)
    elif isinstance(value, dict) and depth < 2:
        for one in value.values():
            yield from _texts(one, depth + 1)


_KINDS: tuple[tuple[tuple[str, ...], Callable[[Source], Iterator[Line]]], ...] = (
    (("*.sh", "*.bash", "*.zsh", "*.ksh"), _shell),
    (("dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*"), _container),
    (("makefile", "gnumakefile", "*.mk", "justfile", ".justfile"), _recipes),
    (("procfile", "procfile.*"), _processes),
    (("tox.ini",), _settings),
    (("package.json", "devcontainer.json", ".devcontainer.json"), _json),
    (
        (
            ".github/workflows/*.yml", ".github/workflows/*.yaml", "action.yml", "action.yaml",
            ".gitlab-ci.yml", ".gitlab-ci*.yml", ".gitlab/*.yml", ".travis.yml", ".circleci/*.yml",
            "azure-pipelines*.yml", "bitbucket-pipelines.yml", "appveyor.yml", ".drone.yml", ".cirrus.yml",
            "cloudbuild.yaml", "cloudbuild.yml", "buildspec.yml", "docker-compose*.yml",
            "docker-compose*.yaml", "compose*.yml", "compose*.yaml", "taskfile.yml", "taskfile.yaml",
            ".readthedocs.yml",
            ".readthedocs.yaml", "render.yaml", "heroku.yml", "app.yaml", "lefthook.yml",
        ),
        _yaml,
    ),
)  # fmt: skip
