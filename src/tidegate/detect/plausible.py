"""Whether a value may be a real secret: placeholders, words, hashes and references are none."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

# Words that a person writes where a secret would stand; the last two are of documented keys (AWS, GitHub).
_FAKE_WORDS = (
    "example", "sample", "dummy", "fake", "mock", "placeholder", "changeme", "change_me", "change-me",
    "replace", "insert", "your_", "your-", "redacted", "xxxx", "foobar", "lorem", "notreal", "not_real",
    "not-real", "invalid", "deadbeef", "wjalrxutnfemi",
    "16c7e42f292c6912e7710c838347",
)  # fmt: skip
_PLAIN_WORDS = (
    "password", "passwd", "passw0rd", "secret", "token", "apikey", "api_key", "api-key", "credential", "test",
    "demo", "default", "none", "null", "undefined", "todo", "hidden", "masked", "admin", "hunter", "qwerty",
    "letmein", "insecure", "local", "my-", "my_", "user", "root", "env.", "environ", "config", "settings",
    "...", "***", "&&",
)  # fmt: skip


def says_fake(lowered: str) -> bool:
    return any(word in lowered for word in _FAKE_WORDS)


def looks_fake(secret: str, randomness: float) -> bool:
    """A placeholder, a counting row, a repeated block, or simply not random enough to be real."""
    lowered = secret.lower()
    if says_fake(lowered):
        return True
    body = lowered[4:] if len(lowered) > 20 else lowered
    steps = sum(ord(b) - ord(a) in (0, 1) for a, b in pairwise(body))
    if steps * 3 > len(body) or len(set(body)) <= min(7, max(4, len(body) // 5)):
        return True
    if any(6 * character in body for character in set(body)):
        return True
    if any(body[size:] == body[:-size] for size in range(1, min(12, len(body) // 2) + 1)):
        return True
    return entropy(secret) < randomness


def entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values()) if total else 0.0


def is_plain(value: str) -> bool:
    """A value that is not random: words, only letters or only digits, or the name of something."""
    lowered = value.lower()
    if any(word in lowered for word in _PLAIN_WORDS):
        return True
    has_digit = any(character.isdigit() for character in value)
    if value.upper() == lowered or not (has_digit or (_mixes_cases(value) and len(value) >= 16)):
        return True
    return _is_name(value)


def _is_name(value: str) -> bool:
    """``bdc1ChargePower``, ``notify/html5/appkey``: most of it reads as words. Chance makes few words."""
    mixed = _mixes_cases(value)
    words = [word for word in _words(value) if _is_word(word) and (not mixed or word[1:].islower())]
    share = 0.5 if mixed else 0.65
    return sum(map(len, words)) >= share * sum(character.isalnum() for character in value)


def _words(value: str) -> list[str]:
    """The runs of letters, cut where a capital follows a small letter: ``bdc Charge Power``."""
    words = [""]
    for before, character in zip(" " + value, value, strict=False):
        if not character.isalpha() or (character.isupper() and before.islower()):
            words.append("")
        if character.isalpha():
            words[-1] += character
    return words


def _is_word(letters: str) -> bool:
    vowels = sum(letter in "aeiouyAEIOUY" for letter in letters)
    return len(letters) >= 4 and 0.2 <= vowels / len(letters) <= 0.6


def _mixes_cases(value: str) -> bool:
    return not (value.islower() or value.isupper())


_OTHER_PREFIXES = (
    "sha1-", "sha256-", "sha384-", "sha512-", "sha1:", "sha256:", "sha512:", "md5:", "$2a$", "$2b$", "$2y$",
    "$argon2", "pbkdf2", "bcrypt", "scrypt", "{ssha}", "pk_live_", "pk_test_", "sk_test_", "ssh-rsa",
    "ssh-ed25519", "http://", "https://", "urn:", "arn:", "projects/", "vault:", "op://", "ref+", "ssm:",
    "enc:", "enc[", "data:",
)  # fmt: skip
_REFERENCE_CHARACTERS = frozenset("{}<>$()[]|\\%")


def says_something_else(value: str) -> bool:
    """Hashes, UUIDs, addresses, expressions, and references to where the secret is kept."""
    lowered = value.lower()
    if lowered.startswith(_OTHER_PREFIXES) or lowered.startswith(("/", "./", "~", "@", "--", "#")):
        return True
    if len(_REFERENCE_CHARACTERS.intersection(value)) > 1:
        return True
    return [len(part) for part in value.split("-")] == [8, 4, 4, 4, 12]


_LOCAL_HOSTS = frozenset({"localhost", "host", "hostname", "db", "postgres", "redis", "mysql", "broker"})
_LOCAL_ENDINGS = (".local", ".test", ".invalid", ".example", ".localhost", ".internal")


def is_local(host: str) -> bool:
    """A host of a developer's machine or of an example."""
    lowered = host.lower().rstrip(".")
    loopback = lowered.startswith(("127.", "0."))
    return loopback or lowered in _LOCAL_HOSTS or lowered.endswith(_LOCAL_ENDINGS) or "example" in lowered
