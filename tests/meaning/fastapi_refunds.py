"""A refund service in FastAPI: routers, injected dependencies, SQLAlchemy, an outside service."""

from __future__ import annotations

MAIN = """\
from fastapi import Depends, FastAPI

from app.deps import current_user
from app.routers import admin, refunds

app = FastAPI()
app.include_router(refunds.router, prefix="/refunds")
app.include_router(admin.router, prefix="/admin", dependencies=[Depends(current_user)])
"""

DEPS = '''\
"""What routes ask for."""

from typing import Annotated

from fastapi import Depends, Header, HTTPException
from sqlalchemy.orm import Session

from app.db import SessionLocal
from app.tokens import user_of


def get_session():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def current_user(authorization: Annotated[str, Header()]):
    user = user_of(authorization)
    if user is None:
        raise HTTPException(status_code=401)
    return user


def require_admin(user=Depends(current_user)):
    if not user.is_admin:
        raise HTTPException(status_code=403)
    return user


Database = Annotated[Session, Depends(get_session)]
'''

DB = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("postgresql://localhost/refunds")
SessionLocal = sessionmaker(bind=engine)
"""

TOKENS = '''\
"""Tokens and who they belong to."""

import hmac
from dataclasses import dataclass

from app.store import load_token


@dataclass
class User:
    name: str
    is_admin: bool


def user_of(token):
    found = load_token(token)
    if found is None or not hmac.compare_digest(found["token"], token):
        return None
    return User(found["name"], found["admin"])
'''

STORE = """\
_TOKENS = {}


def load_token(token):
    return _TOKENS.get(token)
"""

STATEMENTS = '''\
"""Statements about refunds."""

from sqlalchemy import text


def refunds_of(session, order):
    statement = text("SELECT id, amount FROM refunds WHERE order_id = :order")
    return session.execute(statement, {"order": order}).all()


def search(session, condition):
    return session.execute(text("SELECT id FROM refunds WHERE " + condition)).all()


def recent(session):
    return search(session, "created > now() - interval '1 day'")
'''

REFUNDS = '''\
"""Refunds over HTTP."""

from fastapi import APIRouter, Depends, HTTPException

from app import statements
from app.checks import checked_host
from app.deps import Database, current_user, require_admin
from app.notify import notify

router = APIRouter()


@router.get("/{order}")
async def list_refunds(order: str, session: Database, user=Depends(current_user)):
    return statements.refunds_of(session, order)


@router.get("/recent/all")
async def recent(session: Database, user=Depends(current_user)):
    return statements.recent(session)


@router.post("/{order}/approve")
async def approve(order: int, session: Database, user=Depends(require_admin)):
    found = statements.refunds_of(session, order)
    if not found:
        raise HTTPException(status_code=404)
    return {"approved": found[0].id, "by": user.name}


@router.post("/{order}/notify")
def notify_shop(order: int, host: str, user=Depends(require_admin)):
    return notify(checked_host(host), order)
'''

CHECKS = '''\
"""Checks of what comes from outside."""

from fastapi import HTTPException

HOSTS = ("shop.example", "till.example")


def checked_host(host):
    if host not in HOSTS:
        raise HTTPException(status_code=400)
    return host
'''

NOTIFY = '''\
"""Tells shops."""

import httpx


def notify(host, order):
    answer = httpx.post(f"https://{host}/refunds/{order}", timeout=5)
    return answer.status_code
'''

ADMIN = '''\
"""What staff see."""

from fastapi import APIRouter

from app import statements
from app.deps import Database

router = APIRouter()


@router.get("/report")
async def report(session: Database):
    return statements.recent(session)
'''

REFUND_SERVICE = {
    "README.md": "# Refunds\n",
    "app/__init__.py": "",
    "app/main.py": MAIN,
    "app/deps.py": DEPS,
    "app/db.py": DB,
    "app/tokens.py": TOKENS,
    "app/store.py": STORE,
    "app/statements.py": STATEMENTS,
    "app/checks.py": CHECKS,
    "app/notify.py": NOTIFY,
    "app/routers/__init__.py": "",
    "app/routers/refunds.py": REFUNDS,
    "app/routers/admin.py": ADMIN,
    "tests/test_refunds.py": "def test_nothing():\n    assert True\n",
}
