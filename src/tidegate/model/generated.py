"""What AI tools wrote of a change, and what that brought in: the value of an AI-BOM."""

from __future__ import annotations

import msgspec

from tidegate.model.attribution import Attribution, LineRange, Trust
from tidegate.model.inventory import Identity, Inventory, Known, Package
from tidegate.model.learned import Learned
from tidegate.model.tool_inventory import ToolEntry
from tidegate.model.tools import Configuration, NotUnderstood


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What one tool and model did in one session, as far as anybody says.

    ``sources`` are where it stands and the convention it was read by. ``is_mixed``: people wrote among
    these lines too, and nobody tells them apart. ``links`` and ``sessions`` are empty where none is named.
    """

    tool: str | None  # id; None: an AI tool, not said which
    name: str  # of the tool, for people
    model: str | None
    model_said: str
    confidence: Trust
    is_mixed: bool
    sources: tuple[tuple[str, str], ...]
    sessions: tuple[str, ...]
    links: tuple[str, ...]
    commits: tuple[str, ...]
    lines: tuple[LineRange, ...]
    tool_versions: tuple[str, ...] = ()


class Introduced(msgspec.Struct, frozen=True):
    """A package that lines of ``works`` (places in the list) brought; ``via`` is what pulled it in."""

    package: Identity
    works: tuple[int, ...]
    via: tuple[str, ...] = ()


class Unsaid(msgspec.Struct, frozen=True):
    """A commit of which, or of lines of which, nobody says who wrote it.

    ``commit`` is ``None`` for lines of which it is not known, or that are not committed. ``lines`` is empty
    where nobody says anything of the whole commit.
    """

    commit: str | None
    subject: str
    lines: tuple[LineRange, ...]


class Judged(msgspec.Struct, frozen=True):
    """An advisory (its place in the inventory's) held against a model of those who brought the package.

    ``late``: "true", "false" or "unknown"; ``text`` says it to people. ``model`` is empty where none is said.
    """

    weakness: int
    model: str
    late: str
    text: str
    until: str | None


class KnownModel(msgspec.Struct, frozen=True, kw_only=True):
    """``learned`` is the end of what it learned. ``disclosed`` is where its maker tells of the data, or that
    it does not; ``None`` where nobody looked. ``configured`` are the ids of tools whose settings name it.
    """

    name: str
    learned: Learned
    provider: str | None = None
    released: str | None = None
    address: str | None = None  # of the page that ``learned`` stands on
    kind: str = ""  # what ends: "training" or "knowledge"
    disclosed: str | None = None
    configured: tuple[str, ...] = ()


class Declared(msgspec.Struct, frozen=True):
    """What the team declares, once a quarter, of tools that leave no trace."""

    quarter: str
    by: str
    says: str


class Tooling(msgspec.Struct, frozen=True, kw_only=True):
    """The AI tools of a repository: what head configures, the team's list, and who wrote the change.

    ``configured`` is by the tool's id. ``packages`` are those that tools are installed by and that their MCP
    servers run; ``known`` is what advisories say of them. ``is_listed``: the team has a list.
    """

    entries: tuple[ToolEntry, ...] = ()
    configured: dict[str, Configuration] = {}
    packages: tuple[Package, ...] = ()
    known: Known = Known()
    declared: tuple[Declared, ...] = ()
    is_listed: bool = False
    unread: tuple[NotUnderstood, ...] = ()


class Generated(msgspec.Struct, frozen=True, kw_only=True):
    """``inventory`` has the packages of ``introduced`` alone. ``digests`` are SHA-256 of files in head.

    ``gaps`` are what could not be told, in words, and ``failures`` those of them where evidence of who wrote
    the change, or a file that was written, could not be read; ``reviewers`` are those whom commits name.
    """

    inventory: Inventory
    attribution: Attribution
    tooling: Tooling = Tooling()
    works: tuple[Work, ...] = ()
    models: tuple[KnownModel, ...] = ()
    digests: tuple[tuple[str, str], ...] = ()
    introduced: tuple[Introduced, ...] = ()
    judged: tuple[Judged, ...] = ()
    reviewers: tuple[str, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    gaps: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
