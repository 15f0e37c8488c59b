"""What may be told of values: whether they are references or secrets; texts without what is secret."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from tidegate.knowledge.configurations import Common
from tidegate.provenance.tools.expressions import one_of

HIDDEN = "***"
_LONGEST = 2000  # characters of a text that is told
_OPTION = r"(?i)(--?[\w-]*(?:token|secret|password|passwd|api[-_]?key|auth)[\w-]*)([= ]+)(\S+)"
_ASSIGNED = r"(?i)(\b\w*(?:token|secret|password|passwd|api_?key)\w*)(=|:\s*)([^\s\"'$]+)"
_BEARER = r"(?i)\b(bearer|basic)( +)([A-Za-z0-9._~+/=-]{8,})"
_USER = r"(://)([^/\s@:]*:?)([^/\s@]*@)"


class Masking:
    """Made of what ``configuration.yaml`` calls secret, reference and placeholder."""

    def __init__(self, common: Common) -> None:
        self._secret_names = one_of(common.secrets)
        self._references = one_of(common.references)
        self._placeholders = one_of(common.placeholders)
        self._pins = one_of(common.pins)

    def is_secret(self, name: str) -> bool:
        """By the name of a variable, header or option."""
        return bool(self._secret_names.fullmatch(name[:_LONGEST]))

    def is_inline(self, name: str, value: object) -> bool:
        """A secret that stands there itself: no reference to one, no placeholder."""
        return isinstance(value, str) and self.is_secret(name) and self.is_written_out(value)

    def is_written_out(self, value: str) -> bool:
        """What would be a secret: neither empty, nor a reference, nor a placeholder."""
        bare = value.strip()[:_LONGEST]
        return bool(bare) and not self._references.search(bare) and not self._placeholders.fullmatch(bare)

    def is_commit(self, revision: str | None) -> bool:
        return revision is not None and bool(self._pins.fullmatch(revision))

    def masked(self, text: str) -> str:
        """A command without what stands where secrets stand."""
        import re2

        text = text[:_LONGEST]
        for pattern in (_OPTION, _ASSIGNED, _BEARER):
            text = re2.sub(pattern, self._hide, text)
        return str(re2.sub(_USER, rf"\1{HIDDEN}@", text))

    def _hide(self, found: object) -> str:
        before, between, value = found.groups()  # type: ignore[attr-defined]
        kept = value if self._references.search(value) else HIDDEN
        return f"{before}{between}{kept}"

    def masked_all(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Arguments: what follows an option whose name is a secret's is hidden, too."""
        shown: list[str] = []
        for text in texts:
            is_value = bool(shown) and shown[-1].startswith("-") and self.is_secret(shown[-1].lstrip("-"))
            is_hidden = is_value and not text.startswith("-") and not self._references.search(text)
            shown.append(HIDDEN if is_hidden else self.masked(text))
        return tuple(shown)


def bare_url(address: str) -> str:
    """Without user, password, query and fragment, which may hold tokens; empty where it is none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", "")) if host else ""


def host(address: str) -> str | None:
    """In lower case; ``None`` where it names none, or a reference stands for it."""
    try:
        found = urlsplit(address.strip() if "://" in address else f"//{address.strip()}").hostname
    except ValueError:
        return None
    return None if not found or "$" in found or "{" in found or " " in found else found
