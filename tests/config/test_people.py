from __future__ import annotations

from datetime import date

import jsonschema
import pytest
import yaml

from tidegate.config.loading import SettingsError
from tidegate.config.people import load_people, parse_people
from tidegate.config.schema import PEOPLE_FILE, people_schema, text
from tidegate.model.people import KeyKind, PersonKind

SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH4pUbQXE0tjeCFBnnkUSXzQ3bWq9U1BGOMq3bHzWqPh"
FULL = f"""\
version: 1
people:
  ada:
    name: Ada Example
    keys:
      - {{ssh: "{SSH} ada@laptop", since: 2026-01-01, until: 2026-12-31}}
      - openpgp: 0123456789abcdef0123456789abcdef01234567
        key: |
          -----BEGIN PGP PUBLIC KEY BLOCK-----

          aGVsbG8=
          -----END PGP PUBLIC KEY BLOCK-----
    emails: [ada@example.com]
    accounts: ["github:583231", "gitlab:ada"]
    roles: [security-reviewer]
    trained_until: 2027-01-31
  grace: {{manager: true, emails: [grace@example.com]}}
  helper: {{kind: ai_agent, emails: [agent@example.com]}}
teams:
  "@acme/payments": [ada, grace]
ci:
  builds: {{keys: [{{ssh: "{SSH}"}}]}}
"""


def test_everything_that_a_team_says() -> None:
    people = parse_people(FULL.encode(), "f")
    ada, grace, helper, builds = people.persons
    assert [key.kind for key in ada.keys] == [KeyKind.SSH, KeyKind.OPENPGP]
    assert ada.keys[0].text == SSH
    assert ada.keys[0].until == date(2026, 12, 31)
    assert ada.keys[1].fingerprint == "0123456789ABCDEF0123456789ABCDEF01234567"
    assert ada.roles == {"security-reviewer"}
    assert ada.trained_until == date(2027, 1, 31)
    assert (grace.manager, helper.kind, builds.records) == (True, PersonKind.AI_AGENT, True)
    assert people.teams == {"@acme/payments": ("ada", "grace")}


def test_without_a_file_nothing_is_said() -> None:
    assert load_people(lambda _: None) is None


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("version: 1\npeeple: {}\n", 'f:2: unknown key "peeple"; did you mean "people"?'),
        ("version: 1\npeople:\n  ada: {rolls: [a]}\n", 'f:3: people.ada: unknown key "rolls"; did you mean'),
        ("version: 1\npeople:\n  Ada: {}\n", 'f:3: people: "Ada" is not a short name'),
        ("version: 1\npeople:\n  a: {kind: robot}\n", 'f:3: people.a.kind: "robot" is not known'),
        ("version: 1\npeople:\n  a: {keys: [{}]}\n", "f:3: people.a.keys[0]: say ssh: or openpgp:"),
        (
            "version: 1\npeople:\n  a:\n    keys:\n    - ssh: ssh-ed25519 AAAA\n",
            "f:5: people.a.keys[0]: this is no SSH public key",
        ),
        (
            f"version: 1\npeople: {{a: {{keys: [{{openpgp: {'A' * 40}}}]}}}}\n",
            "f:2: people.a.keys[0]: openpgp: (the fingerprint) and key:",
        ),
        ('version: 1\nteams:\n  "@x/y": [ada]\n', 'f:3: teams.@x/y[0]: there is no "ada" among the people'),
        ("version: 1\nci: {b: {keys: []}}\n", "f:2: ci.b.keys: must have at least one entry"),
        (f'version: 1\npeople: {{b: {{}}}}\nci:\n  b: {{keys: [{{ssh: "{SSH}"}}]}}\n', 'f:4: ci: "b" is'),
        ("", "f:1: the file is empty"),
    ],
)
def test_mistakes_are_named_with_their_line(document: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_people(document.encode(), "f")
    assert str(caught.value).startswith(message)


def test_the_schema_for_editors_is_up_to_date() -> None:
    assert PEOPLE_FILE.read_text("utf-8") == text(people_schema())


def test_the_schema_takes_what_the_reader_takes() -> None:
    validator = jsonschema.Draft202012Validator(people_schema())
    assert validator.is_valid(yaml.load(FULL, yaml.BaseLoader) | {"version": 1, "people": {}})
    assert not validator.is_valid({"version": 1, "people": {"Ada B": {}}})
