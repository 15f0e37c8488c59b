"""Settings files that are right and wrong, for the reader and the JSON Schema alike."""

FULL = """\
version: 1
mode: observe
observe_until: 2027-01-31
threat_model:
  authentication: [acme.auth.login_required, acme.auth.current_user]
  authorization: [acme.auth.require_role]
  sanitizers: {sql: [acme.db.quote], html: [acme.html.clean]}
  personal_data: {tables: ["customers", "user_*"], fields: ["*.email", "*.ssn"]}
  internet_facing: {routes: ["/api/**"], paths: ["services/public/**"]}
rules:
  sql-injection: {severity: critical, reason: our database has no second line of defence}
  weak-hash: {enabled: false, reason: "checksums only, agreed with security"}
  open-redirect:
    paths: ["web/**", "!web/admin/**"]
    reason: the other services never redirect
sensitive_paths:
  - {paths: ["billing/**"], tier: critical, reason: moves money}
tiers:
  - {name: docs, tier: low, when: {only_paths: ["docs/**"]}}
  - name: money
    tier: critical
    when: {any: [{paths: ["billing/**"]}, {all: [{paths: ["shop/**"]}, {not: {paths: ["shop/help/**"]}}]}]}
    approvals:
      - {humans: 2, roles: [security], people: [ada], teams: ["@acme/pay"]}
      - {humans: 2, distinct_roles: [reviewer, manager]}
    mode: observe
    valid_until: 2026-12-31
exceptions:
  - fingerprint: "flow/1:9f86d081884c7d65"
    reason: behind the VPN until the migration is over
    by: ada@example.com
    until: 2026-12-31
"""

RIGHT = {
    "the least": "version: 1\n",
    "everything": FULL,
    "empty sections": "version: 1\nthreat_model: {}\nrules: {}\nexceptions: []\n",
    "an exception that does not count is no mistake": "version: 1\nexceptions: [{fingerprint: abcdefgh}]\n",
    "JSON is YAML": '{"version": 1, "mode": "enforce", "observe_until": null}',
    "quoted words that look like others": 'version: 1\nrules: {a: {reason: "yes"}}\n',
}

RIGHT |= {
    f"learned until {text}": f"version: 1\ndependencies: {{assistants_learned_until: {text}}}\n"
    for text in ("2026-01-31", "2026-01", "claude-sonnet-4-5", "openai/gpt-5.4")
}

# What is wrong: text, and (line, part of the message) of every problem in it.
WRONG = {
    "no version": ("mode: enforce\n", [(1, 'the key "version" is missing')]),
    "version to come": ("version: 2\n", [(1, "version: 2 (without quotes) is not known; known: 1")]),
    "misspelt key": (
        "version: 1\ntreat_model: {}\n",
        [(2, 'unknown key "treat_model"; did you mean "threat_model"?')],
    ),
    "a key like no other": (
        "version: 1\nsensitive_paths: [{paths: [a], tier: high, reason: r, zzz: 1}]\n",
        [(2, 'sensitive_paths[0]: unknown key "zzz"; known: paths, tier, reason')],
    ),
    "misspelt choice": (
        "version: 1\nmode: observ\n",
        [(2, 'mode: "observ" is not known; did you mean "observe"?')],
    ),
    "misspelt severity": (
        "version: 1\nrules:\n  a:\n    reason: r\n    severity: hgh\n",
        [(5, 'rules.a.severity: "hgh" is not known; did you mean "high"?')],
    ),
    "rule without a reason": (
        "version: 1\nrules:\n  a: {enabled: false}\n",
        [(3, 'rules.a: the key "reason" is missing')],
    ),
    "blank reason": (
        'version: 1\nrules:\n  a: {enabled: false, reason: " "}\n',
        [(3, 'rules.a.reason: " " is not a reason in words')],
    ),
    "an old YAML truth": (
        "version: 1\nrules: {a: {reason: r, enabled: yes}}\n",
        [(2, "rules.a.enabled: yes (without quotes) is not true or false")],
    ),
    "a number for a text": (
        "version: 1\nexceptions:\n- fingerprint: 1234567890\n",
        [(3, "exceptions[0].fingerprint: 1234567890 (without quotes) is not a fingerprint")],
    ),
    "a rule's id with capitals": (
        "version: 1\nrules: {SQL: {reason: r}}\n",
        [(2, 'rules: "SQL" is not a word such as sql-injection')],
    ),
    "a day that is none": (
        "version: 1\nexceptions:\n- fingerprint: abcdefgh\n  until: 2026-02-30\n",
        [(4, 'exceptions[0].until: "2026-02-30" is not a date such as')],
    ),
    "a month that is none": (
        "version: 1\ndependencies:\n  assistants_learned_until: 2026-13\n",
        [(3, 'dependencies.assistants_learned_until: "2026-13" is not a date such as 2026-01-31')],
    ),
    "a word for a list": (
        "version: 1\nthreat_model: {authentication: acme.login}\n",
        [(2, 'threat_model.authentication: must be a list such as [a, b], not "acme.login"')],
    ),
    "a list for keys": (
        "version: 1\nthreat_model: [acme.login]\n",
        [(2, 'threat_model: must be lines of "key: value", not a list')],
    ),
    "nothing for keys": (
        "version: 1\nthreat_model:\n",
        [(2, 'threat_model: must be lines of "key: value", not nothing')],
    ),
    "a path for a name": (
        "version: 1\nthreat_model: {authorization: [acme..role]}\n",
        [(2, 'threat_model.authorization[0]: "acme..role" is not a dotted name')],
    ),
    "no paths": (
        "version: 1\nsensitive_paths: [{paths: [], tier: high, reason: r}]\n",
        [(2, "sensitive_paths[0].paths: must have at least one entry")],
    ),
    "a tier that would lower": (
        "version: 1\nsensitive_paths: [{paths: [a], tier: none, reason: r}]\n",
        [(2, 'sensitive_paths[0].tier: "none" is not known; known: medium, high, critical')],
    ),
    "a condition that is not known": (
        "version: 1\ntiers:\n- name: a\n  tier: high\n  when: {not: {path: [a]}}\n",
        [(5, 'tiers[0].when.not: unknown key "path"; did you mean "paths"?')],
    ),
    "a tier without a rank": (
        "version: 1\ntiers: [{name: a}]\n",
        [(2, 'tiers[0]: the key "tier" is missing')],
    ),
    "nobody's approval": (
        "version: 1\ntiers: [{name: a, tier: low, approvals: [{humans: 0}]}]\n",
        [(2, "tiers[0].approvals[0].humans: 0 (without quotes) is not a number from 1")],
    ),
    "observed for ever": ("version: 1\nmode: observe\n", [(2, "mode: observe needs observe_until")]),
    "an end without a beginning": (
        "version: 1\nobserve_until: 2027-01-31\n",
        [(2, "observe_until: does nothing without mode: observe")],
    ),
    "a list at the top": ("- version: 1\n", [(1, 'must be lines of "key: value", not a list')]),
    "many at once": (
        "version: 1\nrulez: {}\nmode: strict\nrules:\n  a: {}\n",
        [
            (2, 'unknown key "rulez"; did you mean "rules"?'),
            (3, 'mode: "strict" is not known; known: enforce, observe'),
            (5, 'rules.a: the key "reason" is missing'),
        ],
    ),
}
