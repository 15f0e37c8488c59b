"""SSH's binary form: strings with their length before them."""

from __future__ import annotations


class NotWire(ValueError):
    """The bytes are cut, or more than they should be."""


class Wire:
    """Reads one value after the other. Every method raises NotWire where the bytes end too early."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._position = 0

    def take(self, size: int) -> bytes:
        end = self._position + size
        if end > len(self._content):
            raise NotWire("it is cut off")
        taken = self._content[self._position : end]
        self._position = end
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(4))

    def byte(self) -> int:
        return self.take(1)[0]

    def string(self) -> bytes:
        return self.take(self.number())

    def word(self) -> str:
        try:
            return self.string().decode("ascii")
        except UnicodeDecodeError:
            raise NotWire("a name is not ASCII") from None

    def integer(self) -> int:
        """A number that is not negative, in its shortest form."""
        raw = self.string()
        value = int.from_bytes(raw)
        if raw != (b"" if value == 0 else value.to_bytes(value.bit_length() // 8 + 1)):
            raise NotWire("a number is negative, or not in its shortest form")
        return value

    def end(self) -> None:
        if self._position != len(self._content):
            raise NotWire("there are bytes too many")


def string(content: bytes) -> bytes:
    """As ``Wire.string`` reads it."""
    return len(content).to_bytes(4) + content
