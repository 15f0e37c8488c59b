"""A backtracking matcher that counts its steps: what Python's matcher does, in the same order.

It runs a pattern on texts over the pattern's alphabet and says whether it matched and after how many
steps; constant factors aside, the steps are those of ``re``.
"""

from __future__ import annotations

from typing import NamedTuple

from tidegate.languages.regex.tree import (
    At,
    Atomic,
    Back,
    Chars,
    Depends,
    Either,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    UnreadableError,
)

MAX_CODE = 6_000

CHARS, SPLIT, JUMP, DONE, SAVE, MOVED, AT, DEPENDS, BACK, ATOMIC, LOOK = range(11)
Operation = tuple[int, int, int, "Node | list[Operation] | str | None"]


class Run(NamedTuple):
    matched: bool
    steps: int
    exhausted: bool  # stopped at the limit


class _LimitError(Exception):
    pass


class Machine:
    """``pattern`` compiled; ``run`` matches from every place of the text, or only from its start."""

    def __init__(self, pattern: Pattern, searched: bool) -> None:
        self.pattern = pattern
        self.searched = searched
        self.slots = 0
        self.code = self._compiled(pattern.root)
        self.bits = {character: 1 << index for index, character in enumerate(pattern.alphabet)}
        self.steps = self.limit = 0
        self.text: list[int] = []

    def run(self, text: str, limit: int) -> Run:
        self.text = [self.bits[character] for character in text]
        self.steps, self.limit = 0, limit
        try:
            for start in range(len(text) + 1 if self.searched else 1):
                if self._match(self.code, start, {}) is not None:
                    return Run(True, self.steps, False)
        except _LimitError:
            return Run(False, self.steps, True)
        return Run(False, self.steps, False)

    def _match(
        self, code: list[Operation], start: int, saved: dict[int, int]
    ) -> tuple[int, dict[int, int]] | None:
        """The end of the first match at ``start`` with what its groups hold, or ``None``."""
        stack = [(0, start, saved)]
        text, size = self.text, len(self.text)
        while stack:
            at, place, saved = stack.pop()
            while True:
                self.steps += 1
                if self.steps > self.limit:
                    raise _LimitError
                op, a, b, what = code[at]
                at += 1
                if op == CHARS:
                    if place >= size or not text[place] & a:
                        break
                    place += 1
                elif op == SPLIT:
                    stack.append((b, place, saved))
                    at = a
                elif op == JUMP:
                    at = a
                elif op == DONE:
                    return place, saved
                else:
                    moved = self._rare(op, a, b, what, place, saved)
                    if moved is None:
                        break
                    place, saved, jump = moved
                    at = at if jump is None else jump
        return None

    def _rare(
        self, op: int, a: int, b: int, what: object, place: int, saved: dict[int, int]
    ) -> tuple[int, dict[int, int], int | None] | None:
        """Where it goes on, with what is saved and the operation to jump to; ``None``: no match here."""
        if op == SAVE:
            return place, {**saved, a: place}, None
        if op == MOVED:
            return place, saved, b if saved[a] == place else None
        if op == AT:
            return (place, saved, None) if self._holds(str(what), place) else None
        if op == DEPENDS:
            return place, saved, None if 2 * a + 1 in saved else b
        if op == BACK:
            return self._back(a, place, saved)
        assert isinstance(what, list)
        return self._inner(op, a, b, what, place, saved)

    def _inner(
        self, op: int, behind: int, negative: int, code: list[Operation], place: int, saved: dict[int, int]
    ) -> tuple[int, dict[int, int], None] | None:
        """An atomic group or a lookaround: a match of its own."""
        if op == ATOMIC:
            found = self._match(code, place, saved)
            return None if found is None else (*found, None)
        start = place if behind < 0 else place - behind
        found = self._match(code, start, saved) if start >= 0 else None
        if (found is None) != bool(negative):
            return None
        return place, saved if found is None else found[1], None

    def _back(self, group: int, place: int, saved: dict[int, int]) -> tuple[int, dict[int, int], None] | None:
        if 2 * group + 1 not in saved:
            return None
        start, end = saved[2 * group], saved[2 * group + 1]
        held = self.text[start:end]
        self.steps += len(held)
        if self.text[place : place + len(held)] != held:
            return None
        return place + len(held), saved, None

    def _holds(self, where: str, place: int) -> bool:
        text, size = self.text, len(self.text)
        newline, word = self.pattern.newline, self.pattern.word
        if where == "start":
            return place == 0
        if where == "line-start":
            return place == 0 or text[place - 1] == newline
        if where == "last":
            return place == size
        if where == "end":
            return place == size or (place == size - 1 and text[place] == newline)
        if where == "line-end":
            return place == size or text[place] == newline
        before = place > 0 and bool(text[place - 1] & word)
        after = place < size and bool(text[place] & word)
        return (before != after) == (where == "boundary")

    # Compilation

    def _compiled(self, node: Node) -> list[Operation]:
        code: list[Operation] = []
        self._emit(node, code)
        code.append((DONE, 0, 0, None))
        return code

    def _emit(self, node: Node, code: list[Operation]) -> None:
        if len(code) > MAX_CODE:
            raise UnreadableError("counted repeats make it too large")
        match node:
            case Chars(mask):
                code.append((CHARS, mask, 0, None))
            case Sequence(parts):
                for part in parts:
                    self._emit(part, code)
            case Either(parts):
                self._either(parts, code)
            case Repeat():
                self._repeat(node, code)
            case Group(number, body):
                code.append((SAVE, 2 * number, 0, None))
                self._emit(body, code)
                code.append((SAVE, 2 * number + 1, 0, None))
            case _:
                self._emit_rare(node, code)

    def _emit_rare(self, node: Node, code: list[Operation]) -> None:
        match node:
            case At(place):
                code.append((AT, 0, 0, place))
            case Atomic(body):
                code.append((ATOMIC, 0, 0, self._compiled(body)))
            case Look(body, behind, negative):
                code.append((LOOK, -1 if behind is None else behind, negative, self._compiled(body)))
            case Back(group):
                code.append((BACK, group, 0, None))
            case Depends(group, yes, no):
                test = len(code)
                code.append((DEPENDS, group, 0, None))
                self._emit(yes, code)
                code.append((JUMP, 0, 0, None))
                code[test] = (DEPENDS, group, len(code), None)
                jump = len(code) - 1
                self._emit(no, code)
                code[jump] = (JUMP, len(code), 0, None)

    def _either(self, parts: tuple[Node, ...], code: list[Operation]) -> None:
        jumps = []
        for part in parts[:-1]:
            split = len(code)
            code.append((SPLIT, split + 1, 0, None))
            self._emit(part, code)
            jumps.append(len(code))
            code.append((JUMP, 0, 0, None))
            code[split] = (SPLIT, split + 1, len(code), None)
        self._emit(parts[-1], code)
        for jump in jumps:
            code[jump] = (JUMP, len(code), 0, None)

    def _repeat(self, node: Repeat, code: list[Operation]) -> None:
        if node.possessive:
            code.append((ATOMIC, 0, 0, self._compiled(node._replace(possessive=False))))
            return
        for _ in range(node.least):
            self._emit(node.body, code)
        if node.most is None:
            self._loop(node, code)
            return
        splits = []
        for _ in range(node.most - node.least):
            splits.append(len(code))
            code.append((SPLIT, 0, 0, None))
            self._emit(node.body, code)
        for split in splits:
            code[split] = self._split(node.greedy, split + 1, len(code))

    def _loop(self, node: Repeat, code: list[Operation]) -> None:
        """A round that reads nothing is the last one, as in Python."""
        split = len(code)
        code.append((SPLIT, 0, 0, None))
        mark = -1 - self.slots
        self.slots += 1
        reads = isinstance(node.body, Chars)
        if not reads:
            code.append((SAVE, mark, 0, None))
        self._emit(node.body, code)
        if not reads:
            code.append((MOVED, mark, len(code) + 2, None))
        code.append((JUMP, split, 0, None))
        code[split] = self._split(node.greedy, split + 1, len(code))

    @staticmethod
    def _split(greedy: bool, body: int, rest: int) -> Operation:
        return (SPLIT, body, rest, None) if greedy else (SPLIT, rest, body, None)
