"""Checks that count where the outside has no part in what was compared with."""

from __future__ import annotations

import pytest
from engine import Analysis

CODE = """
from typing import Annotated
from fastapi import APIRouter, Depends, Form, HTTPException, Request
router = APIRouter()


class User:
    def __init__(self, clinics):
        self.clinics = clinics


def current_user() -> User:
    return User(load())


def load():
    return {{"a"}}


def ensure(user, clinic):
    if clinic not in user.clinics:
        raise HTTPException(status_code=403)


def is_member(user, clinic):
    return clinic in user.clinics


class Desk:
    def __init__(self, user):
        self.own = set(user.clinics)

    def chosen(self, clinic):
        if clinic not in self.own:
            raise HTTPException(status_code=403)
        return clinic


@router.post("/clinic")
async def choose(
    request: Request,
    clinic: Annotated[str, Form()],
    wanted: Annotated[list[str], Form()],
    user: Annotated[User, Depends(current_user)],
):
    {check}
    request.session["clinic"] = clinic
"""

CHECKS = [
    "if clinic not in user.clinics: raise HTTPException(status_code=403)",
    "ensure(user, clinic)",
    "ensure(clinic=clinic, user=user)",
    "if not is_member(user, clinic): return",
    "clinic = Desk(user).chosen(clinic)",
]
NONE = [
    "if not user.clinics: raise HTTPException(status_code=403)",
    "if clinic not in wanted: raise HTTPException(status_code=403)",
    "ensure(User(wanted), clinic)",
    "if not is_member(User(wanted), clinic): return",
    "clinic = Desk(User(wanted)).chosen(clinic)",
]


@pytest.mark.parametrize("check", CHECKS)
def test_a_member_of_what_the_program_knows_is_checked(check: str) -> None:
    assert Analysis({"app.py": CODE.format(check=check)}).findings() == {}


@pytest.mark.parametrize("check", NONE)
def test_a_member_of_what_was_sent_is_not(check: str) -> None:
    assert Analysis({"app.py": CODE.format(check=check)}).findings() == {"trust-boundary": [47]}


@pytest.mark.parametrize(
    ("host", "found"), [("request.host_url", {}), ('request.form["host"]', {"open-redirect": [18]})]
)
def test_a_host_equal_to_our_own(host: str, found: dict[str, list[int]]) -> None:
    code = f"""
from urllib.parse import urljoin, urlsplit
from flask import Flask, redirect, request
app = Flask(__name__)


def landing(wanted, *, host_url, default):
    target = urljoin(host_url, wanted)
    parts, own = urlsplit(target), urlsplit(host_url)
    if parts.scheme not in {{"http", "https"}} or parts.netloc != own.netloc:
        return default
    return target


@app.post("/login")
def login():
    page = landing(request.args["next"], host_url={host}, default="/")
    return redirect(page)
"""
    assert Analysis({"app.py": code}).findings() == found
