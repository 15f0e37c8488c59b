"""Records held against the difference: only lines that a commit really added are believed of it.

A note may have been copied by a rebase, hang on another commit, or be anybody's invention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tidegate.model.attribution import Claim, Doubt, LineRange, Trust
from tidegate.provenance.attribution.hashes import fits
from tidegate.provenance.attribution.history import History
from tidegate.provenance.attribution.material import Record
from tidegate.provenance.attribution.origins import Span, added
from tidegate.provenance.attribution.ranges import Pieces, count, overlap

Lines = Callable[[str], Sequence[str] | None]  # path → its lines in head

_PATHS = 5  # that a doubt names


class Placing:
    """``claims`` are what is believed; ``tracked``: commit → files whose lines its records tell apart."""

    def __init__(self, records: Iterable[Record], history: History, lines: Lines) -> None:
        self.claims: list[Claim] = []
        self.doubts: list[Doubt] = []
        self.tracked: dict[str, frozenset[str]] = {}
        self._history = history
        self._lines = lines
        self._heads: dict[tuple[str, str], list[tuple[Span, str]]] | None = None
        groups: dict[tuple[str | None, str], list[Record]] = {}
        for record in records:
            groups.setdefault((record.commit, record.evidence.source), []).append(record)
        for (commit, source), found in groups.items():
            if commit is None:
                self._unbound(source, found)
            else:
                self._of_commit(commit, source, found)

    def _of_commit(self, commit: str, source: str, records: Sequence[Record]) -> None:
        """Everything that one source says of one commit."""
        there = added(self._history.step(commit))
        dropped: dict[str, int] = {}
        kept_any = False
        for record in records:
            kept = {
                path: tuple(overlap(pieces, there.get(path, ()))) for path, pieces in record.files.items()
            }
            for path, pieces in record.files.items():
                if outside := count(pieces) - count(kept[path]):
                    dropped[path] = dropped.get(path, 0) + outside
            if any(kept.values()):
                kept_any = True
                self.tracked[commit] = self.tracked.get(commit, frozenset()).union(p for p in kept if kept[p])
                self.claims.append(_claim(record, self._in_head(commit, kept)))
        if dropped:
            self.doubts.append(_outside(commit, source, dropped, kept_any=kept_any))

    def _in_head(self, commit: str, files: Mapping[str, Pieces]) -> tuple[LineRange, ...]:
        """Where the lines of a commit stand in head, if they still do."""
        found: list[LineRange] = []
        for path, pieces in files.items():
            for span, head_path in self._spans.get((commit, path), ()):
                last = span.origin + span.end - span.start
                for start, end in overlap(pieces, [(span.origin, last)]):
                    shift = span.start - span.origin
                    found.append(LineRange(head_path, start + shift, end + shift))
        return tuple(sorted(found))

    @property
    def _spans(self) -> dict[tuple[str, str], list[tuple[Span, str]]]:
        if self._heads is None:
            self._heads = {}
            for path, spans in self._history.head.items():
                for span in spans:
                    self._heads.setdefault((span.commit, span.path), []).append((span, path))
        return self._heads

    def _unbound(self, source: str, records: Iterable[Record]) -> None:
        """Records of no commit of this change: lines of head whose digest fits, and nothing else."""
        ignored: dict[str, int] = {}
        for record in records:
            fitting = [piece for path in record.hashes for piece in self._fitting(path, record)]
            if fitting:
                self.claims.append(_claim(record, tuple(sorted(fitting))))
            else:
                for path, pieces in record.files.items():
                    ignored[path] = ignored.get(path, 0) + count(pieces)
        if ignored:
            text = f"{source}: {sum(ignored.values()):,} lines are recorded of no commit here: not believed"
            self.doubts.append(Doubt("trace-elsewhere", text, None, _some(ignored)))

    def _fitting(self, path: str, record: Record) -> Iterator[LineRange]:
        lines = self._lines(path)
        for start, end, digest in record.hashes[path] if lines is not None else ():
            assert lines is not None
            if digest and end <= len(lines) and fits(digest, lines[start - 1 : end]):
                yield LineRange(path, start, end)


def _claim(record: Record, lines: tuple[LineRange, ...]) -> Claim:
    return Claim(
        author=record.author,
        tool=record.tool,
        name=record.name,
        model=record.model,
        model_said=record.model_said,
        confidence=Trust.RECORDED,
        evidence=(record.evidence,),
        commit=record.commit,
        lines=lines,
        links=record.links,
        sessions=record.sessions,
        tool_versions=(record.tool_version,) if record.tool_version else (),
    )


def _outside(commit: str, source: str, dropped: Mapping[str, int], *, kept_any: bool) -> Doubt:
    lines = f"{sum(dropped.values()):,} lines in {len(dropped):,} files that the commit did not add"
    if kept_any:
        return Doubt("note-outside-diff", f"{source} names {lines}: not believed", commit, _some(dropped))
    text = f"{source} disagrees with the commit: it names only {lines}; nothing of it is believed"
    return Doubt("note-disagrees", text, commit, _some(dropped))


def _some(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths)[:_PATHS])
