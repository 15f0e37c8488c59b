"""Names of models: what is one, and one spelling for each of the many that tools give it."""

from __future__ import annotations

import re

from tidegate.knowledge import models
from tidegate.knowledge.tools import Common, Family

MOST = 120  # characters of a name that is read

_CONTEXT = re.compile(r"\[[0-9]+[km]\]|\([0-9]+[km] context\)")  # how much it may read at once
_REGION_AND_VENDOR = re.compile(r"^(?:[a-z]{2,6}\.)?[a-z0-9]{2,20}\.(?=[a-z])")  # of Bedrock
_REVISION = re.compile(r"-v[0-9]{1,3}:[0-9]{1,3}$")
_WORDS = re.compile(r"[ _@()-]+")
_NUMBERED = re.compile(r"[a-z]{0,2}[0-9]")


class ModelNames:
    """Questions about names, by the families of models that are known."""

    def __init__(self, common: Common) -> None:
        self._families = sorted(common.models, key=lambda family: -len(family.family))
        self._efforts = frozenset(common.efforts)
        self._none = frozenset(common.no_model)

    def known(self, text: str) -> str | None:
        """The model that ``text``, or what stands in brackets in it, is the name of; else ``None``."""
        _, opened, rest = text[:MOST].partition("(")
        inside = rest.partition(")")[0] if opened else ""
        for part in (inside, text.rpartition(" / ")[2]):
            name = self._plain(part)
            family = self._family(name)
            if family is not None:
                return self._spelt(name, family)
        return None

    def within(self, text: str) -> str | None:
        """The model that a name ends with: ``Claude claude-opus-4-8``, ``Codex GPT-5.4``."""
        words = text[:MOST].split(" ")
        return next((found for n in range(len(words)) if (found := self.known(" ".join(words[n:])))), None)

    def stated(self, text: str) -> str | None:
        """As ``known``, where the text is said to be a model: then it may be of any family."""
        name = self._plain(text)
        if not name or name in self._none or name.strip("<>") in self._none or not name[0].isalnum():
            return None
        family = self._family(name)
        return self._spelt(name, family) if family else name

    def _plain(self, text: str) -> str:
        """Lower case, words joined by dashes, without who sells it and how much it may read at once."""
        lowered = _CONTEXT.sub("", text[:MOST].lower()).strip()
        named = _REVISION.sub("", lowered.rpartition("/")[2].strip())
        return _WORDS.sub("-", _REGION_AND_VENDOR.sub("", named)).strip("-")

    def _family(self, name: str) -> Family | None:
        for family in self._families:
            rest = name.removeprefix(family.family)
            if rest != name and _follows(rest, family):
                return family
        return None

    def _spelt(self, name: str, family: Family) -> str:
        parts = (name if family.dots else name.replace(".", "-")).split("-")
        while len(parts) > 2 and parts[-1] in self._efforts and not models.is_named("-".join(parts)):
            parts.pop()
        return "-".join(_tier_first(parts, family.tiers) if not family.dots else parts)


def _follows(rest: str, family: Family) -> bool:
    """Whether ``rest`` may stand behind a family's name: nothing, a number, a tier."""
    first = rest.lstrip("-").partition("-")[0]
    if not first:
        return family.family[-1].isdigit()
    if rest[0] != "-" and not rest[0].isdigit():
        return False
    return first in family.tiers or _NUMBERED.match(first) is not None


def _tier_first(parts: list[str], tiers: list[str]) -> list[str]:
    """``claude-4-5-sonnet`` is ``claude-sonnet-4-5``; up to version 3 the maker writes it the other way."""
    found = next((n for n, part in enumerate(parts) if part in tiers), 0)
    numbers = parts[1:found]
    if found < 2 or not all(part.isdigit() for part in numbers) or int(numbers[0][:4]) < 4:
        return parts
    return [parts[0], parts[found], *numbers, *parts[found + 1 :]]
