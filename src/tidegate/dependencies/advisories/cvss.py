"""CVSS vectors → severity. Sources: FIRST's specifications of CVSS 2.0 (§3.2.1) and 3.1 (§7.1, §5).

Only base metrics count: what an environment makes of a weakness is not the advisory's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tidegate.dependencies.advisories import cvss4
from tidegate.model.finding import Severity

_LONGEST = 400  # characters of a vector
_IMPACT = {"H": 0.56, "L": 0.22, "N": 0.0}
_V3: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": _IMPACT,
    "I": _IMPACT,
    "A": _IMPACT,
}
_V3_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_V2_IMPACT = {"N": 0.0, "P": 0.275, "C": 0.66}
_V2: Mapping[str, Mapping[str, float]] = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": _V2_IMPACT,
    "I": _V2_IMPACT,
    "A": _V2_IMPACT,
}


def rated(vectors: Iterable[str]) -> tuple[Severity, float | None, str | None]:
    """Severity, base score and vector, by the newest version of CVSS that can be read; else unknown.

    Of several vectors of that version the worst counts.
    """
    scored = [
        (_version(vector), score, vector) for vector in vectors if (score := base_score(vector)) is not None
    ]
    if not scored:
        return Severity.UNKNOWN, None, None
    _, score, vector = max(scored)
    return severity(score), score, vector


def _version(vector: str) -> str:
    """ "CVSS:4.0"; vectors of 2.0 do not say theirs, and come before all."""
    return vector.partition("/")[0] if vector.startswith("CVSS:") else ""


def severity(score: float) -> Severity:
    """The qualitative scale of CVSS 3.1 §5 and 4.0 §6; what scores 0 is low here."""
    if score >= 9.0:
        return Severity.CRITICAL
    if score >= 7.0:
        return Severity.HIGH
    return Severity.MEDIUM if score >= 4.0 else Severity.LOW


def base_score(vector: str) -> float | None:
    """0.0 to 10.0; ``None`` for what is no vector that is known."""
    if len(vector) > _LONGEST:
        return None
    version, _, rest = vector.partition("/") if vector.startswith("CVSS:") else ("", "", vector)
    try:
        metrics = dict(one.split(":") for one in (rest.strip("()")).split("/"))
        match version:
            case "CVSS:3.0" | "CVSS:3.1":
                return _v3(metrics)
            case "CVSS:4.0":
                return cvss4.base_score(metrics)
            case "":
                return _v2(metrics)
    except (KeyError, ValueError):
        pass
    return None


def _v3(metrics: Mapping[str, str]) -> float:
    values = {name: table[metrics[name]] for name, table in _V3.items()}
    is_changed = metrics["S"] == "C"
    privileges = _V3_PRIVILEGES[metrics["S"]][metrics["PR"]]
    lost = 1 - (1 - values["C"]) * (1 - values["I"]) * (1 - values["A"])
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if is_changed else 6.42 * lost
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * values["AV"] * values["AC"] * privileges * values["UI"]
    return _rounded_up(min((impact + exploitability) * (1.08 if is_changed else 1), 10))


def _rounded_up(score: float) -> float:
    """To one decimal, without what binary fractions add (CVSS 3.1, appendix A)."""
    exact = round(score * 100_000)
    return exact / 100_000 if exact % 10_000 == 0 else (exact // 10_000 + 1) / 10


def _v2(metrics: Mapping[str, str]) -> float:
    values = {name: table[metrics[name]] for name, table in _V2.items()}
    impact = 10.41 * (1 - (1 - values["C"]) * (1 - values["I"]) * (1 - values["A"]))
    exploitability = 20 * values["AV"] * values["AC"] * values["Au"]
    if impact == 0:
        return 0.0
    return round((0.6 * impact + 0.4 * exploitability - 1.5) * 1.176, 1)
