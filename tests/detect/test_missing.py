"""New ways in that tell of persons, without the login check of those beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check

BEFORE = """\
from flask import Flask, jsonify
from flask_login import login_required
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
db = SQLAlchemy(app)


class Patient(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    ward = db.Column(db.String(80))
    phone = db.Column(db.String(80))


@app.get("/wards")
@login_required
def wards():
    return jsonify([p.ward for p in Patient.query.all()])


@app.get("/beds")
@login_required
def beds():
    return jsonify([p.ward for p in Patient.query.all()])
"""
TEAM = "version: 1\nthreat_model:\n  personal_data: {tables: [patient]}\n"


def route(told: str, login: str = "") -> str:
    return (
        f'\n\n@app.get("/patients/<int:key>")\n{login}def patient(key):\n'
        f"    one = db.session.get(Patient, key)\n    return jsonify({told})\n"
    )


@pytest.mark.parametrize(
    ("added", "config", "expected"),
    [
        (route("{'phone': one.phone}"), "", "tells data of persons (Patient.phone)"),
        (route("{'ward': one.ward}"), TEAM, "tells data of persons (Patient, Patient.ward)"),
        (route("{'ward': one.ward}"), "", None),
        (route("{'phone': one.phone[-2:]}"), "", None),
        (route("{'phone': one.phone}", "@login_required\n"), TEAM, None),
    ],
)
def test_what_tells_of_persons_asks_as_its_neighbours_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: str, config: str, expected: str | None
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    repository = RepositoryBuilder(tmp_path / "repository")
    settings = {".tidegate/config.yaml": config} if config else {}
    repository.commit("base", {"clinic/views.py": BEFORE, **settings})
    repository.branch("change")
    repository.commit("change", {"clinic/views.py": BEFORE + added})
    result = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    missing = [one.message for one in result.findings if one.rule == "authentication-missing"]
    assert len(missing) == (expected is not None)
    assert all(expected in message for message in missing if expected)
