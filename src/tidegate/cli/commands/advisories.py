"""``tidegate advisories``: the known weaknesses of packages, kept on this machine."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import complain, emit, note, safe
from tidegate.model.errors import TidegateError, UsageError

if TYPE_CHECKING:
    from tidegate.dependencies.advisories.store import About

_forced = click.option("--force", is_flag=True, help="Take a feed that lacks many of the last one's records.")


@click.group("advisories", short_help="Known weaknesses of packages, on this machine.")
def command() -> None:
    """OSV's records of packages' weaknesses, by ecosystem: a check compares new dependencies with them."""


@command.command(short_help="Fetch OSV's records (with --online).")
@click.argument("ecosystems", metavar="[ECOSYSTEM…]", nargs=-1)
@click.option("--from", "bucket", metavar="URL", help="A mirror of OSV's bucket: URL/ECOSYSTEM/all.zip.")
@_forced
@common
def update(shared: Common, ecosystems: tuple[str, ...], bucket: str | None, *, force: bool) -> int:
    """Bring the records of each ECOSYSTEM up to date; by default of those that are on this machine."""
    from tidegate.dependencies.advisories.holdings import Holdings
    from tidegate.dependencies.advisories.updating import BUCKET, SECONDS
    from tidegate.dependencies.advisories.updating import update as fetch
    from tidegate.dependencies.online.web import Web

    if not shared.online:
        raise UsageError("updating advisories asks the network", "allow it with --online, or import files")
    holdings = Holdings()
    wanted = [_known(one) for one in ecosystems] or holdings.held()
    if not wanted:
        raise UsageError("no ecosystem is on this machine yet", f"name some: {', '.join(_ecosystems())}")
    failed = 0
    for ecosystem in dict.fromkeys(wanted):
        web = Web(shared.timeout or SECONDS)
        try:
            about, is_new = fetch(holdings.path(ecosystem), ecosystem, bucket or BUCKET, web, force=force)
        except TidegateError as error:  # one that cannot be had is no reason to leave out the others
            complain(str(error), error.hint)
            failed += 1
        else:
            _say(shared, about, "" if is_new else ", unchanged")
    return status.FAILED if failed else status.DONE


@command.command("import", short_help="Take records from a folder or an archive.")
@click.argument("source", metavar="DIR|ZIP", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--ecosystem", metavar="NAME", help="Whose records they are, where the folder's name does not say."
)
@_forced
@common
def import_(shared: Common, source: Path, ecosystem: str | None, *, force: bool) -> int:
    """Take OSV's records from ZIP, or from DIR: JSON files, or a folder with all.zip for each ecosystem."""
    from tidegate.dependencies.advisories.building import Origin
    from tidegate.dependencies.advisories.feeds import Feed
    from tidegate.dependencies.advisories.holdings import Holdings
    from tidegate.dependencies.advisories.installing import install, writing

    holdings = Holdings()
    for name, path in _feeds(source, ecosystem).items():
        place = holdings.path(name)
        with writing(place):
            origin = Origin(str(path.absolute()))
            _say(shared, install(place, name, origin, Feed(path), force=force))
    return status.DONE


@command.command("status", short_help="What is on this machine, and of which day.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@common
def status_(shared: Common, output: str) -> int:
    """List each ecosystem's records: how many, of which day, from where."""
    from tidegate.dependencies.advisories.holdings import Holdings

    rows = [_row(Holdings(), ecosystem) for ecosystem in Holdings().held()]
    if output == "json":
        import msgspec

        document = {"schema": "tidegate.advisories/1", "ecosystems": rows}
        emit(msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n")
    elif rows:
        emit("".join(_line(row) for row in rows))
    else:
        emit("There are no advisories on this machine: run tidegate advisories update --online ECOSYSTEM…\n")
    return status.DONE


def _row(holdings: Any, ecosystem: str) -> dict[str, Any]:
    """What is told of one store; of one that cannot be used, why."""
    from tidegate.dependencies.advisories.store import StoreError

    path: Path = holdings.path(ecosystem)
    size = path.stat().st_size
    try:
        about: About = holdings.store(ecosystem).about
    except StoreError as error:
        return {"ecosystem": ecosystem, "size": size, "problem": str(error)}
    finally:
        holdings.close()
    today = datetime.now(UTC).date()
    return {
        "ecosystem": ecosystem,
        "records": about.records,
        "withdrawn": about.withdrawn,
        "unreadable": about.unreadable,
        "date": about.as_of or None,
        "age_days": (today - about.day).days if about.day else None,
        "imported": about.imported,
        "source": about.source,
        "size": size,
    }


def _line(row: dict[str, Any]) -> str:
    if "problem" in row:
        return f"{row['ecosystem']:<15} {safe(row['problem'])}\n"
    date = "without a date" if row["date"] is None else f"of {row['date']} ({row['age_days']} days old)"
    size = f"{row['size'] / 1e6:.1f} MB"
    return f"{row['ecosystem']:<15} {row['records']:>9,} records {date}, {size}, from {safe(row['source'])}\n"


def _say(shared: Common, about: About, more: str = "") -> None:
    if shared.quiet:
        return
    lost = f", {about.unreadable:,} could not be read" if about.unreadable else ""
    note(f"{about.ecosystem}: {about.records:,} records of {about.as_of or 'no known day'}{lost}{more}")


def _ecosystems() -> tuple[str, ...]:
    from tidegate.dependencies.advisories.holdings import ECOSYSTEMS

    return ECOSYSTEMS


def _known(name: str) -> str:
    """OSV's spelling of an ecosystem. Raise UsageError."""
    known = {one.lower(): one for one in _ecosystems()}
    if name.lower() not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        hint = f"did you mean {known[near[0]]}?" if near else f"there are {', '.join(known.values())}"
        raise UsageError(f'no ecosystem "{name}"', hint)
    return known[name.lower()]


def _feeds(source: Path, ecosystem: str | None) -> dict[str, Path]:
    """Which ecosystem's feed is where."""
    from tidegate.dependencies.advisories.feeds import feeds

    if ecosystem is not None:
        return {_known(ecosystem): source}
    if source.is_dir() and (
        found := {name: path for name, path in feeds(source).items() if name in _ecosystems()}
    ):
        return found
    folder = source.absolute() if source.is_dir() else source.absolute().parent
    if folder.name in _ecosystems():
        return {folder.name: source}
    raise UsageError(f"{source} does not say whose advisories they are", "name it with --ecosystem")
