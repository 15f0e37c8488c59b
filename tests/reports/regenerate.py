"""The reports of all samples as they are kept in ``expected/``.

To write them anew, from the top of the repository (then read the difference before it is committed):
``PYTHONPATH=src:tests python -m reports.regenerate``
"""

from __future__ import annotations

from pathlib import Path

from reports.samples import SAMPLES

from tidegate.reports import render
from tidegate.reports.explain import Silencer, render_explain

EXPECTED = Path(__file__).parent / "expected"
_MACHINE = ("risky", "hostile", "odd-path", "could-not-tell", "packages")


def reports() -> dict[str, str]:
    """File name → report."""
    made: dict[str, str] = {}
    for name, result in SAMPLES.items():
        made[f"{name}.80.txt"] = render("text", result)
        made[f"{name}.md"] = render("markdown", result)
    for name in _MACHINE:
        made[f"{name}.json"] = render("json", SAMPLES[name])
        made[f"{name}.sarif"] = render("sarif", SAMPLES[name])
    risky = SAMPLES["risky"]
    made["risky.120.txt"] = render("text", risky, width=120)
    made["risky.color.txt"] = render("text", risky, color=True)
    silencer = Silencer("sanitizers: {sql: [acme.db.quote]}", ("0badcafe",))
    made["risky.explain.txt"] = render_explain(risky, "3f2a", silencers=[silencer])
    return made


def main() -> None:
    EXPECTED.mkdir(exist_ok=True)
    made = reports()
    for old in set(EXPECTED.iterdir()) - {EXPECTED / name for name in made}:
        old.unlink()
    for name, text in made.items():
        (EXPECTED / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
